import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What goes on at the same time, and what breaks in the middle.
@Suite(.eachEngine) struct DirectoryRaceTests {
  @Test func nothingOldOverwritesSomethingNew() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      async let publication: Void = MailDirectory.update(in: place.layout) { directory in
        let old = try await bench.plane.store.read { try DirectoryRows.all(in: $0) }
        try await bench.perform(SuspendAccount(address: Address("ana@example.org")))
        let published = Task { try await PublishDirectory().run(with: bench.plane) }
        _ = try await directory.compare(with: old, repairs: true)
        return published
      }.value
      try await publication
      #expect(try place.accounts("SELECT sign_in FROM account") == ["0"])
    }
  }

  @Test func newFilesGetEverything() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: place.layout.accountsDirectory + suffix)
      }
      try await bench.perform(AddAccount(address: Address("luis@example.org")))
      await bench.drain()
      #expect(
        try place.accounts("SELECT address FROM account ORDER BY 1") == ["ana@example.org", "luis@example.org"])
    }
  }

  @Test func aRepairIsOnRecord() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      try place.write(place.layout.accountsDirectory, "DELETE FROM account")
      try await ReconcileDirectory().run(with: bench.plane)
      let entry = try #require(try await bench.journal().first)
      #expect(entry.action == "directory.repaired")
      #expect(entry.after == #"[{"missing":1,"surplus":0,"table":"account"}]"#)
    }
  }

  @Test func aWriterKilledInTheMiddleLeavesTheOldAndStopsNobody() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      let writer = try Child(
        "/usr/bin/python3",
        [
          "-c",
          """
          import sqlite3, sys
          connection = sqlite3.connect(sys.argv[1], isolation_level=None)
          connection.execute("BEGIN IMMEDIATE")
          connection.execute("DELETE FROM account")
          print("begun", flush=True)
          sys.stdin.read()
          """, place.layout.accountsDirectory,
        ])
      #expect(try writer.line() == "begun")
      #expect(try place.accounts("SELECT address FROM account") == ["ana@example.org"])
      writer.kill()
      try await bench.perform(AddAccount(address: Address("luis@example.org")))
      await bench.drain()
      #expect(try place.accounts("SELECT COUNT(*) FROM account") == ["2"])
    }
  }

  /// Postfix is another user, and may come while nobody else has the file open.
  @Test(.enabled(if: geteuid() == 0 && getpwnam("postfix") != nil)) func anotherUserReadsWhileWeAreAway() async throws {
    try await withDirectory { place in
      let folder = URL(fileURLWithPath: place.layout.routingDirectory).deletingLastPathComponent().path
      let postfix = try #require(getgrnam("postfix")).pointee.gr_gid
      #expect(chown(folder, 0, postfix) == 0 && chmod(folder, 0o2770) == 0)
      let bench = try await place.bench()
      await bench.drain()
      #expect(try Self.readAsPostfix(place) == "ana@example.org")
      try await bench.perform(PurgeAccount(address: Address("ana@example.org")))
      await bench.drain()
      #expect(try Self.readAsPostfix(place) == "None")
    }
  }

  private static func readAsPostfix(_ place: Place) throws -> String? {
    let query = "import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone() or [None])"
    return try Child(
      "/usr/bin/setpriv",
      [
        "--reuid", "postfix", "--regid", "postfix", "--clear-groups", "/usr/bin/python3", "-c", query,
        place.layout.routingDirectory, "SELECT address FROM mailbox",
      ]
    ).line()
  }
}

/// Another program, for the time of a test.
private final class Child {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  init(_ program: String, _ arguments: [String]) throws {
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  deinit {
    kill()
  }

  func line() throws -> String? {
    let data = output.fileHandleForReading.availableData
    return String(decoding: data, as: UTF8.self).split(separator: "\n").first.map(String.init)
  }

  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
