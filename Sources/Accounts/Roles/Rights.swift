import Foundation
import Kernel
import MailModel
import Store

/// What an account may now.
package enum Rights {
  /// The account as a principal: with its roles as they are at this moment. Throws for one that may not sign in.
  package static func principal(of address: Address, in db: any Database, at now: Date) throws -> Principal {
    let account = try Account.existing(address, in: db)
    guard account.standing(at: now) == .active else {
      throw Fault(
        .forbidden, en: "\(address) is not active: nobody acts as it",
        es: "\(address) no está activa: nadie actúa como ella",
        hint: Text(
          en: "“palomar account show \(address)” says why", es: "«palomar account show \(address)» dice por qué"))
    }
    return Principal(account: address, grants: try grants(of: address, in: db, at: now))
  }

  /// Somebody who asked for something earlier, as they are now: with the rights that they still have, and the token if it was
  /// one. Without an account it was the host.
  static func again(_ name: String, _ account: Address?, token: String?, because reason: String, in work: Work) throws
    -> Principal
  {
    let origin = Origin(token: token, reason: reason)
    guard let account else { return Principal.host(named: name).coming(from: origin) }
    let principal = try principal(of: account, in: work.db, at: work.now).coming(from: origin)
    guard let token else { return principal }
    let shown = try Token.existing(account, token, in: work.db)
    guard shown.until.map({ $0 > work.now }) ?? true else {
      throw Fault(
        .forbidden, en: "the token \(token) of \(account) has ended",
        es: "el token \(token) de \(account) ha terminado",
        hint: Text(en: "whoever still wants it asks again", es: "quien aún lo quiera, que lo pida de nuevo"))
    }
    return principal.limited(toToken: token, shown.grants)
  }

  /// Somebody who has shown to be the account's owner, without its roles: for what everybody may with their own.
  package static func owner(of address: Address) -> Principal {
    Principal(account: address, grants: Role.user.grants(in: .account(address)))
  }

  private static func grants(of address: Address, in db: any Database, at now: Date) throws -> [Grant] {
    let assigned = try RoleAssignment.list(AssignmentFilter(account: address), in: db)
      .filter { $0.until.map { $0 > now } ?? true }
    return try assigned.reduce(into: Role.user.grants(in: .account(address))) { grants, assignment in
      guard let role = try Role.find(assignment.role, in: db) else { return }
      grants += role.grants(in: assignment.scope, over: try assignment.accounts(in: db, at: now))
    }
  }

  /// Throws if `address` may more than who asks: whoever sets its password or makes it a token could act as it. That
  /// goes for a token and its owner too.
  static func requireNoStronger(_ address: Address, in work: Work) throws {
    let principal = work.principal
    guard principal.account != address || principal.origin.token != nil else { return }
    for grant in try grants(of: address, in: work.db, at: work.now) where grant.effect == .allow {
      guard grant.source != .role(Role.user.name) else { continue }
      try principal.requireToHold([grant.permissions], in: grant.scope)
    }
    if principal.account != address { try Administrators.guardActing(as: address, in: work) }
  }
}

extension Principal {
  /// Nobody gives, takes or changes rights that are not theirs.
  func requireToHold(_ permissions: [PermissionPattern], in scope: Scope) throws(Fault) {
    guard let missing = permissions.first(where: { !holds($0, in: scope) }) else { return }
    throw Fault(
      .forbidden, en: "\(name) does not hold \(missing) in \(scope), and so cannot decide over it",
      es: "\(name) no tiene \(missing) en \(scope), y por eso no puede decidir sobre ello",
      hint: Text(
        en: "ask somebody who holds it, such as an administrator",
        es: "pídalo a quien lo tenga, como un administrador"))
  }
}

/// When a right ends by itself.
enum Expiry {
  static func check(_ until: Date?, at now: Date) throws(Fault) {
    guard let until, until <= now else { return }
    throw Fault(
      .invalid, en: "\(until.formatted(.iso8601)) is past", es: "\(until.formatted(.iso8601)) ya ha pasado",
      hint: Text(en: "name a day to come, or none", es: "indique un día futuro, o ninguno"), field: "until")
  }
}
