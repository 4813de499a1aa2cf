import Foundation
import GRDB
import MailModel

/// One of the SQLite files that the mail programs read while we write.
///
/// WAL mode, so that neither waits for the other; mode 0660 in a set-group-ID directory, because readers must be
/// able to write its `-shm` (sqlite.org/wal.html, "Read-Only Databases"). Only ever changed in place. Work on it
/// runs on a thread of its own.
struct DirectoryFile: Sendable {
  private let path: String
  private let schema: [String]
  private let queue: DatabaseQueue

  init(path: String, mode: Int = 0o660, schema: [String]) throws {
    self.path = path
    self.schema = schema
    try Self.create(path, mode)
    do {
      queue = try DatabaseQueue(path: path, configuration: Self.configuration)
    } catch let error as DatabaseError {
      throw Self.fault(error, path)
    }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    // One transaction may span several accesses: the store is read in between.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { connection in
      try connection.execute(sql: "PRAGMA journal_mode = WAL")
      try connection.execute(sql: "PRAGMA synchronous = NORMAL")
      try connection.execute(sql: "PRAGMA temp_store = MEMORY")
      // A log that a crash leaves behind stays small: recovering a large one makes readers wait.
      try connection.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    return configuration
  }

  /// Begins the transaction, and waits until no other holds one. Whatever is read of the store afterwards is at
  /// least as new as what the file says.
  ///
  /// Tables of another version are made anew, and are empty then: whoever finds the file not whole fills it in the
  /// same transaction. Every version has the columns of the one before, so that lookups of an earlier configuration
  /// go on.
  func begin() async throws {
    try await access { [schema] connection in
      try connection.beginTransaction(.immediate)
      let version = try Int.fetchOne(connection, sql: "PRAGMA user_version")
      if version != MailDirectorySchema.version {
        let tables = try String.fetchAll(connection, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        for table in tables { try connection.execute(sql: "DROP TABLE \(table)") }
      }
      for statement in schema { try connection.execute(sql: statement) }
    }
  }

  /// Begins a transaction that sees one state of the file and holds up nobody.
  func beginLooking() async throws {
    try await access { try $0.beginTransaction(.deferred) }
  }

  func access<Value: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> Value) async throws -> Value {
    do {
      return try await queue.writeWithoutTransaction(body)
    } catch let error as DatabaseError {
      throw Self.fault(error, path)
    }
  }

  func commit() async throws {
    try await access { try $0.commit() }
  }

  /// What was not committed is as if it had never been.
  func close() throws {
    try queue.close()
  }

  /// The file stands with its mode before SQLite opens it: `-wal` and `-shm` take theirs from it.
  private static func create(_ path: String, _ mode: Int) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: mode]) else {
      throw Fault(
        .unavailable, en: "the mail directory \(path) cannot be made",
        es: "no se puede crear el directorio de correo \(path)",
        hint: Text(
          en: "its directory must belong to the user palomar; “palomar up” lays it out",
          es: "su directorio debe pertenecer al usuario palomar; «palomar up» lo prepara"))
    }
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
  }

  private static func fault(_ error: DatabaseError, _ path: String) -> Fault {
    let words = error.message ?? "SQLite \(error.extendedResultCode.rawValue)"
    return Fault(
      .unavailable, en: "the mail directory \(path) cannot be written: \(words)",
      es: "no se puede escribir el directorio de correo \(path): \(words)",
      hint: Text(
        en: "look at the disk and the file's owner; a damaged file may be removed with its -wal and -shm while Postfix "
          + "and Dovecot are stopped, and is made anew from the store",
        es: "revise el disco y el dueño del archivo; si está dañado, puede borrarse con su -wal y su -shm con Postfix "
          + "y Dovecot parados, y se rehace a partir del almacén"))
  }
}
