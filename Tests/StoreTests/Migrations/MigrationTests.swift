import MailModel
import Store
import TestSupport
import Testing

@Suite struct MigrationTests {
  static let first = Migration("first", ["CREATE TABLE one (name TEXT)", "INSERT INTO one (name) VALUES ('x')"])
  static let second = Migration("second", ["ALTER TABLE one ADD COLUMN extra BIGINT"])
  static let broken = Migration("broken", ["CREATE TABLE two (name TEXT)", "CREATE TABLE two (name TEXT)"])

  static func names(_ store: Store) async throws -> [String] {
    try await store.read { try $0.rows("SELECT name FROM migration ORDER BY name", as: [String: String].self) }
      .compactMap { $0["name"] }
  }

  @Test(arguments: Engine.allCases) func eachStepRunsOnce(_ engine: Engine) async throws {
    try await engine.withStore([Self.first]) { store async throws in
      try await store.migrate([Self.first, Self.second])
      try await store.migrate([Self.first, Self.second])
      #expect(try await Self.names(store) == ["first", "second"])
      #expect(try await store.read { try $0.value("SELECT COUNT(*) FROM one", as: Int.self) } == 1)
    }
  }

  @Test(arguments: Engine.allCases) func aStepThatFailsLeavesNothingAndKeepsThoseBefore(_ engine: Engine) async throws {
    try await engine.withStore { store async throws in
      await #expect(throws: StoreError.self) { try await store.migrate([Self.first, Self.broken]) }
      #expect(try await Self.names(store) == ["first"])
      try await store.write { try $0.execute("CREATE TABLE two (name TEXT)") }
    }
  }

  @Test(arguments: Engine.allCases) func anOlderProgramIsTurnedAway(_ engine: Engine) async throws {
    try await engine.withStore([Self.first, Self.second]) { store async throws in
      let fault = await #expect(throws: Fault.self) { try await store.migrate([Self.first]) }
      #expect(fault?.code == .conflict)
      #expect(fault?.message.en.contains("second") == true)
    }
  }

  @Test(arguments: Engine.allCases) func twoProcessesMayMigrateAtOnce(_ engine: Engine) async throws {
    try await engine.withLocation { location async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            let store = try Store(location)
            try await store.migrate([Self.first, Self.second])
            try await store.close()
          }
        }
        try await group.waitForAll()
      }
      let store = try Store(location)
      #expect(try await store.read { try $0.value("SELECT COUNT(*) FROM one", as: Int.self) } == 1)
      try await store.close()
    }
  }

  /// What was prepared before must not stand in the way.
  @Test(arguments: Engine.allCases) func statementsOutliveAChangeOfTheSchema(_ engine: Engine) async throws {
    try await engine.withStore([Self.first]) { store async throws in
      let query: SQL = "SELECT * FROM one"
      for _ in 0..<8 { _ = try await store.write { try $0.rows(query) } }
      try await store.migrate([Self.first, Self.second])
      #expect(try await store.write { try $0.rows(query) }.first?.columns == ["name", "extra"])
    }
  }
}
