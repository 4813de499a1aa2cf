import Foundation
import GRDB
import MailModel

/// The embedded engine: one file in WAL mode, one writer, readers that never wait for it (sqlite.org/wal.html).
struct SQLiteEngine: Engine {
  private let writer: any DatabaseWriter

  init() throws {
    writer = try DatabaseQueue(configuration: Self.configuration(readers: 1))
  }

  init(path: String, readers: Int) throws {
    try Self.create(path)
    do {
      writer = try DatabasePool(path: path, configuration: Self.configuration(readers: readers))
      // GRDB chooses NORMAL, which forgets the last commits when the power fails (sqlite.org/pragma.html).
      try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    } catch let error as DatabaseError {
      throw error.translated
    }
  }

  /// The file is there, and private, before SQLite opens it: `-wal` and `-shm` take their mode from it.
  private static func create(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    let descriptor = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreOutage.unreadable("\(path): \(String(cString: strerror(errno)))") }
    Foundation.close(descriptor)
  }

  private static func configuration(readers: Int) -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(10)
    configuration.maximumReaderCount = readers
    return configuration
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    do {
      return try await writer.read { try Transaction.perform(on: SQLiteTransaction(connection: $0), body) }
    } catch let error as DatabaseError {
      throw error.translated
    }
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (any Database) throws -> Value) async throws -> Value {
    do {
      return try await writer.write { try Transaction.perform(on: SQLiteTransaction(connection: $0), body) }
    } catch let error as DatabaseError {
      throw error.translated
    }
  }

  func close() async throws {
    try writer.close()
  }
}
