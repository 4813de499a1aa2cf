import Foundation
import Kernel
import MailModel
import Store

/// Lets somebody into a person's mailbox, or changes what they may there. The owner does so as they like; anybody else
/// says why.
package struct DelegateMailbox: Action {
  package static let name = "delegations.grant"
  package static let route = Route.put("accounts/{address}/delegations/{member}")
  package static let permission: Permission = "delegations.grant"
  package static let summary = Text(
    en: "Lets somebody into a person's mailbox.", es: "Da a alguien acceso al buzón de una persona.")
  package var address: Address
  package var member: Address
  package var rights: MailboxRights
  package var until: Date?
  package var scope: Scope { .account(address) }
  package var opens: Opening? { .quietly(address) }

  package init(mailbox: Address, member: Address, rights: MailboxRights, until: Date? = nil) {
    self.address = mailbox
    self.member = member
    self.rights = rights
    self.until = until
  }

  package func perform(in work: Work) throws -> MailboxGrant {
    let account = try Account.person(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    return try work.give(rights, in: account, to: member, until: until)
  }
}

/// Takes somebody's access to a person's mailbox away: their open sessions end, and their next message is refused.
package struct EndDelegation: Action {
  package static let name = "delegations.revoke"
  package static let route = Route.delete("accounts/{address}/delegations/{member}")
  package static let permission: Permission = "delegations.revoke"
  package static let summary = Text(
    en: "Takes somebody's access to a person's mailbox away.", es: "Retira a alguien el acceso al buzón de una persona."
  )
  package var address: Address
  package var member: Address
  package var scope: Scope { .account(address) }

  package init(mailbox: Address, member: Address) {
    self.address = mailbox
    self.member = member
  }

  package func perform(in work: Work) throws -> MailboxGrant {
    guard try !Account.existing(address, in: work.db).isShared else { throw SharedMailbox.nobodySignsIn(address) }
    try Rights.requireNoStronger(address, in: work)
    return try work.takeBack(address, from: member)
  }
}

/// Who has access to a person's mailbox, and to which others the person has.
package struct ShowDelegations: Query {
  package static let name = "delegations.show"
  package static let route = Route.get("accounts/{address}/delegations")
  package static let permission: Permission = "delegations.read"
  package static let summary = Text(
    en: "Shows who has access to a mailbox, and to which others its owner has.",
    es: "Muestra quién tiene acceso a un buzón, y a qué otros lo tiene su dueño.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> MailboxDelegations {
    _ = try Account.existing(address, in: db)
    return MailboxDelegations(
      given: try MailboxGrant.all(to: address, in: db), received: try MailboxGrant.all(of: address, in: db))
  }
}

package struct MailboxDelegations: Codable, Hashable, Sendable {
  /// Who has access to the mailbox.
  package var given: [MailboxGrant]
  /// What its owner has access to.
  package var received: [MailboxGrant]
}

extension Work {
  /// Gives somebody rights in a mailbox, in place of what they had there.
  func give(_ rights: MailboxRights, in account: Account, to member: Address, until: Date?) throws -> MailboxGrant {
    let mailbox = account.address
    try MailboxGrant.requireLendable(mailbox)
    try MailboxGrant.requireLendable(member)
    try Expiry.check(until, at: now)
    try MailboxGrant.requireSense(of: rights, for: member, in: mailbox)
    _ = try Account.person(member, in: db)
    let grant = MailboxGrant(
      mailbox: mailbox, member: member, rights: rights, until: until, givenBy: principal.name,
      reason: try Reason.checked(principal.origin.reason ?? ""), created: now)
    if let present = try MailboxGrant.find(mailbox, member, in: db) { try record(before: present) }
    try grant.save(in: db)
    try publishAccess(to: mailbox, of: member)
    try enqueue(LendMailbox(mailbox: mailbox, hasFolders: account.isShared))
    try enqueue(FollowMailbox(member: member, mailbox: mailbox, follows: grant.opens))
    return grant
  }

  func takeBack(_ mailbox: Address, from member: Address) throws -> MailboxGrant {
    guard let grant = try MailboxGrant.find(mailbox, member, in: db) else {
      throw Fault(
        .notFound, en: "\(member) has no access to \(mailbox)", es: "\(member) no tiene acceso a \(mailbox)",
        hint: Text(en: "whoever has is in the list", es: "quienes lo tienen están en la lista"), field: "member")
    }
    try record(before: grant)
    try grant.delete(in: db)
    try publishAccess(to: mailbox, of: member)
    try enqueue(FollowMailbox(member: member, mailbox: mailbox, follows: false))
    return grant
  }
}

extension MailboxGrant {
  fileprivate static func requireSense(of rights: MailboxRights, for member: Address, in mailbox: Address) throws(Fault)
  {
    guard member != mailbox else {
      throw Fault(
        .invalid, en: "\(member) has its own mailbox already", es: "\(member) ya tiene su propio buzón",
        hint: Text(en: "name somebody else", es: "indique a otra persona"), field: "member")
    }
    guard rights != .none, !(rights.contains(.sendAs) && rights.contains(.sendOnBehalf)) else {
      throw Fault(
        .invalid, en: "give some rights, and one way of sending at most",
        es: "dé algún derecho, y una sola manera de enviar",
        hint: Text(
          en: "read or manage, with send-as or send-on-behalf", es: "read o manage, con send-as o send-on-behalf"),
        field: "rights")
    }
  }
}
