import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Brings the noted changes into the mail directory, then has Dovecot forget what it remembers of the accounts
/// that changed: a suspended one is out at once, with its open sessions.
struct PublishDirectory: Job {
  static let name = "directory.publish"

  /// So many changes go into one transaction: readers and writers wait for none of them long.
  private static let batch = 2_000

  func run(with plane: ControlPlane) async throws {
    while try await publishBatch(with: plane) == Self.batch {}
    guard let user = try await plane.viewReader,
      try await !plane.store.read({ try DirectoryViews.isAdmitted(user, in: $0) })
    else { return }
    let verifier = try await plane.world.agent.call(KeepDirectoryPassword())
    try await plane.store.write { try DirectoryViews.admit(user, knowing: verifier, in: $0) }
  }

  private func publishBatch(with plane: ControlPlane) async throws -> Int {
    let published = try await intoFiles(with: plane)
    guard !published.changes.isEmpty else { return 0 }
    try await plane.store.write { db in
      for change in published.changes { try change.settle(in: db) }
      for address in published.known { try Self.enqueueForget(address, published.rows, in: db, at: plane.now()) }
    }
    if !published.known.isEmpty { plane.wakeUp.signal() }
    return published.changes.count
  }

  private struct Published: Sendable {
    var changes: [DirectoryChange]
    var rows: DirectoryRows
    /// Accounts that may be signed in.
    var known: [String]
  }

  private func intoFiles(with plane: ControlPlane) async throws -> Published {
    try await MailDirectory.update(in: plane.layout) { directory in
      let isWhole = try await directory.isWhole
      let (changes, rows) = try await plane.store.read { db in
        let changes = try DirectoryChange.noted(limit: Self.batch, in: db)
        return (changes, try isWhole ? DirectoryRows.of(changes, in: db) : DirectoryRows.all(in: db))
      }
      guard isWhole else {
        // New files, or somebody removed them: what changed is not enough.
        _ = try await directory.compare(with: rows, repairs: true)
        return Published(changes: changes, rows: rows, known: [])
      }
      return Published(changes: changes, rows: rows, known: try await directory.publish(changes, rows))
    }
  }

  private static func enqueueForget(_ address: String, _ rows: DirectoryRows, in db: any Database, at now: Date) throws
  {
    let stays = rows.mailboxes.contains { $0.address == address && $0.state == .active }
    let work = Work(db: db, now: now, principal: .system(name))
    try work.enqueue(
      ForgetAccount(address: Address(address), endsSessions: !stays), key: "\(ForgetAccount.name) \(address)")
  }
}

/// Makes Dovecot look an account up anew.
struct ForgetAccount: Job {
  static let name = "directory.forget"
  var address: Address
  var endsSessions: Bool

  func run(with plane: ControlPlane) async throws {
    guard try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    _ = try await plane.world.agent.call(ForgetSignIns(address: address, endsSessions: endsSessions))
  }
}
