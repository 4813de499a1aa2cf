import Kernel
import MailModel

/// Compares the whole directory with the store, puts right what differs, and has it on record.
struct ReconcileDirectory: Job {
  static let name = "directory.reconcile"

  func run(with plane: ControlPlane) async throws {
    let differences = try await plane.directoryDifferences(repairs: true)
    guard !differences.isEmpty else { return }
    try await plane.store.write { db in
      try Work(db: db, now: plane.now(), principal: .system(Self.name)).record("directory.repaired", differences)
    }
  }
}

extension ControlPlane {
  /// Where the mail programs look accounts up. Views need the store to be where they are.
  var directoryBackend: DirectoryBackend {
    get async throws {
      try await store.read { db in
        let backend = try mailSystem(db).directory
        guard backend == .sqlite || db.kind == .postgreSQL else {
          throw Fault(
            .conflict, en: "the mail directory is set to PostgreSQL, but the store is SQLite",
            es: "el directorio de correo está puesto en PostgreSQL, pero el almacén es SQLite",
            hint: Text(
              en: "write “directory: sqlite” in the service file and apply it",
              es: "escriba «directory: sqlite» en el fichero del servicio y aplíquelo"))
        }
        return backend
      }
    }
  }

  func directoryDifferences(repairs: Bool) async throws -> [DirectoryDifference] {
    switch try await directoryBackend {
    case .sqlite:
      // The long comparison holds up no publication; what it finds may just be a change on its way.
      if try await filesAgree { return [] }
      return try await MailDirectory.update(in: layout) { directory in
        let rows = try await store.read { try DirectoryRows.all(in: $0) }
        return try await directory.compare(with: rows, repairs: repairs)
      }
    case .postgreSQL(_, _, _, let user):
      return try await store.write { db in
        if try DirectoryViews.isAdmitted(user, in: db) { return [] }
        if repairs { try DirectoryViews.admit(user, in: db) }
        return [DirectoryDifference(table: "mail_directory", missing: 1, surplus: 0)]
      }
    }
  }

  private var filesAgree: Bool {
    get async throws {
      try await MailDirectory.look(in: layout) { directory in
        guard try await directory.isWhole else { return false }
        let rows = try await store.read { try DirectoryRows.all(in: $0) }
        return try await directory.compare(with: rows, repairs: false).isEmpty
      }
    }
  }
}
