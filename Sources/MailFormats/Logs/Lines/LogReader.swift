/// Reads lines of Postfix, Dovecot and Rspamd, in the order of the log: stamps without a year depend on the lines before.
///
/// Knows the heads of syslog (RFC 3164, and with RFC 3339 stamps), of Postfix's own file, of Dovecot's own file, of
/// Rspamd's own file, and of `journalctl` in its short forms.
package struct LogReader: Sendable {
  package private(set) var clock: LogClock
  private var stamps = StampMemory()

  package init(clock: LogClock) {
    self.clock = clock
  }

  package mutating func read(_ line: UnsafeRawBufferPointer) -> LogRecord {
    var record = LogRecord()
    guard var cursor = LogCursor(line), !cursor.isAtEnd else {
      record.event = line.isEmpty ? .empty : .unknown
      return record
    }
    skipPriority(&cursor)
    guard let style = readStamp(&cursor, into: &record) else { return record }
    switch style {
    case .rspamd:
      record.message = cursor.rest
      record.event = RspamdGrammar.readFile(&cursor, into: &record)
    case .syslog: LogReader.readMessage(&cursor, into: &record)
    }
    return record
  }

  /// `<22>`, as it stands before a line that came over the network.
  private func skipPriority(_ cursor: inout LogCursor) {
    guard cursor.next == UInt8(ascii: "<") else { return }
    let mark = cursor.position
    cursor.advance()
    guard cursor.takeNumber() != nil, cursor.skip(">") else {
      cursor.go(to: mark)
      return
    }
  }

  private enum Style { case syslog, rspamd }

  private mutating func readStamp(_ cursor: inout LogCursor, into record: inout LogRecord) -> Style? {
    let mark = cursor.position
    if let known = stamps.recall(cursor, at: mark) {
      record.time = known.seconds * 1_000_000
      record.timeIsAmbiguous = known.isAmbiguous
      cursor.advance(StampMemory.length + 1)
      return .syslog
    }
    guard let stamp = LogStamp(&cursor), cursor.skip(" ") else { return nil }
    switch stamp.offset {
    case let offset?:
      guard let moment = clock.moment(of: stamp.date, offset: offset) else { return nil }
      record.time = moment * 1_000_000 + stamp.micros
    case nil:
      guard let moment = clock.moment(of: stamp.date) else { return nil }
      record.time = moment.seconds * 1_000_000 + stamp.micros
      record.timeIsAmbiguous = moment.isAmbiguous
      if stamp.isShort { stamps.remember(cursor, at: mark, moment.seconds, moment.isAmbiguous) }
    }
    return stamp.isRspamd && cursor.next == UInt8(ascii: "#") ? .rspamd : .syslog
  }

  /// `host program[process]: …`, or Dovecot's own `program(…): …`.
  private static func readMessage(_ cursor: inout LogCursor, into record: inout LogRecord) {
    guard let (word, hasHost) = firstWord(of: cursor) else { return }
    guard hasHost else {
      record.message = cursor.rest
      record.event = DovecotGrammar.read(&cursor)
      return
    }
    record.host = word
    cursor.go(to: Int(word.end) + 1)
    readProgram(&cursor, into: &record)
  }

  /// The word after the stamp. A host's name holds no parenthesis and ends without a colon.
  private static func firstWord(of cursor: LogCursor) -> (LogSlice, hasHost: Bool)? {
    var index = cursor.position
    while index < cursor.end {
      let octet = cursor[index]
      if octet == UInt8(ascii: " ") {
        guard index > cursor.position else { return nil }
        return (LogSlice(cursor.position, index), cursor[index - 1] != UInt8(ascii: ":"))
      }
      if octet == UInt8(ascii: "(") { return (LogSlice(cursor.position, index), false) }
      index += 1
    }
    return nil
  }

  /// `program[process]: …`
  static func readProgram(_ cursor: inout LogCursor, into record: inout LogRecord) {
    let start = cursor.position
    var service = start
    var index = start
    scan: while index < cursor.end {
      switch cursor[index] {
      case UInt8(ascii: "/"): service = index + 1
      case UInt8(ascii: "["), UInt8(ascii: ":"), UInt8(ascii: " "): break scan
      default: break
      }
      index += 1
    }
    record.program = LogSlice(start, index)
    cursor.go(to: index)
    if cursor.skip("[") {
      record.process = UInt32(truncatingIfNeeded: cursor.takeNumber() ?? 0)
      guard cursor.skip("]") else { return }
    }
    let isMessage = cursor.skip(":")
    _ = cursor.skip(" ")
    record.message = cursor.rest
    guard isMessage else {
      record.event = .foreign
      return
    }
    record.event = event(of: &cursor, name: start, service: service, end: index)
  }

  private static func event(of cursor: inout LogCursor, name: Int, service: Int, end: Int) -> LogEvent {
    if service > name {
      if let service = PostfixService(cursor, from: service, to: end) {
        return PostfixGrammar.read(&cursor, of: service)
      }
      return cursor.starts(with: "postfix/", at: name) ? PostfixGrammar.read(&cursor, of: .other) : .foreign
    }
    if end - name == 7, cursor.starts(with: "dovecot", at: name) { return DovecotGrammar.read(&cursor) }
    if end - name == 6, cursor.starts(with: "rspamd", at: name) { return RspamdGrammar.readMessage(&cursor) }
    return .foreign
  }
}
