import Foundation
import Kernel
import MailModel
import Store

/// Carries out what an account's dates say, at the moment that they name: its first and its last day, the end of
/// its app passwords, of its access to others' mailboxes, and of the time in which it can be restored.
///
/// Postfix and Dovecot compare the dates themselves, so they hold while Palomar is down. What is left for this job is
/// what remembers an earlier answer: Dovecot's sign-in cache and open sessions.
struct FollowCalendar: Job {
  static let name = "accounts.calendar"
  var address: Address

  func run(with plane: ControlPlane) async throws {
    let isDue = try await plane.store.write { db in
      guard let account = try Account.find(address, in: db) else { return false }
      let work = Work(db: db, now: plane.now(), principal: .system(Self.name))
      if account.isPurgeDue(at: work.now) { return true }
      if account.standing(at: work.now) != .active { try Session.end(allOf: address, in: db) }
      try work.publish(.account, address.text, endsSessions: true)
      try work.publishMembers(of: address)
      try work.follow(account)
      return false
    }
    if isDue { _ = try await plane.perform(PurgeAccount(address: address), as: .system(Self.name)) }
    plane.wakeUp.signal()
  }
}

extension Work {
  /// Has the account's next date carried out when it comes, instead of what was planned before.
  func follow(_ account: Account) throws {
    let key = "\(FollowCalendar.name) \(account.address)"
    try withdraw(key: key)
    let ends = try AppPassword.nextEnd(of: account.address, after: now, in: db)
    let access = try MailboxGrant.nextEnd(of: account.address, after: now, in: db)
    guard let next = [account.nextDate(after: now), ends, access].compactMap({ $0 }).min() else { return }
    try enqueue(FollowCalendar(address: account.address), key: key, at: next)
  }
}

extension Account {
  func isPurgeDue(at now: Date) -> Bool {
    hold == nil && purge.map { $0 <= now } == true
  }

  fileprivate func nextDate(after now: Date) -> Date? {
    let days = [validFrom, validUntil].compactMap { $0 }.filter { $0 > now }
    return (days + [hold == nil ? purge : nil].compactMap { $0 }).min()
  }
}
