import MailFormats

/// Lines in, stories out: what belongs to a message goes to its trail; a refusal before there was a message, and a
/// sign-in, is a story of its own.
struct LogIntake: Sendable {
  private(set) var follower = TrailFollower()

  mutating func take(
    _ record: LogRecord, of line: UnsafeRawBufferPointer, _ emit: (MessageTrail) throws -> Void
  ) rethrows {
    if let ending = Self.ending(ofAlone: record.event) {
      try emit(MessageTrail(Self.identifier(of: line), alone: record, of: line, ending: ending))
    } else {
      try follower.handle(record, of: line, emit)
    }
  }

  /// Goes on with a trail that was kept.
  mutating func resume(_ trail: MessageTrail) { follower.resume(trail) }
  mutating func takeChanges(_ body: (MessageTrail) throws -> Void) rethrows { try follower.takeChanges(body) }

  private static func ending(ofAlone event: LogEvent) -> MessageTrail.Ending? {
    switch event {
    case .postfix(let event) where event.queueID.isEmpty:
      switch event.statement {
      case .ruled(let ruling): ruling.isRefusal ? .refused : nil
      case .signInFailed: .abandoned
      default: nil
      }
    case .dovecot(let event):
      switch event.statement {
      case .signedIn: .removed
      case .notSignedIn(let signIn): signIn.failures > 0 ? .refused : nil
      case .signInRefused: .refused
      default: nil
      }
    default: nil
    }
  }

  /// What has no queue ID gets a number that no queue ID can be: it holds a hyphen.
  private static func identifier(of line: UnsafeRawBufferPointer) -> LogIdentifier {
    let text = "n-" + String(KeyHash(line).bits >> KeyHash.room, radix: 36)
    var name = text
    return name.withUTF8 { LogIdentifier(UnsafeRawBufferPointer($0)) } ?? Self.nameless
  }

  private static let nameless: LogIdentifier = {
    let letters: [UInt8] = [UInt8(ascii: "n")]
    guard let name = letters.withUnsafeBytes({ LogIdentifier($0) }) else { preconditionFailure("one letter is a name") }
    return name
  }()
}

extension PostfixRuling {
  var isRefusal: Bool {
    switch action {
    case .reject, .milterReject, .proxyReject, .greylist: true
    default: false
    }
  }
}
