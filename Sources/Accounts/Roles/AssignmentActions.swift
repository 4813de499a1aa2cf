import Foundation
import Kernel
import MailModel
import Store

/// Gives an account a role, everywhere, in one domain or over the accounts of a group, for good or until a moment.
package struct AssignRole: Action {
  package static let name = "roles.assign"
  package static let route = Route.post("accounts/{address}/roles")
  package static let permission: Permission = "roles.assign"
  package static let summary = Text(en: "Gives an account a role.", es: "Da un rol a una cuenta.")
  package var address: Address
  package var role: String
  /// Without a domain and a group it is everywhere.
  package var domain: DomainName?
  package var group: Address?
  package var until: Date?
  package var reason: String?
  package var scope: Scope { group.map(Scope.group) ?? domain.map(Scope.domain) ?? .everything }

  package init(
    address: Address, role: String, domain: DomainName? = nil, group: Address? = nil, until: Date? = nil,
    reason: String? = nil
  ) {
    self.address = address
    self.role = role
    self.domain = domain
    self.group = group
    self.until = until
    self.reason = reason
  }

  package func perform(in work: Work) throws -> RoleAssignment {
    // Who may not see the account must not learn that it exists.
    try work.principal.require("accounts.read", in: .account(address))
    _ = try Account.present(address, in: work.db)
    let scope = try Scope(domain: domain, group: group)
    if let domain { _ = try Domain.existing(domain, in: work.db) }
    if let group { _ = try Group.existing(group, in: work.db) }
    let role = try assignable(in: work.db)
    try work.principal.requireToHold(role.permissions, in: scope.ground)
    try role.requireNoStronger(address, in: work)
    try Expiry.check(until, at: work.now)
    let assignment = RoleAssignment(
      account: address, role: role.name, scope: scope, until: until,
      reason: try reason.map { try OneLine.checked($0, field: "reason").en }, actor: work.principal.name,
      created: work.now)
    if let before = try RoleAssignment.find(address, role.name, scope, in: work.db) { try work.record(before: before) }
    try Administrators.keepingOne(in: work) { try assignment.put(into: work.db) }
    return assignment
  }

  private func assignable(in db: any Database) throws -> Role {
    let role = try Role.existing(self.role, in: db)
    guard role != .user else {
      throw Fault(
        .conflict, en: "every account has the role user, for itself",
        es: "toda cuenta tiene el rol user, para sí misma",
        field: "role")
    }
    return role
  }
}

package struct UnassignRole: Action {
  package static let name = "roles.unassign"
  package static let route = Route.delete("accounts/{address}/roles/{role}")
  package static let permission: Permission = "roles.unassign"
  package static let summary = Text(en: "Takes a role from an account.", es: "Quita un rol a una cuenta.")
  package var address: Address
  package var role: String
  /// Without a domain and a group it is the one that holds everywhere.
  package var domain: DomainName?
  package var group: Address?
  package var scope: Scope { group.map(Scope.group) ?? domain.map(Scope.domain) ?? .everything }

  package init(address: Address, role: String, domain: DomainName? = nil, group: Address? = nil) {
    self.address = address
    self.role = role
    self.domain = domain
    self.group = group
  }

  package func perform(in work: Work) throws -> RoleAssignment {
    guard let assignment = try RoleAssignment.find(address, role, scope, in: work.db) else {
      throw Fault(
        .notFound, en: "\(address) does not have the role \(role.prefix(60)) in \(scope)",
        es: "\(address) no tiene el rol \(role.prefix(60)) en \(scope)",
        hint: Text(
          en: "“palomar role assignments --account \(address)” shows those it has",
          es: "«palomar role assignments --account \(address)» muestra los que tiene"), field: "role")
    }
    // A role may also deny: to take it away is to give.
    if let role = try Role.find(role, in: work.db) {
      try work.principal.requireToHold(role.permissions, in: scope.ground)
      try role.requireNoStronger(address, in: work)
    }
    try work.record(before: assignment)
    try Administrators.keepingOne(in: work) { try assignment.delete(from: work.db) }
    return assignment
  }
}

extension Role {
  /// What a role denies it takes from its holder: not from somebody who may more than who asks, nor back to them.
  fileprivate func requireNoStronger(_ address: Address, in work: Work) throws {
    if !denies.isEmpty { try Rights.requireNoStronger(address, in: work) }
  }
}

package struct ListAssignments: DomainQuery {
  package static let name = "roles.assignments"
  package static let route = Route.get("assignments")
  package static let permission: Permission = "roles.read"
  package static let summary = Text(
    en: "Lists who has which role, page by page.", es: "Enumera quién tiene qué rol, por páginas.")
  package var account: Address?
  package var role: String?
  package var domain: DomainName?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(
    account: Address? = nil, role: String? = nil, domain: DomainName? = nil, after: String? = nil,
    limit: QueryNumber? = nil
  ) {
    self.account = account
    self.role = role
    self.domain = domain
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<RoleAssignment> {
    let size = Page<RoleAssignment>.size(limit)
    let filter = AssignmentFilter(account: account, role: role, visible: visible, after: after)
    return Page(rows: try RoleAssignment.list(filter, limit: size + 1, in: db), limit: size, key: \.key)
  }
}

/// Ends the assignments whose time has come. Already before, they count for nothing.
struct EndAssignments: Job {
  static let name = "roles.expire"
  /// Seconds between two looks.
  static let interval: TimeInterval = 60

  func run(with plane: ControlPlane) async throws {
    let expired = try await plane.store.read { try RoleAssignment.expired(at: plane.now(), in: $0) }
    for assignment in expired {
      _ = try await plane.perform(
        UnassignRole(
          address: assignment.account, role: assignment.role, domain: assignment.scope.ownDomain,
          group: assignment.scope.group),
        as: .system(Self.name))
    }
  }
}
