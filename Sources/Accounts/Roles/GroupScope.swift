import Foundation
import Kernel
import MailModel
import Store

extension RoleAssignment {
  /// The accounts that it reaches at a moment, where it holds over a group: those of the group's own domain that are in it.
  /// Others were given to nobody by whoever decides over that domain.
  func accounts(in db: any Database, at now: Date) throws -> Set<Address> {
    guard case .group(let group) = scope else { return [] }
    let inside = try Membership.everybody(in: group, at: now, in: db).filter { $0.domain == group.domain }
    return try Account.among(inside, in: db)
  }
}

extension Scope {
  /// Everywhere, in a domain, or over the accounts of a group.
  init(domain: DomainName?, group: Address?) throws(Fault) {
    if domain != nil, group != nil {
      throw Fault(
        .invalid, en: "a role holds in a domain or over a group, not both",
        es: "un rol vale en un dominio o sobre un grupo, no ambos",
        hint: Text(en: "leave one of them out", es: "omita uno de los dos"), field: "group")
    }
    self = group.map(Scope.group) ?? domain.map(Scope.domain) ?? .everything
  }

  /// The domain, where it is one.
  var ownDomain: DomainName? {
    if case .domain(let domain) = self { domain } else { nil }
  }

  var group: Address? {
    if case .group(let address) = self { address } else { nil }
  }

  /// What somebody must hold all over to hand it on here: a group has other members tomorrow.
  var ground: Scope { group.map { .domain($0.domain) } ?? self }
}

extension Work {
  /// Nobody brings others under their own role, nor out from under what it denies them, by deciding who is in `group`.
  func requireNoOwnRole(over group: Address, whenLeaving: Bool = false) throws {
    guard let account = principal.account else { return }
    let above = try Membership.groups(above: group, in: db)
    for assignment in try RoleAssignment.list(AssignmentFilter(account: account), in: db) {
      guard let reached = assignment.scope.group, above.contains(reached),
        let role = try Role.find(assignment.role, in: db)
      else { continue }
      try principal.requireToHold(whenLeaving ? role.denies : role.permissions, in: assignment.scope.ground)
    }
  }
}
