/// Reads what `journalctl -o json` prints: one object a line, with the moment to the microsecond.
///
/// Only syslog's own fields count (systemd.journal-fields(7)). A message that is no text comes as a list of octets.
package struct JournalReader: Sendable {
  /// `host program[process]: message`, as syslog would have written it: what a record's slices point into.
  private var line: [UInt8] = []
  private var fields = JournalFields()

  package init() {}

  /// Calls `body` with the record and the line that its slices belong to; the octets are there only until it returns.
  /// What is no such object is an unknown record of itself.
  package mutating func read<Result>(
    _ object: UnsafeRawBufferPointer, _ body: (LogRecord, UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    guard fields.read(object) else { return try body(LogRecord(), object) }
    let host = compose()
    return try line.withUnsafeBytes { bytes in
      var record = LogRecord()
      record.time = fields.time
      record.host = LogSlice(0, host)
      if var cursor = LogCursor(bytes) {
        cursor.go(to: host + 1)
        LogReader.readProgram(&cursor, into: &record)
      }
      return try body(record, bytes)
    }
  }

  private mutating func compose() -> Int {
    line.removeAll(keepingCapacity: true)
    line += fields.host.prefix(255)
    let host = line.count
    line.append(UInt8(ascii: " "))
    line += fields.program.prefix(255)
    if !fields.process.isEmpty { line += "[".utf8 + fields.process.prefix(20) + "]".utf8 }
    line += ": ".utf8
    line += fields.message.prefix(LogLines.longest - line.count)
    return host
  }
}

/// The fields of one entry of the journal.
private struct JournalFields: Sendable {
  var host: [UInt8] = []
  var program: [UInt8] = []
  var process: [UInt8] = []
  var message: [UInt8] = []
  var time: Int64 = 0

  /// `false` when `object` is no JSON object on one line, or has neither program nor message.
  mutating func read(_ object: UnsafeRawBufferPointer) -> Bool {
    self = JournalFields()
    guard var json = JSONScanner(object), json.open() else { return false }
    var key: [UInt8] = []
    var value: [UInt8] = []
    while json.readString(into: &key), json.skipColon() {
      guard json.readValue(into: &value) else { return false }
      keep(key, value)
      guard json.skipComma() else { break }
    }
    return json.close() && !(program.isEmpty && message.isEmpty)
  }

  private mutating func keep(_ key: [UInt8], _ value: [UInt8]) {
    switch String(decoding: key, as: UTF8.self) {
    case "__REALTIME_TIMESTAMP": time = Int64(String(decoding: value, as: UTF8.self)) ?? 0
    case "_HOSTNAME": host = value
    case "SYSLOG_IDENTIFIER": program = value
    case "SYSLOG_PID": process = value
    case "_PID": if process.isEmpty { process = value }
    case "_COMM": if program.isEmpty { program = value }
    case "MESSAGE": message = value
    default: break
    }
  }
}
