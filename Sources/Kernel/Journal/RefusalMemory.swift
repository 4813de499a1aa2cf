import Foundation
import Synchronization

/// Remembers who was refused what, so that the journal, which keeps everything for ever, holds each once a minute and
/// nobody can fill it.
final class RefusalMemory: Sendable {
  private struct Refusal: Hashable {
    let actor: String
    let token: String?
    let action: String
  }

  private let known = Mutex<[Refusal: Date]>([:])

  /// Seconds.
  private static let interval: TimeInterval = 60
  private static let capacity = 10_000

  /// Whether the same was not refused within the last minute.
  func isNews(_ action: String, of principal: Principal, at now: Date) -> Bool {
    let refusal = Refusal(actor: principal.name, token: principal.origin.token, action: action)
    return known.withLock { known in
      if let last = known[refusal], now < last + Self.interval { return false }
      if known.count >= Self.capacity { known = known.filter { now < $0.value + Self.interval } }
      if known.count < Self.capacity { known[refusal] = now }
      return true
    }
  }
}
