import Foundation
import Kernel
import MailModel
import Store

/// Takes members into a group, or says anew until when they are in it.
package struct JoinGroup: Action {
  package static let name = "groups.join"
  package static let route = Route.post("groups/{address}/members")
  package static let permission: Permission = "groups.join"
  package static let summary = Text(en: "Takes members into a group.", es: "Incorpora miembros a un grupo.")
  /// The group's.
  package var address: Address
  package var members: [Address]
  /// When it ends by itself.
  package var until: Date?
  package var scope: Scope { .account(address) }

  package init(address: Address, members: [Address], until: Date? = nil) {
    self.address = address
    self.members = members
    self.until = until
  }

  package func perform(in work: Work) throws -> [Membership] {
    _ = try Group.existing(address, in: work.db)
    guard (1...Self.most).contains(members.count) else {
      throw Fault(
        .invalid, en: "name 1 to \(Self.most) members at once", es: "indique de 1 a \(Self.most) miembros a la vez",
        field: "members")
    }
    try Expiry.check(until, at: work.now)
    for member in members { try Alias.requireKnown(member, field: "members", in: work.db) }
    try Reach.check(address, leadingTo: members, in: work)
    try work.requireNoOwnRole(over: address)
    let before = try members.compactMap { try Membership.find($0, of: address, in: work.db) }
    if !before.isEmpty { try work.record(before: before) }
    let joined = members.map { Membership(group: address, member: $0, until: until, created: work.now) }
    for membership in joined { try membership.put(into: work.db) }
    try work.publish(.group, address.text)
    return joined
  }

  private static let most = 1_000
}

package struct LeaveGroup: Action {
  package static let name = "groups.leave"
  package static let route = Route.delete("groups/{address}/members/{member}")
  package static let permission: Permission = "groups.leave"
  package static let summary = Text(en: "Takes a member out of a group.", es: "Saca a un miembro de un grupo.")
  /// The group's.
  package var address: Address
  package var member: Address
  package var scope: Scope { .account(address) }

  package init(address: Address, member: Address) {
    self.address = address
    self.member = member
  }

  package func perform(in work: Work) throws -> Membership {
    _ = try Group.existing(address, in: work.db)
    guard let membership = try Membership.find(member, of: address, in: work.db) else {
      throw Fault(
        .notFound, en: "\(member) is not a member of \(address)", es: "\(member) no es miembro de \(address)",
        hint: Text(
          en: "“palomar group members \(address)” shows who is",
          es: "«palomar group members \(address)» muestra quién lo es"),
        field: "member")
    }
    try work.requireNoOwnRole(over: address, whenLeaving: true)
    try work.record(before: membership)
    try membership.delete(from: work.db)
    try work.publish(.group, address.text)
    return membership
  }
}

package struct ListMembers: Query {
  package static let name = "groups.members"
  package static let route = Route.get("groups/{address}/members")
  package static let permission: Permission = "groups.read"
  package static let summary = Text(
    en: "Lists the members of a group, page by page.", es: "Enumera los miembros de un grupo por páginas.")
  /// The group's.
  package var address: Address
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { .account(address) }

  package init(address: Address, after: String? = nil, limit: QueryNumber? = nil) {
    self.address = address
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> Page<Membership> {
    _ = try Group.existing(address, in: db)
    let size = Page<Membership>.size(limit)
    return Page(rows: try Membership.list(of: address, after: after, limit: size + 1, in: db), limit: size) {
      $0.member.text
    }
  }
}

/// Takes those out whose time is over. Already before, mail no longer goes to them, and the rules count them no more.
struct EndMemberships: Job {
  static let name = "groups.expire"
  /// Seconds between two looks.
  static let interval: TimeInterval = 60

  func run(with plane: ControlPlane) async throws {
    let expired = try await plane.store.read { try Membership.expired(at: plane.now(), in: $0) }
    for membership in expired {
      _ = try await plane.perform(
        LeaveGroup(address: membership.group, member: membership.member), as: .system(Self.name))
    }
  }
}
