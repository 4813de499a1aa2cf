import Foundation
import GRDB

/// The embedded engine: one file in WAL mode, one writer, readers that never wait for it (sqlite.org/wal.html).
struct SQLiteEngine: Engine {
  private let writer: any DatabaseWriter

  init() throws {
    writer = try DatabaseQueue(configuration: Self.configuration)
  }

  init(path: String) throws {
    writer = try DatabasePool(path: path, configuration: Self.configuration)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    return configuration
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    try await writer.read { try body(SQLiteTransaction(connection: $0)) }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    try await writer.write { try body(SQLiteTransaction(connection: $0)) }
  }

  func close() async throws {
    try writer.close()
  }
}
