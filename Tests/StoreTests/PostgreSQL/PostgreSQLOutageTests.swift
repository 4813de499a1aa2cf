import Foundation
import MailModel
import Store
import TestSupport
import Testing

@Suite struct PostgreSQLOutageTests {
  static let numbers = Migration("numbers", ["CREATE TABLE number (value BIGINT PRIMARY KEY)"])
  static let endOthers = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"

  @Test func aServerThatIsAwayIsAFault() async throws {
    let store = try Store(.postgreSQL("host=/nonexistent dbname=palomar password=geheim"))
    let fault = await #expect(throws: Fault.self) { try await store.read { try $0.value("SELECT 1", as: Int.self) } }
    #expect(fault?.code == .unavailable)
    #expect(fault?.description.contains("geheim") == false)
    try await store.close()
  }

  @Test func aBrokenConnectionIsReplaced() async throws {
    try await PrivatePostgreSQL.shared.withDatabase { location async throws in
      let store = try Store(.postgreSQL(location), readers: 1)
      try await store.migrate([Self.numbers])
      try Self.breakConnections(to: location)
      try await store.write { try $0.execute("INSERT INTO number (value) VALUES (1)") }
      try Self.breakConnections(to: location)
      #expect(try await store.read { try $0.value("SELECT COUNT(*) FROM number", as: Int.self) } == 1)
      try await store.close()
    }
  }

  @Test func aConnectionThatBreaksAmidATransactionStartsItOver() async throws {
    try await PrivatePostgreSQL.shared.withDatabase { location async throws in
      let store = try Store(.postgreSQL(location))
      try await store.migrate([Self.numbers])
      let attempts = Attempts()
      try await store.write { db throws in
        try db.execute("INSERT INTO number (value) VALUES (1)")
        if attempts.next() == 1 { try Self.breakConnections(to: location) }
        try db.execute("INSERT INTO number (value) VALUES (2)")
      }
      #expect(attempts.count == 2)
      #expect(try await store.read { try $0.value("SELECT COUNT(*) FROM number", as: Int.self) } == 2)
      try await store.close()
    }
  }

  @Test func aDeadlockIsTriedAgain() async throws {
    try await PrivatePostgreSQL.shared.withDatabase { location async throws in
      let store = try Store(.postgreSQL(location))
      let attempts = Attempts()
      try await store.write { db throws in
        guard attempts.next() == 1 else { return }
        try db.execute("DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = 'deadlock_detected'; END $$")
      }
      #expect(attempts.count == 2)
      try await store.close()
    }
  }

  @Test func whatNeverStopsDeadlockingIsAFault() async throws {
    try await PrivatePostgreSQL.shared.withDatabase { location async throws in
      let store = try Store(.postgreSQL(location))
      let fault = await #expect(throws: Fault.self) {
        try await store.write { db throws in
          _ = try db.execute("DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = 'serialization_failure'; END $$")
        }
      }
      #expect(fault?.code == .unavailable)
      try await store.close()
    }
  }

  @Test func aChangeThatWaitsTooLongIsToldSo() async throws {
    try await PrivatePostgreSQL.shared.withDatabase { location async throws in
      let holder = try Store(.postgreSQL(location))
      let waiter = try Store(.postgreSQL(location + " options='-c lock_timeout=50ms'"))
      try await holder.write { _ in
        try Blocking.run {
          let fault = await #expect(throws: Fault.self) { try await waiter.write { _ in } }
          #expect(fault?.message.en.contains("busy") == true)
        }
      }
      for store in [holder, waiter] { try await store.close() }
    }
  }

  @Test func aDatabaseThatSortsOtherwiseIsTurnedAway() async throws {
    let server = try PrivatePostgreSQL.shared
    try server.administer("CREATE DATABASE latin TEMPLATE template0 ENCODING 'SQL_ASCII'")
    defer { try? server.administer("DROP DATABASE latin WITH (FORCE)") }
    let store = try Store(.postgreSQL(server.location(of: "latin")))
    let fault = await #expect(throws: Fault.self) { try await store.migrate([]) }
    #expect(fault?.code == .conflict)
    try await store.close()
  }

  @Test func whoWaitsForAConnectionMayGiveUp() async throws {
    try await PrivatePostgreSQL.shared.withDatabase { location async throws in
      let store = try Store(.postgreSQL(location), readers: 1)
      try await store.read { _ in
        try Blocking.run {
          let waiter = Task { try await store.read { try $0.value("SELECT 1", as: Int.self) } }
          waiter.cancel()
          await #expect(throws: CancellationError.self) { try await waiter.value }
        }
      }
      #expect(try await store.read { try $0.value("SELECT 1", as: Int.self) } == 1)
      try await store.close()
    }
  }

  @Test func aClosedStoreSaysSo() async throws {
    try await PrivatePostgreSQL.shared.withDatabase { location async throws in
      let store = try Store(.postgreSQL(location))
      try await store.close()
      await #expect(throws: Fault.self) { try await store.read { try $0.value("SELECT 1", as: Int.self) } }
    }
  }

  private static func breakConnections(to location: String) throws {
    let name = String(location.split(separator: "=").last ?? "")
    try PrivatePostgreSQL.shared.administer(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '\(name)'")
  }
}

/// How often a transaction's body ran.
final class Attempts: Sendable {
  nonisolated(unsafe) private(set) var count = 0

  func next() -> Int {
    count += 1
    return count
  }
}
