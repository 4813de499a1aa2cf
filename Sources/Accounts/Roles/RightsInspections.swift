import Kernel
import MailModel
import Store

/// May an account do something somewhere: yes or no, and because of what.
package struct DecideRight: Inspection {
  package static let name = "rights.decide"
  package static let route = Route.get("accounts/{address}/rights/decision")
  package static let permission: Permission = "rights.read"
  package static let summary = Text(
    en: "Says whether an account may do something, and why.", es: "Dice si una cuenta puede hacer algo, y por qué.")
  package var address: Address
  /// A permission, or the name of a request that needs one.
  package var action: String
  package var on: Scope
  private var known: KnownPermissions = .any
  package var scope: Scope { .account(address) }

  private enum CodingKeys: String, CodingKey { case address, action, on }

  package init(address: Address, action: String, on: Scope) {
    self.address = address
    self.action = action
    self.on = on
  }

  func knowing(_ permissions: KnownPermissions) -> DecideRight {
    var request = self
    request.known = permissions
    return request
  }

  package func inspect(with plane: ControlPlane) async throws -> Right {
    let permission = try known.permission(of: action)
    do {
      let principal = try await plane.store.read { try Rights.principal(of: address, in: $0, at: plane.now()) }
      return Right(permission, on, principal.decision(on: permission, in: on))
    } catch let fault as Fault where fault.code == .forbidden {
      return Right(permission, on, refusedBecause: fault.message)
    }
  }
}

/// All that an account may, and where it may not. Whoever may read an account's rights sees them wherever they hold:
/// they are the account's, not the domains'.
package struct ListRights: Inspection {
  package static let name = "rights.list"
  package static let route = Route.get("accounts/{address}/rights")
  package static let permission: Permission = "rights.read"
  package static let summary = Text(
    en: "Lists all that an account may do.", es: "Enumera todo lo que puede hacer una cuenta.")
  package var address: Address
  private var known: KnownPermissions = .any
  package var scope: Scope { .account(address) }

  private enum CodingKeys: String, CodingKey { case address }

  package init(address: Address) {
    self.address = address
  }

  func knowing(_ permissions: KnownPermissions) -> ListRights {
    var request = self
    request.known = permissions
    return request
  }

  package func inspect(with plane: ControlPlane) async throws -> [Right] {
    let principal = try await plane.store.read { try Rights.principal(of: address, in: $0, at: plane.now()) }
    let scopes = principal.namedScopes.union([.everything]).sorted()
    return known.all.flatMap { permission in
      let rights = scopes.map { Right(permission, $0, principal.generalDecision(on: permission, in: $0)) }
      return rights.filter { right in
        // Where the whole says the same, its parts need no line.
        let wider = rights.last { right.scope.isNarrower(than: $0.scope) }
        return right.isAllowed != (wider?.isAllowed ?? false)
      }
    }
  }
}

/// One answer about rights.
package struct Right: Codable, Hashable, Sendable {
  package var permission: Permission
  package var scope: Scope
  package var isAllowed: Bool
  /// The grant that decided; `nil` where none speaks of it.
  package var grant: Grant?
  package var reason: Text

  init(_ permission: Permission, _ scope: Scope, _ decision: Decision) {
    self.permission = permission
    self.scope = scope
    isAllowed = decision.isAllowed
    grant = decision.grant
    reason = decision.reason
  }

  init(_ permission: Permission, _ scope: Scope, refusedBecause reason: Text) {
    self.permission = permission
    self.scope = scope
    isAllowed = false
    self.reason = reason
  }
}
