import Kernel
import MailModel
import Store

/// Whoever looks after a group has the role `groupOwner`, with the group's address as its scope: what they may is a
/// right like any other, and `palomar user may` tells it.
extension Group {
  func owners(in db: any Database) throws -> [Address] {
    try RoleAssignment.list(AssignmentFilter(role: Role.groupOwner.name, scope: .account(address)), in: db).map(
      \.account)
  }
}

package struct AddGroupOwner: Action {
  package static let name = "groups.addOwner"
  package static let route = Route.post("groups/{address}/owners")
  package static let permission: Permission = "groups.addOwner"
  package static let summary = Text(
    en: "Lets somebody decide who is in a group.", es: "Deja que alguien decida quién está en un grupo.")
  /// The group's.
  package var address: Address
  package var owner: Address
  package var scope: Scope { .account(address) }

  package init(address: Address, owner: Address) {
    self.address = address
    self.owner = owner
  }

  package func perform(in work: Work) throws -> GroupInFull {
    _ = try Group.existing(address, in: work.db)
    // Who may not see the account must not learn that it exists.
    try work.principal.require("accounts.read", in: .account(owner))
    _ = try Account.present(owner, in: work.db)
    // To answer those who ask to be in it is no more than to take them in.
    let rights = Role.groupOwner.permissions.filter { PermissionPattern.every(of: "groups").contains($0) }
    try work.principal.requireToHold(rights, in: scope)
    try RoleAssignment(
      account: owner, role: Role.groupOwner.name, scope: scope, until: nil, reason: nil, actor: work.principal.name,
      created: work.now
    ).put(into: work.db)
    return try ShowGroup(address: address).answer(from: work.db)
  }
}

package struct RemoveGroupOwner: Action {
  package static let name = "groups.removeOwner"
  package static let route = Route.delete("groups/{address}/owners/{owner}")
  package static let permission: Permission = "groups.removeOwner"
  package static let summary = Text(
    en: "Lets somebody decide no more who is in a group.", es: "Ya no deja que alguien decida quién está en un grupo.")
  /// The group's.
  package var address: Address
  package var owner: Address
  package var scope: Scope { .account(address) }

  package init(address: Address, owner: Address) {
    self.address = address
    self.owner = owner
  }

  package func perform(in work: Work) throws -> GroupInFull {
    _ = try Group.existing(address, in: work.db)
    guard let assignment = try RoleAssignment.find(owner, Role.groupOwner.name, scope, in: work.db) else {
      throw Fault(
        .notFound, en: "\(owner) is not an owner of \(address)", es: "\(owner) no es responsable de \(address)",
        field: "owner")
    }
    try work.record(before: assignment)
    try assignment.delete(from: work.db)
    return try ShowGroup(address: address).answer(from: work.db)
  }
}
