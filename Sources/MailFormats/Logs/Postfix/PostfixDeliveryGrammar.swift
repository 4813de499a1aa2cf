extension PostfixDelivery {
  /// Goes past the line; `nil`, without reading far, when it reports no delivery.
  init?(_ cursor: inout LogCursor, of service: PostfixService) {
    let mark = cursor.position
    guard cursor.skip("to="), let recipient = cursor.takeAngle() else {
      cursor.go(to: mark)
      return nil
    }
    self.recipient = recipient
    var isComplete = false
    while !isComplete, cursor.skip(", ") {
      guard let found = readAttribute(&cursor) else { break }
      isComplete = found
    }
    guard isComplete else {
      cursor.go(to: mark)
      return nil
    }
    readWords(&cursor, of: service)
  }

  /// One `key=value`; answers whether it was the status, which is the last. Keys of later versions are passed over.
  private mutating func readAttribute(_ cursor: inout LogCursor) -> Bool? {
    switch cursor.next {
    case UInt8(ascii: "o") where cursor.skip("orig_to="):
      originalRecipient = cursor.takeAngle() ?? field(&cursor)
    case UInt8(ascii: "r") where cursor.skip("relay="): relay = field(&cursor)
    case UInt8(ascii: "c") where cursor.skip("conn_use="):
      connectionUse = Int32(truncatingIfNeeded: cursor.takeNumber() ?? 0)
    case UInt8(ascii: "d"):
      if cursor.skip("delays=") {
        guard let stages = PostfixDelays(&cursor) else { return nil }
        self.stages = stages
      } else if cursor.skip("delay=") {
        delay = cursor.takeSeconds() ?? 0
      } else if cursor.skip("dsn=") {
        dsn = field(&cursor)
      } else {
        _ = field(&cursor)
      }
    case UInt8(ascii: "s") where cursor.skip("status="):
      status = Status(&cursor)
      return true
    default: _ = field(&cursor)
    }
    return false
  }

  /// Up to the next comma, where the cursor stays.
  private func field(_ cursor: inout LogCursor) -> LogSlice {
    let start = cursor.position
    cursor.go(to: cursor.find(UInt8(ascii: ",")) ?? cursor.end)
    return cursor.slice(from: start)
  }

  private mutating func readWords(_ cursor: inout LogCursor, of service: PostfixService) {
    guard cursor.skip(" (") else { return }
    let end = cursor[cursor.end - 1] == UInt8(ascii: ")") ? cursor.end - 1 : cursor.end
    words = LogSlice(cursor.position, end)
    guard status == .sent else { return }
    switch service {
    case .local where cursor.skip("forwarded as "):
      nextQueueID = LogSlice(cursor.position, end)
      isForward = true
    case .lmtp where cursor.starts(with: " Saved", at: end - 6): readSession(cursor, end: end - 6)
    case .smtp, .lmtp:
      guard let place = cursor.find(" queued as ") else { return }
      cursor.go(to: place + 11)
      let start = cursor.position
      while PostfixGrammar.isAlphanumeric(cursor.next) { cursor.advance() }
      nextQueueID = cursor.slice(from: start)
    default: break
    }
  }

  /// Dovecot's answer names its session: `250 2.0.0 <…> SESSION Saved`.
  private mutating func readSession(_ cursor: LogCursor, end: Int) {
    var start = end
    while start > cursor.position, cursor[start - 1] != UInt8(ascii: " ") { start -= 1 }
    session = LogSlice(start, end)
  }
}

extension PostfixDelivery.Status {
  init(_ cursor: inout LogCursor) {
    if cursor.skip("sent") {
      self = .sent
    } else if cursor.skip("deferred") {
      self = .deferred
    } else if cursor.skip("bounced") {
      self = .bounced
    } else if cursor.skip("deliverable") {
      self = .deliverable
    } else if cursor.skip("undeliverable") {
      self = .undeliverable
    } else if cursor.skip("SOFTBOUNCE") {
      self = .softBounced
    } else if cursor.skip("expired") {
      self = .expired
    } else {
      self = .other
      cursor.go(to: cursor.find(UInt8(ascii: " ")) ?? cursor.end)
    }
  }
}

extension PostfixDelays {
  init?(_ cursor: inout LogCursor) {
    guard let received = cursor.takeSeconds(), cursor.skip("/"), let queued = cursor.takeSeconds(), cursor.skip("/"),
      let connected = cursor.takeSeconds(), cursor.skip("/"), let sent = cursor.takeSeconds()
    else { return nil }
    self.init(received: received, queued: queued, connected: connected, sent: sent)
  }
}
