import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

extension Work {
  /// Has the change of somebody's access hold at their next command: whoever has a session signs in anew.
  func publishAccess(to mailbox: Address, of member: Address) throws {
    try publish(.account, mailbox.text)
    try publish(.account, member.text, endsSessions: true)
    try follow(Account.existing(member, in: db))
  }

  /// The same for everybody who has access to a mailbox, because all of it opens or closes.
  func publishMembers(of mailbox: Address) throws {
    for grant in try MailboxGrant.all(to: mailbox, in: db) where grant.opens {
      try publish(.account, grant.member.text, endsSessions: true)
    }
  }
}

/// Has Dovecot know that a mailbox is one that others may find, and gives a shared one the usual folders.
struct LendMailbox: Job {
  static let name = "access.lend"
  var mailbox: Address
  var hasFolders: Bool

  func run(with plane: ControlPlane) async throws {
    let isThere = try await plane.store.read { try Account.find(mailbox, in: $0)?.removed == nil }
    guard isThere, try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    _ = try await plane.world.agent.call(OpenMailbox(address: mailbox, hasFolders: hasFolders))
  }
}

/// Shows a mailbox among the folders that a person's mail program lists, or not any more.
struct FollowMailbox: Job {
  static let name = "access.follow"
  var member: Address
  var mailbox: Address
  var follows: Bool

  func run(with plane: ControlPlane) async throws {
    let isDue = try await plane.store.read { db in
      guard try Account.find(member, in: db) != nil, try Account.find(mailbox, in: db) != nil else { return false }
      return (try MailboxGrant.find(mailbox, member, in: db)?.opens ?? false) == follows
    }
    guard isDue, try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    _ = try await plane.world.agent.call(SubscribeMailbox(member: member, mailbox: mailbox, follows: follows))
  }
}

/// Finds mailboxes that others may use and that Dovecot does not know as such, and lends them again.
struct ReconcileAccess: Job {
  static let name = "access.reconcile"
  private static let batch = 500

  func run(with plane: ControlPlane) async throws {
    guard try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    var after = ""
    while true {
      let lent = try await plane.store.read { [after] in try MailboxGrant.lent(after: after, limit: Self.batch, in: $0)
      }
      let lost = try await plane.world.agent.call(FindClosedMailboxes(addresses: lent))
      if !lost.isEmpty { try await repair(lost, with: plane) }
      guard lent.count == Self.batch, let last = lent.last else { return }
      after = last.text
    }
  }

  private func repair(_ lost: [Address], with plane: ControlPlane) async throws {
    try await plane.store.write { db in
      let work = Work(db: db, now: plane.now(), principal: .system(Self.name))
      for address in lost {
        guard let account = try Account.find(address, in: db), account.removed == nil else { continue }
        try work.enqueue(LendMailbox(mailbox: address, hasFolders: account.isShared))
      }
      try work.record("access.repaired", lost)
    }
    plane.wakeUp.signal()
  }
}
