import MailModel

/// PostgreSQL 15 over libpq. Readers share a pool; writers go one at a time over a connection of their own, so
/// that those who wait for the lock leave the readers' connections alone.
struct PostgreSQLEngine: Engine {
  private let readers: ConnectionPool
  private let writer: ConnectionPool

  /// Connects when it is first used, so that it may be made while the server is away.
  init(_ location: String, readers count: Int) {
    readers = ConnectionPool(size: count, location: location)
    writer = ConnectionPool(size: 1, location: location)
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    try await readers.with { try await $0.transaction(.read, body) }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    try await writer.with { try await $0.transaction(.write, body) }
  }

  func close() async throws {
    try await readers.close()
    try await writer.close()
  }
}
