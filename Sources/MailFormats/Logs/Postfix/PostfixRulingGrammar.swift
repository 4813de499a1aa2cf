extension PostfixRuling {
  /// `reject: RCPT from PEER: 550 5.1.1 …; from=<…> to=<…> proto=ESMTP helo=<…>`, and of header and body checks
  /// `reject: header NAME: … from PEER; from=<…> …: 5.7.1 words`.
  init?(_ cursor: inout LogCursor) {
    let mark = cursor.position
    guard let action = Action(&cursor) else { return nil }
    guard let stage = Stage(&cursor) else {
      cursor.go(to: mark)
      return nil
    }
    self.init(action: action, stage: stage)
    let isRead = stage.isContent ? readContent(&cursor) : readCommand(&cursor)
    guard isRead else {
      cursor.go(to: mark)
      return nil
    }
  }

  private mutating func readCommand(_ cursor: inout LogCursor) -> Bool {
    // What a filter before the queue refused comes without the client.
    if cursor.next != UInt8(ascii: ":") {
      guard cursor.take(until: " from ") != nil, readPeer(&cursor) else { return false }
    }
    guard cursor.skip(": ") else { return cursor.isAtEnd }
    let start = cursor.position
    readCode(&cursor)
    skipQuoted(&cursor)
    let end = PostfixRuling.attributes(in: cursor) ?? cursor.end
    reply = LogSlice(start, end)
    cursor.go(to: end)
    readAttributes(&cursor)
    return true
  }

  /// `<address>: ` at the beginning of an explanation is a client's own words: nothing in it counts.
  private func skipQuoted(_ cursor: inout LogCursor) {
    guard cursor.next == UInt8(ascii: "<"), cursor.takeAngle() != nil else { return }
  }

  private mutating func readContent(_ cursor: inout LogCursor) -> Bool {
    _ = cursor.skip(" ")
    guard let tail = PostfixRuling.attributes(in: cursor) else { return false }
    let start = cursor.position
    var limited = cursor
    limited.cut(at: tail)
    if let origin = limited.findLast(" from ") {
      content = LogSlice(start, origin)
      limited.go(to: origin + 6)
      _ = readPeer(&limited)
    } else {
      content = LogSlice(start, tail)
    }
    cursor.go(to: tail)
    readAttributes(&cursor)
    guard cursor.skip(": ") else { return true }
    let replied = cursor.position
    readCode(&cursor)
    reply = LogSlice(replied, cursor.end)
    return true
  }

  private mutating func readPeer(_ cursor: inout LogCursor) -> Bool {
    if isLocal(&cursor) { return true }
    guard let peer = PostfixPeer(&cursor) else { return false }
    self.peer = peer
    return true
  }

  /// A message that was not received by SMTP comes `from local`.
  private func isLocal(_ cursor: inout LogCursor) -> Bool {
    let next = cursor[cursor.position + 5]
    return (next == 0 || next == UInt8(ascii: ";") || next == UInt8(ascii: ":")) && cursor.skip("local")
  }

  /// `550 5.1.1 `, `5.7.1 ` or nothing.
  private mutating func readCode(_ cursor: inout LogCursor) {
    let mark = cursor.position
    if let number = cursor.takeNumber(), number >= 200, number < 600, cursor.skip(" ") {
      code = UInt16(number)
    } else {
      cursor.go(to: mark)
    }
    let start = cursor.position
    guard let group = cursor.takeNumber(), group >= 2, group <= 5, cursor.skip("."), cursor.takeNumber() != nil,
      cursor.skip("."), cursor.takeNumber() != nil
    else { return cursor.go(to: start) }
    dsn = cursor.slice(from: start)
    _ = cursor.skip(" ")
  }

  /// Where `; from=<…> …` begins.
  private static func attributes(in cursor: LogCursor) -> Int? {
    var index = cursor.position
    while index < cursor.end {
      if cursor[index] == UInt8(ascii: ";"),
        cursor.starts(with: "; from=<", at: index) || cursor.starts(with: "; to=<", at: index)
          || cursor.starts(with: "; proto=", at: index) || cursor.starts(with: "; helo=<", at: index)
      {
        return index
      }
      index += 1
    }
    return nil
  }

  private mutating func readAttributes(_ cursor: inout LogCursor) {
    while !cursor.isAtEnd {
      while [UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: " ")].contains(cursor.next) { cursor.advance() }
      if cursor.skip("from=") {
        sender = value(&cursor)
      } else if cursor.skip("to=") {
        recipient = value(&cursor)
      } else if cursor.skip("proto=") {
        proto = value(&cursor)
      } else if cursor.skip("helo=") {
        helo = value(&cursor)
      } else if cursor.skip("sasl_username=") {
        user = value(&cursor)
      } else {
        return
      }
    }
  }

  private func value(_ cursor: inout LogCursor) -> LogSlice {
    if let angle = cursor.takeAngle() { return angle }
    let start = cursor.position
    while !cursor.isAtEnd, cursor.next != UInt8(ascii: " "), cursor.next != UInt8(ascii: ","),
      cursor.next != UInt8(ascii: ":")
    {
      cursor.advance()
    }
    return cursor.slice(from: start)
  }
}

extension PostfixRuling.Action {
  private static let words: [(StaticString, PostfixRuling.Action)] = [
    ("reject: ", .reject), ("reject_warning: ", .rejectWarning), ("milter-reject: ", .milterReject), ("hold: ", .hold),
    ("milter-hold: ", .milterHold), ("milter-discard: ", .milterDiscard), ("discard: ", .discard),
    ("redirect: ", .redirect), ("filter: ", .filter), ("bcc: ", .bcc), ("warning: ", .warn), ("warn: ", .warn),
    ("info: ", .info), ("prepend: ", .prepend), ("replace: ", .replace), ("strip: ", .strip), ("ignore: ", .ignore),
    ("pass: ", .pass), ("delay: ", .delay), ("greylist: ", .greylist), ("milter-quarantine: ", .milterQuarantine),
    ("proxy-reject: ", .proxyReject), ("proxy-accept: ", .pass), ("permit: ", .pass), ("abort: ", .abort),
  ]

  init?(_ cursor: inout LogCursor) {
    for (word, action) in PostfixRuling.Action.words where cursor.skip(word) {
      self = action
      return
    }
    // `milter-header-add: header …` and its like.
    guard cursor.starts(with: "milter-header-") || cursor.starts(with: "milter-body-"), cursor.take(until: ": ") != nil
    else { return nil }
    self = .milterChange
  }
}

extension PostfixRuling.Stage {
  private static let words: [(StaticString, PostfixRuling.Stage)] = [
    ("RCPT", .recipient), ("MAIL", .mail), ("END-OF-MESSAGE", .endOfMessage), ("CONNECT", .connect), ("DATA", .data),
    ("EHLO", .helo), ("HELO", .helo), ("header ", .header), ("body ", .body), ("mime-header ", .mimeHeader),
    ("nested-header ", .mimeHeader), ("mime-error ", .mimeError), ("VRFY", .vrfy), ("ETRN", .etrn),
    ("STARTTLS", .starttls), ("AUTH", .auth), ("BDAT", .data), ("UNKNOWN", .unknown), ("TLS", .starttls),
    ("XFORWARD", .other), ("XCLIENT", .other), ("RSET", .other), ("NOOP", .other), ("QUIT", .other),
    ("connect", .connect),
  ]

  init?(_ cursor: inout LogCursor) {
    for (word, stage) in PostfixRuling.Stage.words where cursor.skip(word) {
      self = stage
      return
    }
    return nil
  }

  var isContent: Bool {
    switch self {
    case .header, .body, .mimeHeader, .mimeError: true
    default: false
    }
  }
}
