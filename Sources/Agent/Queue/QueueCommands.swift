import AgentProtocol
import Foundation
import MailModel

/// What the agent does with Postfix's queue, by Postfix's own programs: postqueue(1) and postsuper(1).
struct QueueCommands: Sendable {
  let layout: Layout

  /// A queue of some 200,000 messages.
  private static let outputLimit = 64 << 20
  /// One at a time Postfix is asked for so many; for more the whole queue is tried.
  private static let singles = 200

  func read(_ request: ReadQueue) async throws -> QueueListing {
    var reading = QueueReading(request, now: Date())
    for line in try await lines() { reading.take(line) }
    return reading.result
  }

  func change(_ request: ChangeQueuedMessages) async throws -> QueueChangeReport {
    let there = Set(try await read(ReadQueue(limit: .max)).messages.map(\.id))
    let done = request.ids.filter(there.contains)
    let gone = request.ids.filter { !there.contains($0) }
    switch request.change {
    case .hold: try await postsuper("-h", done)
    case .release:
      try await postsuper("-H", done)
      try await retry(done)
    case .retry: try await retry(done)
    case .bounce:
      try await postsuper("-f", done)
      try await retry(done)
    case .delete: try await postsuper("-d", done)
    }
    return QueueChangeReport(done: done, gone: gone)
  }

  private func lines() async throws -> [Substring] {
    var program = Program("/usr/sbin/postqueue", ["-c", layout.postfixConfig, "-j"])
    program.outputLimit = Self.outputLimit
    return try await program.succeed().output.split(separator: "\n")
  }

  /// The names go in by standard input: there may be thousands.
  private func postsuper(_ option: String, _ ids: [QueueID]) async throws {
    guard !ids.isEmpty else { return }
    let names = ids.map(\.text).joined(separator: "\n") + "\n"
    try await Program("/usr/sbin/postsuper", ["-c", layout.postfixConfig, option, "-"]).succeed(
      input: Array(names.utf8))
  }

  private func retry(_ ids: [QueueID]) async throws {
    guard !ids.isEmpty else { return }
    guard ids.count <= Self.singles else {
      try await Program("/usr/sbin/postqueue", ["-c", layout.postfixConfig, "-f"]).succeed()
      return
    }
    for id in ids { try await Program("/usr/sbin/postqueue", ["-c", layout.postfixConfig, "-i", id.text]).succeed() }
  }
}
