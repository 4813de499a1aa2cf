import Foundation
import MailFormats

extension TracedRecipient {
  init(_ attempt: MessageTrail.Attempt, _ placement: Placement?) {
    self.init(
      address: attempt.recipient, originally: attempt.originalRecipient, status: TraceStatus(attempt.status),
      at: Date(micros: attempt.time), relay: attempt.relay, dsn: attempt.dsn, words: attempt.words,
      delay: attempt.delay.seconds,
      stages: [attempt.stages.received, attempt.stages.queued, attempt.stages.connected, attempt.stages.sent].map(
        \.seconds), placed: placement)
  }
}

extension TraceStatus {
  init?(_ status: PostfixDelivery.Status) {
    switch status {
    case .sent, .deliverable: self = .delivered
    case .deferred, .softBounced: self = .deferred
    case .bounced, .undeliverable: self = .bounced
    case .expired: self = .expired
    case .other: return nil
    }
  }
}

extension Placement {
  init?(_ delivery: DovecotDelivery, of line: UnsafeRawBufferPointer) {
    let kind: Kind
    switch delivery.outcome {
    case .stored, .kept: kind = .stored
    case .discarded: kind = .discarded
    case .rejected: kind = .rejected
    case .redirected: kind = .redirected
    case .vacationSent: kind = .answered
    case .failedToStore, .failedToRedirect: kind = .failed
    case .rejectionKept, .redirectionKept, .vacationKept, .notified, .other: return nil
    }
    self.init(kind: kind, target: delivery.target.text(in: line), reason: delivery.reason.textIfAny(in: line))
  }
}

extension FilterVerdict {
  init(_ result: RspamdResult, of line: UnsafeRawBufferPointer) {
    var symbols: [Symbol] = []
    for symbol in RspamdSymbols(result.symbols, of: line) {
      symbols.append(Symbol(name: symbol.name.text(in: line), score: Double(symbol.score) / 100))
    }
    self.init(
      action: "\(result.action)", score: Double(result.score) / 100, threshold: Double(result.threshold) / 100,
      symbols: symbols.sorted { (abs($1.score), $0.name) < (abs($0.score), $1.name) })
  }
}

extension Int64 {
  /// Microseconds in seconds.
  fileprivate var seconds: Double { Double(self) / 1_000_000 }
}
