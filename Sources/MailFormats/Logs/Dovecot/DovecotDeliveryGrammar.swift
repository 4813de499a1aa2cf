extension DovecotGrammar {
  /// `sieve: msgid=<…>: …` and, without Sieve, `msgid=<…>: saved mail to INBOX`.
  static func delivery(_ cursor: inout LogCursor) -> DovecotStatement? {
    let isSieve = cursor.skip("sieve: ")
    guard cursor.skip("msgid=") else { return isSieve ? script(&cursor) : nil }
    var delivery = DovecotDelivery()
    guard let messageID = takeMessageID(&cursor) else { return nil }
    delivery.messageID = messageID
    delivery.readAction(&cursor)
    return .delivered(delivery)
  }

  /// A message without a Message-ID has `unspecified` here.
  private static func takeMessageID(_ cursor: inout LogCursor) -> LogSlice? {
    guard cursor.skip("<") else { return cursor.take(until: ": ") }
    return cursor.take(until: ">: ")
  }

  private static func script(_ cursor: inout LogCursor) -> DovecotStatement? {
    let isFailure = cursor.starts(with: "Execution of script ") || cursor.starts(with: "Failed to ")
    return isFailure ? .scriptFailed(cursor.takeRest()) : .remark(cursor.takeRest())
  }

  /// Of mail_log and of mailboxes made on the way.
  static func storage(_ cursor: inout LogCursor) -> DovecotStatement? {
    if let change = mailboxChange(&cursor) { return change }
    guard let kind = DovecotMailEvent.Kind(&cursor) else { return nil }
    var event = DovecotMailEvent(kind: kind)
    event.read(&cursor)
    return .mail(event)
  }

  private static func mailboxChange(_ cursor: inout LogCursor) -> DovecotStatement? {
    if cursor.skip("Mailbox created: ") { return .mailbox(.created, name: cursor.takeRest()) }
    if cursor.skip("Mailbox deleted: ") { return .mailbox(.deleted, name: cursor.takeRest()) }
    if cursor.skip("Mailbox renamed: ") { return .mailbox(.renamed, name: cursor.takeRest()) }
    if cursor.skip("Mailbox subscribed: ") { return .mailbox(.subscribed, name: cursor.takeRest()) }
    if cursor.skip("Mailbox unsubscribed: ") { return .mailbox(.unsubscribed, name: cursor.takeRest()) }
    guard cursor.starts(with: "Quota exceeded") || cursor.starts(with: "quota: ") else { return nil }
    return .overQuota(cursor.takeRest())
  }
}

extension DovecotDelivery {
  /// How a phrase goes on.
  private enum Target { case absent, bare, quoted, address }

  /// How Pigeonhole and Dovecot's own delivery word it.
  private static let phrases: [(StaticString, Outcome, Target)] = [
    ("stored mail into mailbox ", .stored, .quoted), ("saved mail to ", .stored, .bare),
    ("left message in mailbox ", .kept, .quoted),
    ("failed to store into mailbox ", .failedToStore, .quoted), ("save failed to ", .failedToStore, .bare),
    ("forwarded to ", .redirected, .address),
    ("failed to redirect message to ", .failedToRedirect, .address),
    ("discarded duplicate forward to ", .redirectionKept, .address),
    ("not forwarding ", .redirectionKept, .absent),
    ("sent vacation response to ", .vacationSent, .address),
    ("discarded duplicate vacation response to ", .vacationKept, .address),
    ("discarding vacation response", .vacationKept, .absent), ("not sending vacation ", .vacationKept, .absent),
    ("discarded vacation reply ", .vacationKept, .absent),
    ("rejected message from ", .rejected, .address),
    ("not sending reject message to ", .rejectionKept, .address),
    ("not sending reject message", .rejectionKept, .absent), ("discarded reject message", .rejectionKept, .absent),
    ("Marked message to be discarded", .discarded, .absent), ("marked message to be discarded", .discarded, .absent),
    ("discarded message", .discarded, .absent), ("sent notification ", .notified, .address),
    ("sent mail notification ", .notified, .absent), ("rejected: ", .rejected, .bare),
  ]

  mutating func readAction(_ cursor: inout LogCursor) {
    skipActionName(&cursor)
    for (phrase, outcome, target) in DovecotDelivery.phrases where cursor.skip(phrase) {
      self.outcome = outcome
      readTarget(&cursor, target)
      return
    }
    reason = cursor.takeRest()
  }

  /// `fileinto action: `, since Pigeonhole 0.5.14.
  private func skipActionName(_ cursor: inout LogCursor) {
    var index = cursor.position
    while cursor[index] &- 97 < 26 { index += 1 }
    guard cursor.starts(with: " action: ", at: index) else { return }
    cursor.go(to: index + 9)
  }

  private mutating func readTarget(_ cursor: inout LogCursor, _ kind: Target) {
    switch kind {
    case .absent: break
    case .bare:
      let end = cursor.find(": ") ?? cursor.end
      target = LogSlice(cursor.position, end)
      cursor.go(to: end)
    case .quoted where cursor.skip("'"): takeTarget(&cursor, until: UInt8(ascii: "'"))
    case .address where cursor.skip("<"): takeTarget(&cursor, until: UInt8(ascii: ">"))
    case .quoted, .address: break
    }
    _ = cursor.skip(": ") || cursor.skip(" ")
    reason = cursor.takeRest()
  }

  private mutating func takeTarget(_ cursor: inout LogCursor, until bracket: UInt8) {
    let end = closing(cursor, bracket)
    target = LogSlice(cursor.position, end)
    cursor.go(to: end + 1)
  }

  /// The closing quote that a colon, a space or nothing follows: a mailbox's name may hold others.
  private func closing(_ cursor: LogCursor, _ bracket: UInt8) -> Int {
    var index = cursor.position
    while index < cursor.end {
      let next = cursor[index + 1]
      if cursor[index] == bracket, next == 0 || next == UInt8(ascii: ":") || next == UInt8(ascii: " ") { return index }
      index += 1
    }
    return cursor.end
  }
}

extension DovecotMailEvent.Kind {
  private static let words: [(StaticString, DovecotMailEvent.Kind)] = [
    ("save: ", .save), ("copy: ", .copy), ("delete: ", .delete), ("undelete: ", .undelete), ("expunge: ", .expunge),
    ("flag_change: ", .flagChange), ("append: ", .append),
  ]

  init?(_ cursor: inout LogCursor) {
    for (word, kind) in DovecotMailEvent.Kind.words where cursor.skip(word) {
      self = kind
      return
    }
    guard cursor.starts(with: "copy from "), cursor.take(until: ": box=") != nil else { return nil }
    cursor.go(to: cursor.position - 4)
    self = .copy
  }
}

extension DovecotMailEvent {
  /// In the order of `mail_log_fields`.
  mutating func read(_ cursor: inout LogCursor) {
    while !cursor.isAtEnd {
      if cursor.skip("box=") {
        mailbox = field(&cursor)
      } else if cursor.skip("uid=") {
        uid = UInt32(truncatingIfNeeded: cursor.takeNumber() ?? 0)
      } else if cursor.skip("msgid=") {
        messageID = cursor.takeAngle() ?? field(&cursor)
      } else if cursor.skip("size=") {
        size = cursor.takeNumber() ?? 0
      } else if cursor.skip("from=") {
        sender = cursor.takeRest()
      }
      guard cursor.take(until: ", ") != nil else { break }
    }
  }

  private func field(_ cursor: inout LogCursor) -> LogSlice {
    let start = cursor.position
    cursor.go(to: cursor.find(", ") ?? cursor.end)
    return cursor.slice(from: start)
  }
}
