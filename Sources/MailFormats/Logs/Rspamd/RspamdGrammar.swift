/// Reads lines of Rspamd's own file and of its messages through syslog.
enum RspamdGrammar {
  /// `#22939(rspamd_proxy) <9b6e72>; proxy; function: …`
  static func readFile(_ cursor: inout LogCursor, into record: inout LogRecord) -> LogEvent {
    var event = RspamdEvent()
    guard cursor.skip("#"), let process = cursor.takeNumber(), cursor.skip("("),
      let worker = cursor.take(until: UInt8(ascii: ")")), cursor.skip(" ")
    else { return .unknown }
    event.process = UInt32(truncatingIfNeeded: process)
    event.worker = worker
    record.process = event.process
    return read(&cursor, event)
  }

  static func readMessage(_ cursor: inout LogCursor) -> LogEvent { read(&cursor, RspamdEvent()) }

  private static func read(_ cursor: inout LogCursor, _ begun: RspamdEvent) -> LogEvent {
    var event = begun
    if cursor.skip("<") {
      guard let tag = cursor.take(until: ">; ") else { return .unknown }
      event.tag = tag
    }
    readModule(&cursor, into: &event)
    guard let function = takeFunction(&cursor) else { return .unknown }
    event.function = function
    if cursor.starts(with: "rspamd_task_write_log: ", at: Int(function.start)) {
      event.statement = .result(RspamdResult(&cursor))
    } else if cursor.skip("loaded message; id: ") {
      event.statement = loaded(&cursor)
    } else {
      event.statement = .remark(cursor.takeRest())
    }
    return .rspamd(event)
  }

  /// `proxy; `, which lines from outside any module do not have.
  private static func readModule(_ cursor: inout LogCursor, into event: inout RspamdEvent) {
    var index = cursor.position
    while PostfixGrammar.isAlphanumeric(cursor[index]) || cursor[index] == UInt8(ascii: "_") { index += 1 }
    guard index > cursor.position, cursor.starts(with: "; ", at: index) else { return }
    event.module = LogSlice(cursor.position, index)
    cursor.go(to: index + 2)
  }

  /// `rspamd_task_write_log: ` or `neural.lua:69: `: one word that ends with a colon.
  private static func takeFunction(_ cursor: inout LogCursor) -> LogSlice? {
    let start = cursor.position
    var index = start
    while index < cursor.end, cursor[index] != UInt8(ascii: " ") { index += 1 }
    guard index > start + 1, cursor[index - 1] == UInt8(ascii: ":") else { return nil }
    cursor.go(to: index + 1)
    return LogSlice(start, index - 1)
  }

  private static func loaded(_ cursor: inout LogCursor) -> RspamdStatement {
    let messageID = cursor.takeAngle() ?? .none
    guard cursor.skip("; queue-id: ") else { return .loaded(messageID: messageID, queueID: .none) }
    return .loaded(messageID: messageID, queueID: cursor.takeAngle() ?? .none)
  }
}

extension RspamdResult {
  init(_ cursor: inout LogCursor) {
    while !cursor.isAtEnd {
      readPart(&cursor)
      while cursor.next == UInt8(ascii: ",") || cursor.next == UInt8(ascii: " ") { cursor.advance() }
    }
  }

  private mutating func readPart(_ cursor: inout LogCursor) {
    switch cursor.next {
    case UInt8(ascii: "("): readMetric(&cursor)
    case UInt8(ascii: "i"):
      if cursor.skip("id: ") {
        messageID = value(&cursor)
      } else if cursor.skip("ip: ") {
        address = value(&cursor)
      } else {
        skip(&cursor)
      }
    case UInt8(ascii: "f"):
      if cursor.skip("from: ") {
        sender = value(&cursor)
      } else if cursor.skip("forced: ") {
        forced = cursor.takeRest()
      } else if cursor.skip("file: ") {
        file = value(&cursor)
      } else {
        skip(&cursor)
      }
    case UInt8(ascii: "q") where cursor.skip("qid: "): queueID = value(&cursor)
    case UInt8(ascii: "u") where cursor.skip("user: "): user = value(&cursor)
    case UInt8(ascii: "r") where cursor.skip("rcpts: "): recipients = list(&cursor)
    case UInt8(ascii: "m") where cursor.skip("mime_rcpts: "): mimeRecipients = list(&cursor)
    case UInt8(ascii: "l") where cursor.skip("len: "): size = cursor.takeNumber() ?? 0
    case UInt8(ascii: "t") where cursor.skip("time: "): readTime(&cursor)
    case UInt8(ascii: "d") where cursor.skip("dns req: "):
      lookups = Int32(truncatingIfNeeded: cursor.takeNumber() ?? 0)
    default: skip(&cursor)
    }
  }

  /// A part of a later version, or one that says nothing here: up to the next comma.
  private func skip(_ cursor: inout LogCursor) {
    cursor.advance()
    cursor.go(to: cursor.find(UInt8(ascii: ",")) ?? cursor.end)
  }

  private func value(_ cursor: inout LogCursor) -> LogSlice {
    if let angle = cursor.takeAngle() { return angle }
    let start = cursor.position
    cursor.go(to: cursor.find(UInt8(ascii: ",")) ?? cursor.end)
    return cursor.slice(from: start)
  }

  /// `<a@example.org,b@example.org,...>`
  private func list(_ cursor: inout LogCursor) -> LogSlice {
    guard cursor.skip("<") else { return value(&cursor) }
    return cursor.take(until: UInt8(ascii: ">")) ?? cursor.takeRest()
  }

  /// `54.907ms`, in older versions with the CPU's time behind: `12.3ms real, 4.5ms virtual`.
  private mutating func readTime(_ cursor: inout LogCursor) {
    guard let thousandth = cursor.takeSeconds() else { return }
    time = cursor.skip("ms") ? thousandth / 1000 : thousandth
  }

  /// `(default: F (no action): [-0.10/15.00] [SYMBOLS])`
  private mutating func readMetric(_ cursor: inout LogCursor) {
    guard cursor.skip("("), cursor.take(until: ": ") != nil else { return skip(&cursor) }
    isSpam = cursor.next == UInt8(ascii: "T")
    isSkipped = cursor.next == UInt8(ascii: "S")
    cursor.advance()
    guard cursor.skip(" ("), let action = Action(&cursor), cursor.skip(": [") else { return skip(&cursor) }
    self.action = action
    score = RspamdResult.points(&cursor)
    if cursor.skip("/") { threshold = RspamdResult.points(&cursor) }
    guard cursor.skip("] [") else { return skip(&cursor) }
    let start = cursor.position
    // Options are what messages made of them: only the end of the last symbol counts.
    let end = cursor.find("])") ?? cursor.end
    symbols = LogSlice(start, end)
    cursor.go(to: end + 2)
  }

  /// A number with up to two decimals, in hundredths; `nan` is 0.
  static func points(_ cursor: inout LogCursor) -> Int32 {
    let isNegative = cursor.skip("-")
    guard let micros = cursor.takeSeconds() else {
      _ = cursor.skip("nan")
      return 0
    }
    let points = Int32(clamping: (micros + 5_000) / 10_000)
    return isNegative ? -points : points
  }
}

extension RspamdResult.Action {
  private static let words: [(StaticString, RspamdResult.Action)] = [
    ("no action)", .noAction), ("greylist)", .greylist), ("add header)", .addHeader),
    ("rewrite subject)", .rewriteSubject), ("soft reject)", .softReject), ("reject)", .reject),
    ("quarantine)", .quarantine), ("discard)", .discard),
  ]

  init?(_ cursor: inout LogCursor) {
    for (word, action) in RspamdResult.Action.words where cursor.skip(word) {
      self = action
      return
    }
    guard cursor.take(until: UInt8(ascii: ")")) != nil else { return nil }
    self = .other
  }
}
