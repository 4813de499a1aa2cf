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
      try Self.enqueueForget(published, in: db, at: plane.now())
    }
    if !published.known.isEmpty { plane.wakeUp.signal() }
    return published.changes.count
  }

  private struct Published: Sendable {
    var changes: [DirectoryChange]
    var rows: DirectoryRows
    /// Accounts that may be signed in.
    var known: [String]

    /// Accounts whose sessions end although they may still sign in.
    var shutOut: Set<String> {
      Set(changes.filter { $0.kind == .account && $0.endsSessions }.map(\.key))
    }

    /// Accounts that may sign in at a moment.
    func open(at now: Date) -> Set<String> {
      Set(rows.mailboxes.filter { $0.signsIn(at: now) }.map(\.address))
    }
  }

  private func intoFiles(with plane: ControlPlane) async throws -> Published {
    try await MailDirectory.update(in: plane.layout) { directory in
      let isWhole = try await directory.isWhole
      let (changes, rows, files) = try await plane.store.read { db in
        let changes = try DirectoryChange.noted(limit: Self.batch, in: db)
        let rows = try isWhole ? DirectoryRows.of(changes, in: db) : DirectoryRows.all(in: db)
        let members = isWhole ? changes.keys(of: .account) : nil
        return (changes, rows, try SharingFiles(of: members, in: db, layout: plane.layout))
      }
      // Before the rows: what a group may is there when somebody comes to belong to it.
      _ = try files.differences(repairs: true)
      guard isWhole else {
        // New files, or somebody removed them: what changed is not enough.
        _ = try await directory.compare(with: rows, repairs: true)
        return Published(changes: changes, rows: rows, known: [])
      }
      return Published(changes: changes, rows: rows, known: try await directory.publish(changes, rows))
    }
  }

  private static func enqueueForget(_ published: Published, in db: any Database, at now: Date) throws {
    let work = Work(db: db, now: now, principal: .system(name))
    let staying = published.open(at: now).subtracting(published.shutOut)
    for address in published.known {
      let ends = !staying.contains(address)
      try work.enqueue(
        ForgetAccount(address: Address(address), endsSessions: ends), key: "\(ForgetAccount.name) \(address) \(ends)")
    }
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
