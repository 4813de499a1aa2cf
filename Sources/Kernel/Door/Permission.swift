import MailModel

/// The right to do one kind of thing, named after the action: `accounts.create`.
package struct Permission: Hashable, Codable, Sendable, ExpressibleByStringLiteral {
  package let name: String

  package init(stringLiteral name: String) {
    self.name = name
  }

  package init(from decoder: any Decoder) throws {
    name = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

/// What an action touches.
package enum Scope: Hashable, Sendable {
  case everything
  case domain(DomainName)
  /// One account: for its owner, oneself.
  case account(Address)

  /// As the journal and error texts show it.
  package var text: String {
    switch self {
    case .everything: "*"
    case .domain(let domain): domain.name
    case .account(let address): address.text
    }
  }
}

/// Who asks.
package struct Principal: Hashable, Sendable {
  /// As the journal shows it: `root (local)`, `system: directory.publish`.
  package let name: String
  package private(set) var origin = Origin()
  private let grants: Grants

  private enum Grants: Hashable, Sendable {
    case everything
    case nothing
    /// Permissions whose noun is one of `OwnPermissions.nouns`, on this account alone.
    case own(Address)
  }

  private init(name: String, grants: Grants) {
    self.name = name
    self.grants = grants
  }

  /// Somebody who reached the control socket as root or as Palomar's own user, which only they can.
  package static func localAdministrator(_ user: String) -> Principal {
    Principal(name: "\(user) (local)", grants: .everything)
  }

  /// Work that Palomar does by itself: a schedule or a job.
  package static func system(_ task: String) -> Principal {
    Principal(name: "system: \(task)", grants: .everything)
  }

  /// Somebody who signed in, and may see and change what is their own.
  package init(account: Address) {
    self.init(name: account.text, grants: .own(account))
  }

  /// Somebody whom nobody knows.
  package static let stranger = Principal(name: "stranger", grants: .nothing)

  package func coming(from origin: Origin) -> Principal {
    var principal = self
    principal.origin = origin
    return principal
  }

  package func may(_ permission: Permission, in scope: Scope) -> Bool {
    switch grants {
    case .everything: true
    case .nothing: false
    case .own(let address): scope == .account(address) && OwnPermissions.contain(permission)
    }
  }

  /// Throws unless this principal may ask for `request`.
  func require(_ request: some Request) throws(Fault) {
    let permission = type(of: request).permission
    guard !may(permission, in: request.scope) else { return }
    throw Fault(
      .forbidden, en: "\(name) may not \(permission.name) in \(request.scope.text)",
      es: "\(name) no puede \(permission.name) en \(request.scope.text)",
      hint: Text(en: "ask an administrator for that permission", es: "pida ese permiso a un administrador"))
  }
}
