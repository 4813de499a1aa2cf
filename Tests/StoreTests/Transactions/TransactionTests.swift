import MailModel
import Store
import TestSupport
import Testing

@Suite struct TransactionTests {
  static let schema = Migration(
    "numbers",
    [
      "CREATE TABLE box (name TEXT PRIMARY KEY)",
      """
      CREATE TABLE number (
        value BIGINT PRIMARY KEY CHECK (value >= 0),
        box TEXT NOT NULL REFERENCES box (name) ON DELETE CASCADE
      )
      """,
      "INSERT INTO box (name) VALUES ('left')",
    ])

  static func add(_ value: Int, to box: String = "left", in db: any Database) throws {
    try db.execute("INSERT INTO number (value, box) VALUES (\(value), \(box))")
  }

  static func count(_ store: Store) async throws -> Int? {
    try await store.read { try $0.value("SELECT COUNT(*) FROM number", as: Int.self) }
  }

  @Test(arguments: Engine.allCases) func anAttemptThatFailsIsTakenBackAndTheRestStays(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      try await store.write { db throws in
        try Self.add(1, in: db)
        #expect(throws: StoreError.self) {
          try db.attempt { part in
            try Self.add(2, in: part)
            try Self.add(-1, in: part)
          }
        }
        try db.attempt { try Self.add(3, in: $0) }
      }
      let kept = try await store.read { try $0.rows("SELECT value FROM number ORDER BY value") }
      #expect(kept.map(\.values) == [[.integer(1)], [.integer(3)]])
    }
  }

  @Test(arguments: Engine.allCases) func whatThrowsLeavesNothing(_ engine: Engine) async throws {
    struct Refusal: Error {}
    try await engine.withStore([Self.schema]) { store async throws in
      await #expect(throws: Refusal.self) {
        try await store.write { db throws in
          try Self.add(1, in: db)
          throw Refusal()
        }
      }
      #expect(try await Self.count(store) == 0)
    }
  }

  @Test(arguments: Engine.allCases) func aFailureThatIsCaughtStillEndsTheTransaction(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      await #expect(throws: StoreError.self) {
        try await store.write { db throws in
          try Self.add(1, in: db)
          try? Self.add(-1, in: db)
        }
      }
      #expect(try await Self.count(store) == 0)
    }
  }

  @Test(arguments: Engine.allCases) func theRulesOfTheSchemaHaveNames(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      let errors = await [
        Self.error {
          try await store.write {
            try Self.add(1, in: $0)
            try Self.add(1, in: $0)
          }
        },
        Self.error { try await store.write { try Self.add(1, to: "nowhere", in: $0) } },
        Self.error { try await store.write { try Self.add(-1, in: $0) } },
        Self.error { _ = try await store.write { try $0.execute("INSERT INTO number (value) VALUES (1)") } },
        Self.error { _ = try await store.write { try $0.execute("SELECT nothing FROM nowhere") } },
      ]
      #expect(errors.map(Self.kind) == ["unique", "foreign key", "check", "check", "refused"])
    }
  }

  private static func error(of work: () async throws -> Void) async -> (any Error)? {
    do {
      try await work()
      return nil
    } catch {
      return error
    }
  }

  private static func kind(_ error: (any Error)?) -> String {
    switch error as? StoreError {
    case .uniqueViolation: "unique"
    case .foreignKeyViolation: "foreign key"
    case .checkViolation: "check"
    case .refused: "refused"
    case .unreadable, nil: "\(String(describing: error))"
    }
  }

  @Test(arguments: Engine.allCases) func theCountOfChangesLeavesCascadesOut(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      try await store.write { db throws in
        for value in 0..<5 { try Self.add(value, in: db) }
        #expect(try db.execute("UPDATE number SET value = value + 10 WHERE value < 3") == 3)
        #expect(try db.execute("UPDATE number SET value = 0 WHERE value > 99") == 0)
        #expect(try db.execute("CREATE TABLE other (name TEXT)") == 0)
        #expect(try db.execute("DELETE FROM box") == 1)
        #expect(try db.value("SELECT COUNT(*) FROM number", as: Int.self) == 0)
      }
    }
  }

  @Test(arguments: Engine.allCases) func whatIsReturnedCanBeRead(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      let rows = try await store.write { db throws in
        try db.rows(
          """
          INSERT INTO number (value, box) VALUES (\(5), \("left"))
          ON CONFLICT (value) DO UPDATE SET box = excluded.box RETURNING value
          """, as: [String: Int].self)
      }
      #expect(rows == [["value": 5]])
      #expect(try await Self.count(store) == 1)
    }
  }

  @Test(arguments: Engine.allCases) func aReaderCannotChangeAnything(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      await #expect(throws: StoreError.self) { try await store.read { try Self.add(1, in: $0) } }
      #expect(try await Self.count(store) == 0)
    }
  }

  @Test(arguments: Engine.allCases) func aReaderSeesOneSnapshot(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      let counts = try await store.read { db in
        let before = try db.value("SELECT COUNT(*) FROM number", as: Int.self)
        try Blocking.run { try await store.write { try Self.add(1, in: $0) } }
        return [before, try db.value("SELECT COUNT(*) FROM number", as: Int.self)]
      }
      #expect(counts == [0, 0])
      #expect(try await Self.count(store) == 1)
    }
  }

  @Test(arguments: Engine.allCases) func twoThatReadBeforeTheyWriteLoseNothing(_ engine: Engine) async throws {
    try await engine.withLocation { location async throws in
      let stores = [try Store(location), try Store(location)]
      try await stores[0].migrate([Self.schema])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for turn in 0..<100 {
          let store = stores[turn % 2]
          group.addTask {
            try await store.write { db throws in
              let next = try db.value("SELECT COALESCE(MAX(value), -1) + 1 FROM number", as: Int.self) ?? 0
              try Self.add(next, in: db)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await Self.count(stores[0]) == 100)
      for store in stores { try await store.close() }
    }
  }

  @Test(arguments: Engine.allCases) func moreReadersThanConnectionsAreAllServed(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      let sum = try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<200 {
          group.addTask { try await store.read { try $0.value("SELECT \(number)", as: Int.self) } ?? 0 }
        }
        return try await group.reduce(0, +)
      }
      #expect(sum == 19_900)
    }
  }
}
