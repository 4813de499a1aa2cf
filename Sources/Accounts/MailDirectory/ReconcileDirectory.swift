import AgentProtocol
import Kernel
import MailModel

/// Compares the whole directory with the store, puts right what differs, and has it on record.
struct ReconcileDirectory: Job {
  static let name = DirectoryRequest.name

  func run(with plane: ControlPlane) async throws {
    let differences = try await plane.directoryDifferences(repairs: true)
    guard !differences.isEmpty else { return }
    try await plane.store.write { db in
      try Work(db: db, now: plane.now(), principal: .system(Self.name)).record("directory.repaired", differences)
    }
  }
}

/// The files are kept even while the mail programs read views, so that going back to them is safe at any time.
extension ControlPlane {
  func directoryDifferences(repairs: Bool) async throws -> [DirectoryDifference] {
    try await fileDifferences(repairs: repairs) + sharingDifferences(repairs: repairs)
      + viewDifferences(repairs: repairs)
  }

  private func sharingDifferences(repairs: Bool) async throws -> [DirectoryDifference] {
    let files = try await MailDirectory.update(in: layout, keeps: false) { _ in
      let files = try await store.read { try SharingFiles(in: $0, layout: layout) }
      return (try files.differences(repairs: repairs), try files.surplus(repairs: repairs))
    }
    guard !files.0.isEmpty || !files.1.isEmpty else { return [] }
    return [DirectoryDifference(table: "sharing", missing: files.0.count, surplus: files.1.count)]
  }

  private func fileDifferences(repairs: Bool) async throws -> [DirectoryDifference] {
    // The long comparison holds up no publication; what it finds may just be a change on its way.
    if try await filesAgree { return [] }
    return try await MailDirectory.update(in: layout, keeps: repairs) { directory in
      let rows = try await store.read { try DirectoryRows.all(in: $0) }
      return try await directory.compare(with: rows, repairs: repairs)
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

  private func viewDifferences(repairs: Bool) async throws -> [DirectoryDifference] {
    guard let user = try await viewReader else { return [] }
    let verifier = try await world.agent.call(KeepDirectoryPassword())
    return try await store.write { db in
      if try DirectoryViews.isAdmitted(user, knowing: verifier, in: db) { return [] }
      if repairs { try DirectoryViews.admit(user, knowing: verifier, in: db) }
      return [DirectoryDifference(table: "mail_directory", missing: 1, surplus: 0)]
    }
  }

  /// The PostgreSQL user that the mail programs read views as, where they do.
  var viewReader: String? {
    get async throws {
      try await store.read { db in
        guard case .postgreSQL(_, _, _, let user) = try mailSystem(db).directory else { return nil }
        return user
      }
    }
  }
}
