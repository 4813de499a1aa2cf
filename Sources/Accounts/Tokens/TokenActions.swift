import Foundation
import Kernel
import MailModel
import Store

/// Makes a token for an account, with no more than whoever makes it holds. Its secret is in the outcome and nowhere else.
package struct AddToken: Action {
  package static let name = "tokens.add"
  package static let route = Route.post("accounts/{address}/tokens")
  package static let permission: Permission = "tokens.add"
  package static let forms: [String: TextForm] = ["name": TextForm(pattern: "^[a-z0-9][a-z0-9-]{0,39}$")]
  package static let summary = Text(en: "Makes an API token.", es: "Crea un token de API.")
  package var address: Address
  package var name: String
  package var permissions: [PermissionPattern]
  /// `nil` is everywhere that its owner may.
  package var domain: DomainName?
  package var networks: [Network]?
  package var until: Date?
  private var known: KnownPermissions = .any
  /// What `prepared` makes; never in the request.
  private var secret: Secret?
  package var scope: Scope { .account(address) }

  private enum CodingKeys: String, CodingKey { case address, name, permissions, domain, networks, until }

  package init(
    address: Address, name: String, permissions: [PermissionPattern], domain: DomainName? = nil,
    networks: [Network]? = nil, until: Date? = nil
  ) {
    self.address = address
    self.name = name
    self.permissions = permissions
    self.domain = domain
    self.networks = networks
    self.until = until
  }

  func knowing(_ permissions: KnownPermissions) -> AddToken {
    var action = self
    action.known = permissions
    return action
  }

  package func prepared() throws -> AddToken {
    var ready = self
    ready.secret = Token.makeSecret()
    return ready
  }

  package func perform(in work: Work) throws -> NewToken {
    let secret = self.secret ?? Token.makeSecret()
    _ = try Account.present(address, in: work.db)
    if let domain { _ = try Domain.existing(domain, in: work.db) }
    try checkName()
    try Expiry.check(until, at: work.now)
    let made = Token(
      owner: address, name: name, permissions: try known.checked(permissions, field: "permissions"),
      scope: domain.map(Scope.domain) ?? .everything, networks: networks ?? [], created: work.now, until: until)
    try work.principal.requireToHold(made.permissions, in: made.scope)
    try Rights.requireNoStronger(address, in: work)
    try made.requireWithinToken(in: work)
    guard try made.insert(hash: BearerSecret.hash(of: secret), into: work.db) else {
      throw Fault(
        .conflict, en: "\(address) has a token \(name) already", es: "\(address) ya tiene un token \(name)",
        hint: Text(en: "choose another name", es: "elija otro nombre"), field: "name")
    }
    return NewToken(token: made, secret: secret)
  }

  private func checkName() throws {
    guard name.wholeMatch(of: #/[a-z0-9][a-z0-9-]{0,39}/#) == nil else { return }
    throw Fault(
      .invalid, en: "a token cannot be called “\(name.prefix(60))”",
      es: "un token no puede llamarse «\(name.prefix(60))»",
      hint: Text(
        en: "take up to 40 small letters, digits and hyphens",
        es: "use hasta 40 letras minúsculas, cifras y guiones"), field: "name")
  }
}

/// Changes what is given and leaves the rest; its secret stays the same.
package struct ChangeToken: Action {
  package static let name = "tokens.change"
  package static let route = Route.put("accounts/{address}/tokens/{name}")
  package static let permission: Permission = "tokens.change"
  package static let summary = Text(en: "Changes an API token.", es: "Modifica un token de API.")
  package var address: Address
  package var name: String
  package var permissions: [PermissionPattern]?
  package var networks: [Network]?
  package var until: Date?
  private var known: KnownPermissions = .any
  package var scope: Scope { .account(address) }

  private enum CodingKeys: String, CodingKey { case address, name, permissions, networks, until }

  package init(
    address: Address, name: String, permissions: [PermissionPattern]? = nil, networks: [Network]? = nil,
    until: Date? = nil
  ) {
    self.address = address
    self.name = name
    self.permissions = permissions
    self.networks = networks
    self.until = until
  }

  func knowing(_ permissions: KnownPermissions) -> ChangeToken {
    var action = self
    action.known = permissions
    return action
  }

  package func perform(in work: Work) throws -> Token {
    let before = try Token.existing(address, name, in: work.db)
    var changed = before
    if let permissions { changed.permissions = try known.checked(permissions, field: "permissions") }
    if let networks { changed.networks = networks }
    if let until {
      try Expiry.check(until, at: work.now)
      changed.until = until
    }
    guard changed != before else { return before }
    try work.principal.requireToHold(changed.permissions, in: changed.scope)
    try Rights.requireNoStronger(address, in: work)
    try changed.requireWithinToken(in: work)
    try work.record(before: before)
    try changed.update(in: work.db)
    return changed
  }
}

/// Revokes a token: from now on nobody comes in with it.
package struct RemoveToken: Action {
  package static let name = "tokens.remove"
  package static let route = Route.delete("accounts/{address}/tokens/{name}")
  package static let permission: Permission = "tokens.remove"
  package static let summary = Text(en: "Revokes an API token.", es: "Revoca un token de API.")
  package var address: Address
  package var name: String
  package var scope: Scope { .account(address) }

  package init(address: Address, name: String) {
    self.address = address
    self.name = name
  }

  package func perform(in work: Work) throws -> Token {
    let found = try Token.existing(address, name, in: work.db)
    try work.record(before: found)
    try found.delete(from: work.db)
    return found
  }
}
