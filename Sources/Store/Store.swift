import MailModel

/// Where the store lives.
package enum StoreLocation: Hashable, Sendable {
  case memory
  case sqlite(path: String)
  /// A libpq connection string, `host=/run/postgresql dbname=palomar` (libpq's "Connection Strings").
  case postgreSQL(String)
}

/// What an engine must do: SQLite and PostgreSQL are the two.
protocol Engine: Sendable {
  func read<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value
  func write<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value
  func close() async throws
}

/// The product's own data, over SQLite or PostgreSQL. A value: copy it freely.
package struct Store: Sendable {
  private let engine: any Engine

  package init(_ location: StoreLocation) throws {
    switch location {
    case .memory: engine = try SQLiteEngine()
    case .sqlite(let path): engine = try SQLiteEngine(path: path)
    case .postgreSQL: throw StoreError.refused("PostgreSQL is not there yet")
    }
  }

  /// Reads in one snapshot.
  package func read<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    try await engine.read(body)
  }

  /// Reads and changes in one transaction, which commits when `body` returns and vanishes when it throws.
  package func write<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value
  {
    try await engine.write(body)
  }

  package func close() async throws {
    try await engine.close()
  }
}
