import Foundation
import Logging
import MailFormats
import Store
import TestSupport

@testable import Monitoring

/// Logs in a directory of their own, and a history that keeps what they say.
final class LogBook {
  let directory: URL
  let history: Store
  private var pass: LogPass?

  private init(_ directory: URL, _ history: Store) {
    self.directory = directory
    self.history = history
  }

  static func with(_ engine: Engine = .sqlite, _ body: (LogBook) async throws -> Void) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "palomar-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: directory) }
    try await engine.withStore([TraceTables.migration]) { try await body(LogBook(directory, $0)) }
  }

  var files: [String] { ["postfix", "dovecot", "rspamd"].map { path("\($0).log") } }

  func path(_ name: String) -> String { directory.appending(path: name).path }

  /// Adds lines to a log, and a line end to each but a last one that ends with “…”.
  func write(_ lines: String..., to name: String = "postfix.log") throws {
    let text = lines.map { $0.hasSuffix("…") ? String($0.dropLast()) : $0 + "\n" }.joined()
    let file = URL(fileURLWithPath: path(name))
    if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  /// Reads what the logs have that was not read yet.
  func follow() async throws {
    if pass == nil { pass = try await LogPass(files, in: history, logger: Logger(label: "test")) }
    while try await pass?.take(into: history) == true {}
  }

  /// As after a kill: what was not kept is forgotten.
  func restart() { pass = nil }

  func pack() async throws {
    try await history.write { try RunPacker(db: $0).pack() }
  }

  func stories() async throws -> [Story] {
    try await history.read { try TraceSearch(db: $0, conditions: .init()).page(of: 1_000_000).stories }
  }

  func find(_ question: TraceQuestion, limit: Int = 100) async throws -> [TracedMessage] {
    try await history.read {
      try TraceSearch(db: $0, conditions: question.conditions()).page(of: limit).stories.map(StoryReader.message(of:))
    }
  }

  func find(_ text: String) async throws -> [TracedMessage] { try await find(TraceQuestion(text: text)) }

  /// Lines that are kept, of all stories.
  func lineCount() async throws -> Int {
    try await history.read { db in
      try TraceSearch(db: db, conditions: .init()).page(of: 1_000).stories.reduce(0) { $0 + $1.lines.count }
    }
  }
}

/// Lines as Postfix writes them, a second apart.
enum Lines {
  static func arrival(_ id: String, _ second: Int = 0) -> String {
    "\(stamp(second)) mx1 postfix/smtpd[7]: \(id): client=relay.example.org[192.0.2.7]"
  }

  static func cleanup(_ id: String, _ second: Int = 0) -> String {
    "\(stamp(second)) mx1 postfix/cleanup[8]: \(id): message-id=<\(id)@example.org>"
  }

  static func queued(_ id: String, from sender: String = "eva@example.org", _ second: Int = 1) -> String {
    "\(stamp(second)) mx1 postfix/qmgr[9]: \(id): from=<\(sender)>, size=351, nrcpt=1 (queue active)"
  }

  static func delivery(
    _ id: String, to recipient: String = "ana@example.test", status: String = "sent", dsn: String = "2.0.0",
    _ words: String = "250 ok", _ second: Int = 2
  ) -> String {
    "\(stamp(second)) mx1 postfix/smtp[10]: \(id): to=<\(recipient)>, relay=mx.example.net[192.0.2.9]:25, delay=1.5, "
      + "delays=0.5/0/0.5/0.5, dsn=\(dsn), status=\(status) (\(words))"
  }

  static func removal(_ id: String, _ second: Int = 3) -> String {
    "\(stamp(second)) mx1 postfix/qmgr[9]: \(id): removed"
  }

  static func refusal(of recipient: String, from sender: String = "eva@example.org") -> String {
    "\(stamp(0)) mx1 postfix/smtpd[7]: NOQUEUE: reject: RCPT from relay.example.org[192.0.2.7]: 550 5.1.1 <\(recipient)>: "
      + "Recipient address rejected: User unknown in virtual mailbox table; from=<\(sender)> to=<\(recipient)> "
      + "proto=ESMTP helo=<relay.example.org>"
  }

  static func message(_ id: String) -> [String] {
    [arrival(id), cleanup(id), queued(id), delivery(id), removal(id)]
  }

  private static func stamp(_ second: Int) -> String {
    "2026-11-24T10:\(two(second / 60 % 60)):\(two(second % 60)).000000+00:00"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
