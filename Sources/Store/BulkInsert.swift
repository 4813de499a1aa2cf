extension Database {
  /// Inserts many rows with few statements, which saves PostgreSQL a round trip per row.
  package func insert(into table: String, columns: [String], rows: [[any SQLEncodable]]) throws {
    let names = columns.map { SQL([.text($0)]) }.joined()
    // Parameters of one statement: SQLite takes 32,766 of them, PostgreSQL 65,535.
    let height = max(1, min(500, 30_000 / max(columns.count, 1)))
    for part in rows.slices(of: height) {
      let lines = part.map { row in
        "(" + row.map { SQL([.value($0.sqlValue)]) }.joined() + ")" as SQL
      }
      try execute("INSERT INTO \(identifier: table) (\(sql: names)) VALUES \(sql: lines.joined())")
    }
  }
}

extension Array {
  /// Its elements in their order, so many at a time: as a rule fewer than the values that one statement takes.
  package func slices(of count: Int = 1_000) -> [ArraySlice<Element>] {
    stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min($0 + count, self.count)] }
  }
}

extension [SQL] {
  /// With commas between.
  fileprivate func joined() -> SQL {
    SQL([[SQL.Piece]](map(\.pieces)).joined(separator: [.text(", ")]).map { $0 })
  }
}
