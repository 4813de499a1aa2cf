import Foundation
import GRDB
import MailModel

/// One of the two SQLite files that the mail programs read while we write.
///
/// WAL mode, so that neither waits for the other; mode 0660 in a set-group-ID directory, because readers must be
/// able to write its `-shm` (sqlite.org/wal.html, "Read-Only Databases"). Only ever changed in place.
struct DirectoryFile {
  private let queue: DatabaseQueue

  init(path: String, schema: [String]) throws {
    try Self.create(path)
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { connection in
      try connection.execute(sql: "PRAGMA journal_mode = WAL")
      try connection.execute(sql: "PRAGMA synchronous = NORMAL")
      // A log that a crash leaves behind stays small: recovering a large one makes readers wait.
      try connection.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { connection in
      for statement in schema { try connection.execute(sql: statement) }
    }
  }

  func write<Value>(_ body: (GRDB.Database) throws -> Value) throws -> Value {
    try queue.write(body)
  }

  func close() throws {
    try queue.close()
  }

  /// The file stands with its mode before SQLite opens it: `-wal` and `-shm` take theirs from it.
  private static func create(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return }
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o660]) else {
      throw Fault(
        .unavailable, en: "the mail directory \(path) cannot be made",
        es: "no se puede crear el directorio de correo \(path)",
        hint: Text(
          en: "its directory must belong to the user palomar; “palomar up” lays it out",
          es: "su directorio debe pertenecer al usuario palomar; «palomar up» lo prepara"))
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o660], ofItemAtPath: path)
  }
}
