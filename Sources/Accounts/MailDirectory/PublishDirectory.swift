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
    guard try await MailDirectory.isPublished(plane) else { return }
    while try await publishBatch(with: plane) == Self.batch {}
  }

  private func publishBatch(with plane: ControlPlane) async throws -> Int {
    let (changes, rows) = try await plane.store.read { db in
      let changes = try DirectoryChange.noted(limit: Self.batch, in: db)
      return (changes, try DirectoryRows.of(changes, in: db))
    }
    guard !changes.isEmpty else { return 0 }
    let directory = try MailDirectory(in: plane.layout)
    let known = try directory.publish(changes, rows)
    try directory.close()
    try await plane.store.write { db in
      for change in changes { try change.settle(in: db) }
      for address in known { try Self.enqueueForget(address, rows, in: db, at: plane.now()) }
    }
    if !known.isEmpty { plane.wakeUp.signal() }
    return changes.count
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

/// Compares the whole directory with the store and puts right what differs.
struct ReconcileDirectory: Job {
  static let name = "directory.reconcile"

  func run(with plane: ControlPlane) async throws {
    _ = try await MailDirectory.compare(with: plane, repairs: true)
  }
}

extension MailDirectory {
  /// With PostgreSQL the mail programs read views of the store itself: there is nothing to publish.
  static func isPublished(_ plane: ControlPlane) async throws -> Bool {
    try await plane.store.read { try plane.mailSystem($0).directory == .sqlite }
  }

  static func compare(with plane: ControlPlane, repairs: Bool) async throws -> [DirectoryDifference] {
    guard try await isPublished(plane) else { return [] }
    let rows = try await plane.store.read { try DirectoryRows.all(in: $0) }
    let directory = try MailDirectory(in: plane.layout)
    let differences = try directory.compare(with: rows, repairs: repairs)
    try directory.close()
    return differences
  }
}
