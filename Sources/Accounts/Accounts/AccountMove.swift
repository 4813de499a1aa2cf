import Kernel
import MailModel
import Store

/// What an organisation does when somebody takes another post, in one transaction: another class of service, out of some
/// groups and into others.
package struct MoveAccount: Action {
  package static let name = "accounts.move"
  package static let route = Route.post("accounts/{address}/move")
  package static let permission: Permission = "accounts.move"
  package static let summary = Text(
    en: "Gives somebody another class and other groups, in one step.",
    es: "Da a alguien otra clase y otros grupos, en un solo paso.")
  package var address: Address
  package var serviceClass: String?
  /// Groups that it joins.
  package var joins: [Address]?
  /// Groups that it leaves; with `leavesAll`, all but those that it joins.
  package var leaves: [Address]?
  package var leavesAll: Bool?
  package var scope: Scope { .account(address) }

  package init(
    address: Address, serviceClass: String? = nil, joins: [Address]? = nil, leaves: [Address]? = nil,
    leavesAll: Bool? = nil
  ) {
    self.address = address
    self.serviceClass = serviceClass
    self.joins = joins
    self.leaves = leaves
    self.leavesAll = leavesAll
  }

  package func perform(in work: Work) throws -> Post {
    let before = try Post(of: address, in: work.db)
    try work.record(before: before)
    if let serviceClass { try work.perform(AssignClass(address: address, serviceClass: serviceClass)) }
    let joined = Set(joins ?? [])
    let left = leavesAll == true ? before.groups.filter { !joined.contains($0) } : leaves ?? []
    for group in left { try work.perform(LeaveGroup(address: group, member: address)) }
    for group in joined.subtracting(before.groups).sorted() {
      try work.perform(JoinGroup(address: group, members: [address]))
    }
    return try Post(of: address, in: work.db)
  }
}

/// An account's class, and the groups that it is in.
package struct Post: Codable, Hashable, Sendable {
  package var address: Address
  package var serviceClass: String?
  package var groups: [Address]

  init(of address: Address, in db: any Database) throws {
    self.address = address
    serviceClass = try Account.present(address, in: db).serviceClass
    groups = try Membership.list(ofMember: address, in: db).map(\.group)
  }
}

package struct ShowPost: Query {
  package static let name = "accounts.post"
  package static let route = Route.get("accounts/{address}/post")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(
    en: "Shows an account's class, and the groups that it is in.", es: "Muestra la clase de una cuenta y sus grupos.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> Post {
    try Post(of: address, in: db)
  }
}
