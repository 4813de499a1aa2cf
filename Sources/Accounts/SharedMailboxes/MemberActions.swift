import Foundation
import Kernel
import MailModel
import Store

/// Lets somebody into a shared mailbox, or changes what they may there.
package struct AddMember: Action {
  package static let name = "shared.grant"
  package static let route = Route.put("shared/{address}/members/{member}")
  package static let permission: Permission = "shared.grant"
  package static let summary = Text(
    en: "Lets somebody into a shared mailbox.", es: "Da a alguien acceso a un buzón compartido.")
  package var address: Address
  package var member: Address
  package var rights: MailboxRights
  package var until: Date?
  package var scope: Scope { .account(address) }

  package init(mailbox: Address, member: Address, rights: MailboxRights, until: Date? = nil) {
    self.address = mailbox
    self.member = member
    self.rights = rights
    self.until = until
  }

  package func perform(in work: Work) throws -> MailboxGrant {
    _ = try SharedMailbox.existing(address, in: work.db)
    return try work.give(rights, in: Account.present(address, in: work.db), to: member, until: until)
  }
}

/// Takes somebody's access to a shared mailbox away: their open sessions end, and their next message is refused.
package struct RemoveMember: Action {
  package static let name = "shared.revoke"
  package static let route = Route.delete("shared/{address}/members/{member}")
  package static let permission: Permission = "shared.revoke"
  package static let summary = Text(
    en: "Takes somebody's access to a shared mailbox away.", es: "Retira a alguien el acceso a un buzón compartido.")
  package var address: Address
  package var member: Address
  package var scope: Scope { .account(address) }

  package init(mailbox: Address, member: Address) {
    self.address = mailbox
    self.member = member
  }

  package func perform(in work: Work) throws -> MailboxGrant {
    _ = try SharedMailbox.existing(address, in: work.db)
    return try work.takeBack(address, from: member)
  }
}
