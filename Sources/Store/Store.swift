/// Where the store lives.
package enum StoreLocation: Hashable, Sendable {
  case memory
  case sqlite(path: String)
  /// A libpq connection string, `host=/run/postgresql dbname=palomar` (libpq's "Connection Strings").
  case postgreSQL(String)
}

/// One step of the schema, known by its name for ever. Steps run in order, once, each in a transaction.
package struct Migration: Sendable {
  package let name: String
  package let statements: [SQL]

  package init(_ name: String, _ statements: [SQL]) {
    self.name = name
    self.statements = statements
  }
}

/// The product's own data, over SQLite or PostgreSQL. A value: copy it freely.
package struct Store: Sendable {
  package init(_ location: StoreLocation) throws {
    throw StoreError.unreadable("not yet")
  }

  /// Reads in one snapshot.
  package func read<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    throw StoreError.unreadable("not yet")
  }

  /// Reads and changes in one transaction, which commits when `body` returns and vanishes when it throws.
  package func write<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value
  {
    throw StoreError.unreadable("not yet")
  }

  package func migrate(_ migrations: [Migration]) async throws {
    throw StoreError.unreadable("not yet")
  }

  package func close() async throws {}
}
