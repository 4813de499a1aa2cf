import MailModel

/// Where the store lives.
package enum StoreLocation: Hashable, Sendable {
  case memory
  case sqlite(path: String)
  /// A libpq connection string, `host=/run/postgresql dbname=palomar` (libpq's "Connection Strings").
  case postgreSQL(String)
}

/// Which engine a store or a transaction is on, for the few things that only one of them has.
package enum StoreKind: String, Hashable, Sendable {
  case sqlite, postgreSQL
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

  /// So many transactions may read at a time (`readers`); one at a time may write.
  package init(_ location: StoreLocation, readers: Int = 4) throws {
    switch location {
    case .memory: engine = try SQLiteEngine()
    case .sqlite(let path): engine = try SQLiteEngine(path: path, readers: readers)
    case .postgreSQL(let location): engine = PostgreSQLEngine(location, readers: readers)
    }
  }

  /// Reads in one snapshot.
  package func read<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    try await engine.read(body)
  }

  /// Reads and changes in one transaction, which commits when `body` returns and vanishes when it throws or when
  /// one of its statements failed. Nobody else writes meanwhile. `body` may run again from its beginning: it
  /// changes nothing but the database.
  @discardableResult
  package func write<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value
  {
    try await engine.write(body)
  }

  package func close() async throws {
    try await engine.close()
  }
}
