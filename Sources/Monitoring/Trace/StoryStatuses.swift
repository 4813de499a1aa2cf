import MailFormats

/// How a message fared, from what its lines say.
enum StoryStatuses {
  static func of(_ trail: MessageTrail) -> [TraceStatus] {
    var statuses: [TraceStatus] = []
    for step in trail.steps {
      let status = trail.withLine(of: step) { line in Self.status(of: step.record.event, in: line) }
      if let status, !statuses.contains(status) { statuses.append(status) }
    }
    // A recipient's last word counts; without recipients' addresses at hand, one that was delivered in the end is no
    // longer deferred.
    if trail.ending == .removed { statuses.removeAll { $0 == .deferred || $0 == .queued } }
    if trail.ending == .open, statuses.isEmpty || trail.isWaiting { statuses.append(.queued) }
    if statuses.contains(.greylisted) { statuses.removeAll { $0 == .rejected } }
    if statuses.isEmpty, trail.ending == .discarded { statuses.append(.discarded) }
    return statuses
  }

  private static func status(of event: LogEvent, in line: UnsafeRawBufferPointer) -> TraceStatus? {
    switch event {
    case .postfix(let event): status(of: event.statement)
    case .rspamd(let event): status(of: event.statement, in: line)
    case .dovecot(let event): status(of: event.statement)
    default: nil
    }
  }

  private static func status(of statement: PostfixStatement) -> TraceStatus? {
    switch statement {
    case .delivered(let delivery):
      switch delivery.status {
      case .sent, .deliverable: .delivered
      case .deferred, .softBounced: .deferred
      case .bounced, .undeliverable: .bounced
      case .expired: .expired
      case .other: nil
      }
    case .ruled(let ruling):
      switch ruling.action {
      case .reject, .milterReject, .proxyReject: .rejected
      case .greylist: .greylisted
      case .discard, .milterDiscard: .discarded
      case .hold, .milterHold, .milterQuarantine: .held
      default: nil
      }
    case .expired: .expired
    case .signInFailed: .signInFailed
    default: nil
    }
  }

  private static func status(of statement: RspamdStatement, in line: UnsafeRawBufferPointer) -> TraceStatus? {
    guard case .result(let result) = statement else { return nil }
    return switch result.action {
    case .softReject: isGreylisted(result, in: line) ? .greylisted : nil
    case .greylist: .greylisted
    case .addHeader, .rewriteSubject: .spam
    default: nil
    }
  }

  private static func status(of statement: DovecotStatement) -> TraceStatus? {
    switch statement {
    case .signedIn: .signedIn
    case .notSignedIn(let signIn): signIn.failures > 0 ? .signInFailed : nil
    case .signInRefused: .signInFailed
    case .delivered(let delivery): delivery.outcome == .discarded ? .discarded : nil
    default: nil
    }
  }
}

extension StoryStatuses {
  /// The module puts off as others do, and says of itself `GREYLIST(0.00){greylisted;…}`, or `{pass;…}` later.
  static func isGreylisted(_ result: RspamdResult, in line: UnsafeRawBufferPointer) -> Bool {
    for symbol in RspamdSymbols(result.symbols, of: line)
    where symbol.name.text(in: line) == "GREYLIST" && symbol.options.text(in: line).hasPrefix("greylisted") {
      return true
    }
    return false
  }
}

extension MessageTrail {
  /// Whether somebody of its recipients has nothing of it yet.
  var isWaiting: Bool {
    var last: [String: PostfixDelivery.Status] = [:]
    for attempt in attempts { last[attempt.recipient] = attempt.status }
    return last.isEmpty || last.values.contains(.deferred) || last.values.contains(.softBounced)
  }
}
