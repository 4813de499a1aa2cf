import Foundation
import MailFormats

/// A line with what was read from it.
struct ReadLine {
  let bytes: [UInt8]
  let record: LogRecord

  /// Near the first lines of the fixtures: 24 November 2026, 9 o'clock.
  static let hint: Int64 = 1_795_510_800

  init(_ line: String) {
    self.init(Array(line.utf8))
  }

  init(_ bytes: [UInt8]) {
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    self.bytes = bytes
    record = bytes.withUnsafeBytes { reader.read($0) }
  }

  /// What Postfix's `service` says, on a host of its own.
  static func postfix(_ service: String, _ message: String) -> ReadLine {
    ReadLine("Nov 24 09:00:00 mx1 postfix/\(service)[12]: \(message)")
  }

  static func dovecot(_ message: String) -> ReadLine { ReadLine("Nov 24 09:00:00 \(message)") }

  subscript(slice: LogSlice) -> String { bytes.withUnsafeBytes { slice.text(in: $0) } }

  var postfix: PostfixEvent? {
    if case .postfix(let event) = record.event { event } else { nil }
  }

  var dovecot: DovecotEvent? {
    if case .dovecot(let event) = record.event { event } else { nil }
  }

  var rspamd: RspamdEvent? {
    if case .rspamd(let event) = record.event { event } else { nil }
  }
}

/// The sample lines: `postfix-3.7.log`, `dovecot-2.3.log` and `rspamd-3.4.log` were written by the programs of Debian 12
/// while they did what the lines say; `written.log` follows the format strings of these and later versions for what
/// could not be provoked.
enum LogFixture {
  static let names = ["postfix-3.7", "dovecot-2.3", "rspamd-3.4", "written"]

  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return Array(try Data(contentsOf: folder.appending(path: "Fixtures/\(name).log")))
  }

  static func lines(_ name: String) throws -> [[UInt8]] {
    try bytes(name).split(separator: 10).map(Array.init)
  }

  static func all() throws -> [[UInt8]] { try names.flatMap(lines) }
}
