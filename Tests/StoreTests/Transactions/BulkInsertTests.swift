import Store
import TestSupport
import Testing

@Suite struct BulkInsertTests {
  static let schema = Migration(
    "pairs", ["CREATE TABLE pair (number BIGINT PRIMARY KEY, name TEXT NOT NULL, note TEXT)"])

  @Test(arguments: Engine.allCases, [0, 1, 500, 1_201]) func insertsEveryRow(_ engine: Engine, _ count: Int)
    async throws
  {
    try await engine.withStore([Self.schema]) { store async throws in
      try await store.write { db in
        try db.insert(
          into: "pair", columns: ["number", "name", "note"],
          rows: (0..<count).map { [$0, "name \($0)", $0 % 2 == 0 ? SQLValue.null : .text("odd")] })
      }
      let rows = try await store.read { try $0.rows("SELECT number, name, note FROM pair ORDER BY number") }
      #expect(rows.count == count)
      #expect(
        rows.enumerated().allSatisfy { number, row in
          row.values == [.integer(Int64(number)), .text("name \(number)"), number % 2 == 0 ? .null : .text("odd")]
        })
    }
  }

  @Test(arguments: Engine.allCases) func keepsNoneWhenOneIsRefused(_ engine: Engine) async throws {
    try await engine.withStore([Self.schema]) { store async throws in
      await #expect(throws: StoreError.self) {
        try await store.write { db in
          try db.insert(into: "pair", columns: ["number", "name"], rows: (0..<600).map { [$0 % 599, "x"] })
        }
      }
      #expect(try await store.read { try $0.value("SELECT COUNT(*) FROM pair", as: Int.self) } == 0)
    }
  }
}
