import AgentProtocol
import Kernel
import MailModel
import Store

/// Opens a mailbox. Without a password nobody can sign in to it yet.
package struct AddAccount: Action {
  package static let name = "accounts.add"
  package static let route = Route.post("accounts")
  package static let permission: Permission = "accounts.add"
  package static let summary = Text(en: "Adds an account.", es: "Añade una cuenta.")
  package var address: Address
  package var displayName: String?
  package var quota: ByteCount?
  package var password: Secret?
  /// What `prepared` makes of the password; never on the wire.
  private var passwordHash: Secret?
  package var scope: Scope { .domain(address.domain) }

  private enum CodingKeys: String, CodingKey { case address, displayName, quota, password }

  package init(address: Address, displayName: String? = nil, quota: ByteCount? = nil, password: Secret? = nil) {
    self.address = address
    self.displayName = displayName
    self.quota = quota
    self.password = password
  }

  package func prepared() throws -> AddAccount {
    guard let password else { return self }
    try PasswordRule.check(password)
    var ready = self
    ready.passwordHash = Secret(try PasswordHash(of: password).text)
    ready.password = nil
    return ready
  }

  package func perform(in work: Work) throws -> Account {
    _ = try Domain.existing(address.domain, in: work.db)
    guard !address.local.contains("+") else {
      throw Fault(
        .invalid, en: "“\(address)” has a + in its name", es: "«\(address)» lleva un + en el nombre",
        hint: Text(
          en: "what follows a + is a detail that every account has by itself",
          es: "lo que sigue a un + es un detalle que toda cuenta tiene de por sí"), field: "address")
    }
    try Self.requireFree(address, in: work.db)
    let account = Account(
      address: address, displayName: try Self.checked(displayName ?? ""), quota: quota, state: .active,
      created: work.now)
    try account.insert(hash: passwordHash.map { PasswordHash(stored: $0) }, into: work.db)
    try work.publish(.account, address.text)
    return account
  }

  static func requireFree(_ address: Address, in db: any Database) throws {
    guard try Account.find(address, in: db) == nil else {
      throw Fault(
        .conflict, en: "there is an account \(address) already", es: "ya existe la cuenta \(address)", field: "address")
    }
    guard try Alias.find(address, in: db) == nil else {
      throw Fault(
        .conflict, en: "there is an alias \(address) already", es: "ya existe el alias \(address)",
        hint: Text(
          en: "remove it first: palomar alias remove \(address)", es: "elimínelo antes: palomar alias remove \(address)"
        ),
        field: "address")
    }
  }

  static func checked(_ name: String) throws -> String {
    guard name.count <= 200, name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw Fault(
        .invalid, en: "the name is too long or holds control characters",
        es: "el nombre es demasiado largo o tiene caracteres de control",
        hint: Text(en: "use at most 200 characters", es: "use como mucho 200 caracteres"), field: "displayName")
    }
    return name
  }
}

/// Changes what is given and leaves the rest. A quota of 0 is no limit.
package struct ChangeAccount: Action {
  package static let name = "accounts.change"
  package static let route = Route.put("accounts/{address}")
  package static let permission: Permission = "accounts.change"
  package static let summary = Text(en: "Changes an account.", es: "Modifica una cuenta.")
  package var address: Address
  package var displayName: String?
  package var quota: ByteCount?
  package var state: Account.State?
  package var scope: Scope { .account(address) }

  package init(address: Address, displayName: String? = nil, quota: ByteCount? = nil, state: Account.State? = nil) {
    self.address = address
    self.displayName = displayName
    self.quota = quota
    self.state = state
  }

  package func perform(in work: Work) throws -> Account {
    let before = try Account.existing(address, in: work.db)
    var account = before
    if let displayName { account.displayName = try AddAccount.checked(displayName) }
    if let quota { account.quota = quota.bytes == 0 ? nil : quota }
    if let state { account.state = state }
    guard account != before else { return account }
    try work.record(before: before)
    try Administrators.keepingOne(in: work.db) { try account.update(in: work.db) }
    try work.publish(.account, address.text)
    return account
  }
}

package struct SetPassword: Action {
  package static let name = "accounts.setPassword"
  package static let route = Route.put("accounts/{address}/password")
  package static let permission: Permission = "accounts.setPassword"
  package static let summary = Text(en: "Sets a password.", es: "Establece una contraseña.")
  package var address: Address
  package var password: Secret
  package var scope: Scope { .account(address) }
  private var passwordHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, password }

  package init(address: Address, password: Secret) {
    self.address = address
    self.password = password
  }

  package func prepared() throws -> SetPassword {
    try PasswordRule.check(password)
    var ready = self
    ready.passwordHash = Secret(try PasswordHash(of: password).text)
    ready.password = Secret("")
    return ready
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.existing(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    try Account.set(hash: passwordHash, of: address, in: work)
    try Session.end(allOf: address, in: work.db)
    return account
  }
}

/// Removes an account. Its mail is set aside on the host, so that nobody inherits it.
package struct RemoveAccount: Action {
  package static let name = "accounts.remove"
  package static let route = Route.delete("accounts/{address}")
  package static let permission: Permission = "accounts.remove"
  package static let summary = Text(en: "Removes an account.", es: "Elimina una cuenta.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.existing(address, in: work.db)
    if let alias = try Alias.pointing(at: address, in: work.db).first {
      throw Fault(
        .conflict, en: "the alias \(alias) still points to \(address)", es: "el alias \(alias) aún apunta a \(address)",
        hint: Text(
          en: "remove the alias or point it elsewhere first", es: "elimine antes el alias o cámbiele el destino"))
    }
    try work.record(before: account)
    try Administrators.keepingOne(in: work.db) {
      try RoleAssignment.end(AssignmentFilter(account: address), in: work)
      try Token.end(of: address, in: work)
      try work.db.execute("DELETE FROM account WHERE address = \(address)")
    }
    try work.publish(.account, address.text)
    try work.enqueue(SetRemovedMailAside(address: address))
    return account
  }
}

/// Moves the mail of a removed account out of the way, unless the address is in use again.
struct SetRemovedMailAside: Job {
  static let name = "accounts.setMailAside"
  var address: Address

  func run(with plane: ControlPlane) async throws {
    let isBack = try await plane.store.read { try Account.find(address, in: $0) != nil }
    guard !isBack else { return }
    _ = try await plane.world.agent.call(ForgetSignIns(address: address, endsSessions: true))
    _ = try await plane.world.agent.call(SetMailAside(address: address))
  }
}
