/// Reads what stands behind `postfix/smtpd[123]: `.
enum PostfixGrammar {
  static func read(_ cursor: inout LogCursor, of service: PostfixService) -> LogEvent {
    let queueID = takeQueueID(&cursor)
    let mark = cursor.position
    let statement =
      queueID.isEmpty ? serviceStatement(&cursor, service) : messageStatement(&cursor, service)
    if let statement { return event(service, queueID, statement) }
    cursor.go(to: mark)
    if let remark = remark(&cursor) { return event(service, queueID, remark) }
    return .unknown
  }

  private static func event(_ service: PostfixService, _ queueID: LogSlice, _ statement: PostfixStatement) -> LogEvent {
    .postfix(PostfixEvent(service: service, queueID: queueID, statement: statement))
  }

  /// A queue ID and the colon behind it: hexadecimal digits in capitals, or, with `enable_long_queue_ids`, a time of ten
  /// characters, a `z` and the file's number (postconf(5)).
  private static func takeQueueID(_ cursor: inout LogCursor) -> LogSlice {
    let start = cursor.position
    var index = start
    var isShort = true
    while index < cursor.end, index - start <= LogIdentifier.longest {
      let octet = cursor[index]
      if octet == UInt8(ascii: ":") { break }
      guard isAlphanumeric(octet) else { return .none }
      isShort = isShort && (octet <= UInt8(ascii: "9") || (octet >= UInt8(ascii: "A") && octet <= UInt8(ascii: "F")))
      index += 1
    }
    let isLong = index - start > 11 && cursor[start + 10] == UInt8(ascii: "z")
    guard isLong || (isShort && index - start >= 6), cursor.starts(with: ": ", at: index) else { return .none }
    let id = LogSlice(start, index)
    cursor.go(to: index + 2)
    return id
  }

  static func isAlphanumeric(_ octet: UInt8) -> Bool {
    octet &- 48 < 10 || (octet | 0x20) &- 97 < 26
  }

  /// About a message in the queue.
  private static func messageStatement(_ cursor: inout LogCursor, _ service: PostfixService) -> PostfixStatement? {
    switch cursor.next {
    case UInt8(ascii: "t"):
      if let delivery = PostfixDelivery(&cursor, of: service) { return .delivered(delivery) }
    case UInt8(ascii: "f"):
      if let statement = queueing(&cursor) { return statement }
    case UInt8(ascii: "r"):
      if cursor.starts(with: "removed"), cursor.remaining == 7 { return .removed }
      if let move = PostfixMove(&cursor) { return .moved(move) }
      if cursor.skip("resent-message-id=") { return .identified(messageID: messageID(&cursor), isResent: true) }
    case UInt8(ascii: "m"):
      if cursor.skip("message-id=") { return .identified(messageID: messageID(&cursor), isResent: false) }
    case UInt8(ascii: "c"):
      if cursor.skip("client=") { return .accepted(PostfixAcceptance(&cursor)) }
      if cursor.skip("conversation with ") { return .attempted(words: cursor.takeRest()) }
    case UInt8(ascii: "u"):
      if let statement = pickup(&cursor) { return statement }
    case UInt8(ascii: "h"), UInt8(ascii: "l"), UInt8(ascii: "C"), UInt8(ascii: "S"):
      if let statement = attempt(cursor) { return statement }
    case UInt8(ascii: "s"), UInt8(ascii: "p"):
      if let statement = notice(&cursor) { return statement }
    default: break
    }
    if let move = PostfixMove(&cursor) { return .moved(move) }
    if let ruling = PostfixRuling(&cursor) { return .ruled(ruling) }
    if service == .smtp || service == .lmtp { return attempt(cursor) ?? connection(&cursor) }
    return nil
  }

  /// About no message: a connection, or the service itself.
  private static func serviceStatement(_ cursor: inout LogCursor, _ service: PostfixService) -> PostfixStatement? {
    if cursor.skip("NOQUEUE: ") {
      if let ruling = PostfixRuling(&cursor) {
        return service == .postscreen
          ? .screened(PostscreenVerdict(kind: .refused, peer: ruling.peer, detail: ruling.reply)) : .ruled(ruling)
      }
      return cursor.skip("abort: ") ? .counted(cursor.takeRest()) : nil
    }
    switch service {
    case .postscreen: return PostscreenVerdict(&cursor).map(PostfixStatement.screened)
    case .smtpd, .smtp, .lmtp, .tlsproxy: return connection(&cursor)
    case .dnsblog: return listing(&cursor)
    case .anvil, .scache: return cursor.skip("statistics: ") ? .counted(cursor.takeRest()) : nil
    case .postsuper: return total(&cursor)
    case .verify: return cursor.starts(with: "cache ") ? .counted(cursor.takeRest()) : nil
    default: return nil
    }
  }

  /// `from=<…>, size=…, nrcpt=… (queue active)` and `from=<…>, status=expired, returned to sender`
  private static func queueing(_ cursor: inout LogCursor) -> PostfixStatement? {
    guard cursor.skip("from="), let sender = cursor.takeAngle(), cursor.skip(", ") else { return nil }
    if cursor.skip("size="), let size = cursor.takeNumber(), cursor.skip(", nrcpt="), let count = cursor.takeNumber() {
      return .queued(sender: sender, size: size, recipients: count)
    }
    guard cursor.skip("status=") else { return nil }
    let isForced = cursor.skip("force-")
    return cursor.skip("expired") ? .expired(sender: sender, isForced: isForced) : nil
  }

  /// Without the brackets; a Message-ID may be anything that a client made up.
  private static func messageID(_ cursor: inout LogCursor) -> LogSlice {
    guard cursor.next == UInt8(ascii: "<"), cursor[cursor.end - 1] == UInt8(ascii: ">") else {
      return cursor.takeRest()
    }
    let id = LogSlice(cursor.position + 1, cursor.end - 1)
    cursor.go(to: cursor.end)
    return id
  }

  private static func pickup(_ cursor: inout LogCursor) -> PostfixStatement? {
    guard cursor.skip("uid="), let user = cursor.takeNumber(), cursor.skip(" from="), let sender = cursor.takeAngle()
    else { return nil }
    return .pickedUp(
      user: user, sender: sender, original: cursor.skip(" orig_id=") ? cursor.takeRest() : .none)
  }

  /// The remote side's words, or its silence, during an attempt that is not over.
  private static func attempt(_ cursor: LogCursor) -> PostfixStatement? {
    let isOne =
      cursor.starts(with: "host ") || cursor.starts(with: "lost connection with ")
      || cursor.starts(with: "conversation with ") || cursor.starts(with: "Cannot start TLS")
      || cursor.starts(with: "SASL authentication failed")
    return isOne ? .attempted(words: cursor.rest) : nil
  }

  /// `sender non-delivery notification: ID`
  private static func notice(_ cursor: inout LogCursor) -> PostfixStatement? {
    let toPostmaster = cursor.skip("postmaster ")
    guard toPostmaster || cursor.skip("sender ") else { return nil }
    let kind: PostfixNotice
    if cursor.skip("non-delivery notification: ") {
      kind = .nonDelivery
    } else if cursor.skip("delay notification: ") {
      kind = .delay
    } else if cursor.skip("delivery status notification: ") {
      kind = .deliveryStatus
    } else {
      return nil
    }
    return .notified(kind, queueID: cursor.takeRest(), toPostmaster: toPostmaster)
  }

  /// `addr 192.0.2.1 listed by domain zen.example as 127.0.0.2`
  private static func listing(_ cursor: inout LogCursor) -> PostfixStatement? {
    guard cursor.skip("addr "), let address = cursor.take(until: " listed by domain "),
      let list = cursor.take(until: " as ")
    else { return nil }
    return .listed(address: address, list: list, answer: cursor.takeRest())
  }

  /// `Placed on hold: 2 messages`
  private static func total(_ cursor: inout LogCursor) -> PostfixStatement? {
    for literal in ["Placed on hold: ", "Released from hold: ", "Requeued: ", "Deleted: ", "Force-expired: "]
      as [StaticString] where cursor.starts(with: literal)
    {
      return .counted(cursor.takeRest())
    }
    return nil
  }
}

extension PostfixMove {
  /// The whole of what postsuper(1) says of one message.
  init?(_ cursor: inout LogCursor) {
    if cursor.starts(with: "placed on hold") {
      self = .held
    } else if cursor.starts(with: "released from hold") {
      self = .released
    } else if cursor.starts(with: "requeued") {
      self = .requeued
    } else if cursor.starts(with: "expired") {
      self = .forceExpired
    } else if cursor.starts(with: "skipped, still being delivered") {
      self = .skipped
    } else {
      return nil
    }
  }
}
