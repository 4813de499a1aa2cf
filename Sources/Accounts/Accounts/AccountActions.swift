import Kernel
import MailModel
import Store

/// Opens a mailbox. Without a password nobody can sign in to it yet.
package struct AddAccount: Action {
  package static let name = "accounts.add"
  package static let route = Route.post("accounts")
  package static let permission: Permission = "accounts.add"
  package static let forms: [String: TextForm] = ["displayName": .line(0...200), "password": PasswordRule.form]
  package static let summary = Text(en: "Adds an account.", es: "Añade una cuenta.")
  package var address: Address
  package var displayName: String?
  package var quota: ByteCount?
  package var serviceClass: String?
  package var password: Secret?
  /// Groups that it joins in the same step.
  package var groups: [Address]?
  /// What `prepared` makes of the password; never on the wire.
  private var passwordHash: Secret?
  package var scope: Scope { .domain(address.domain) }

  private enum CodingKeys: String, CodingKey { case address, displayName, quota, serviceClass, password, groups }

  package init(
    address: Address, displayName: String? = nil, quota: ByteCount? = nil, serviceClass: String? = nil,
    password: Secret? = nil
  ) {
    self.address = address
    self.displayName = displayName
    self.quota = quota
    self.serviceClass = serviceClass
    self.password = password
  }

  /// With a password that was hashed before.
  init(address: Address, displayName: String?, quota: ByteCount?, serviceClass: String?, hash: PasswordHash?) {
    self.init(address: address, displayName: displayName, quota: quota, serviceClass: serviceClass)
    passwordHash = hash.map { Secret($0.text) }
  }

  package func prepared() throws -> AddAccount {
    guard let password else { return self }
    return ready(with: try ChosenPassword.hash(password, of: owner))
  }

  package func prepared(on plane: ControlPlane) async throws -> AddAccount {
    guard let password else { return self }
    return ready(with: try await ChosenPassword.hash(password, of: owner, on: plane))
  }

  private var owner: PasswordOwner { PasswordOwner(address: address, displayName: displayName ?? "") }

  private func ready(with hash: Secret) -> AddAccount {
    var ready = self
    ready.passwordHash = hash
    ready.password = nil
    return ready
  }

  package func perform(in work: Work) throws -> Account {
    let domain = try Domain.existing(address.domain, in: work.db)
    guard !address.local.contains("+") else {
      throw Fault(
        .invalid, en: "“\(address)” has a + in its name", es: "«\(address)» lleva un + en el nombre",
        hint: Text(
          en: "what follows a + is a detail that every account has by itself",
          es: "lo que sigue a un + es un detalle que toda cuenta tiene de por sí"), field: "address")
    }
    try Self.requireFree(address, in: work.db)
    var account = Account(
      address: address, displayName: try Self.checked(displayName ?? ""), quota: quota?.bytes == 0 ? nil : quota,
      created: work.now)
    account.serviceClass = try serviceClass.map { try ServiceClass.existing($0, in: work.db).name }
    if serviceClass == nil, quota == nil {
      account.serviceClass = domain.defaultClass
      account.quota = domain.defaultQuota
    }
    try account.insert(hash: passwordHash.map { PasswordHash(stored: $0) }, into: work.db)
    try Domain.requireRoom(address.domain, in: work.db)
    for group in groups ?? [] { try work.perform(JoinGroup(address: group, members: [address])) }
    try work.publish(.account, address.text)
    return account
  }

  static func requireFree(_ address: Address, in db: any Database) throws {
    if let present = try Account.find(address, in: db) {
      throw Fault(
        .conflict, en: "there is an account \(address) already", es: "ya existe la cuenta \(address)",
        hint: present.removed.map { _ in
          Text(
            en: "it was removed: bring it back with “palomar account restore \(address)”",
            es: "está eliminada: recupérela con «palomar account restore \(address)»")
        }, field: "address")
    }
    guard try Group.find(address, in: db) == nil else { throw Group.taken(address) }
    guard try Alias.find(address, in: db) == nil else {
      throw Fault(
        .conflict, en: "there is an alias \(address) already", es: "ya existe el alias \(address)",
        hint: Text(
          en: "remove it first: palomar alias remove \(address)", es: "elimínelo antes: palomar alias remove \(address)"
        ),
        field: "address")
    }
  }

  static func checked(_ name: String) throws(Fault) -> String {
    guard name.count <= 200, !UnseenCharacters.stand(in: name) else {
      throw Fault(
        .invalid, en: "the name is too long or holds characters that nobody sees",
        es: "el nombre es demasiado largo o tiene caracteres que no se ven",
        hint: Text(
          en: "use at most 200 characters, without control characters and marks that turn the direction of writing",
          es: "use como mucho 200 caracteres, sin los de control ni las marcas que cambian el sentido de la escritura"),
        field: "displayName")
    }
    return name
  }
}

/// Changes what is given and leaves the rest. A quota of 0 is no limit. What the account's class decides it takes a
/// reason to have otherwise.
package struct ChangeAccount: Action {
  package static let name = "accounts.change"
  package static let route = Route.put("accounts/{address}")
  package static let permission: Permission = "accounts.change"
  package static let forms: [String: TextForm] = ["displayName": .line(0...200), "reason": .line(0...500)]
  package static let summary = Text(en: "Changes an account.", es: "Modifica una cuenta.")
  package var address: Address
  package var displayName: String?
  package var quota: ByteCount?
  package var protocols: Protocols?
  package var forwards: Bool?
  /// Whether the main password opens mail programs.
  package var mainOpens: Bool?
  /// Why it differs from its class.
  package var reason: String?
  package var scope: Scope { .account(address) }

  package init(address: Address, displayName: String? = nil, quota: ByteCount? = nil) {
    self.address = address
    self.displayName = displayName
    self.quota = quota
  }

  package func perform(in work: Work) throws -> Account {
    let present = try Account.present(address, in: work.db)
    let shutsOut = protocols.map { $0 != present.protocols } == true || mainOpens == false
    return try work.change(present, endsSessions: shutsOut) { account in
      if let displayName, displayName != account.displayName {
        try work.requireNotFollowed(nameOf: address)
        account.displayName = try AddAccount.checked(displayName)
      }
      if let quota { account.quota = quota.bytes == 0 ? nil : quota }
      if let protocols { account.protocols = protocols }
      if let forwards { account.forwards = forwards }
      if let mainOpens { account.mainOpens = mainOpens }
      try override(&account)
    }
  }

  private var ownValues: Set<ServiceValue> {
    Set(
      [quota.map { _ in .quota }, protocols.map { _ in .protocols }, forwards.map { _ in .forwarding }].compactMap {
        $0
      })
  }

  private func override(_ account: inout Account) throws {
    let reason = try Reason.checked(reason ?? account.overrideReason)
    guard let serviceClass = account.serviceClass, !ownValues.isEmpty else { return }
    guard !reason.isEmpty else {
      throw Fault(
        .invalid, en: "\(address) has the class “\(serviceClass)”, which decides this",
        es: "\(address) tiene la clase «\(serviceClass)», que decide esto",
        hint: Text(
          en: "give a reason to have it otherwise, or change the class",
          es: "dé un motivo para que difiera, o cambie la clase"),
        field: "reason")
    }
    account.overrides = WordSet(account.overrides.words.union(ownValues))
    account.overrideReason = reason
  }
}

extension Work {
  /// Decides over what an account may at all, unless it may more than who asks: see `change`.
  func changeStanding(of before: Account, _ change: (inout Account) throws -> Void) throws -> Account {
    try Rights.requireNoStronger(before.address, in: self)
    return try self.change(before, change)
  }

  /// Changes an account, if `change` does: with what was there before on record, published, and its dates followed.
  /// Who may not sign in, before or after, has no session in console and API that a later change could revive.
  func change(_ before: Account, endsSessions: Bool = false, _ change: (inout Account) throws -> Void) throws -> Account
  {
    var account = before
    try change(&account)
    guard account != before else { return account }
    try record(before: before)
    try Administrators.keepingOne(in: self) { try account.update(in: db) }
    if try account.takesMore(than: before, in: db) { try Domain.requireRoom(account.address.domain, in: db) }
    if [before, account].contains(where: { $0.standing(at: now) != .active }) {
      try Session.end(allOf: account.address, in: db)
      try PasswordLink.remove(of: account.address, in: db)
    }
    try publish(.account, account.address.text, endsSessions: endsSessions)
    if account.lends(at: now) != before.lends(at: now) { try publishMembers(of: account.address) }
    try follow(account)
    return account
  }
}

extension Account {
  /// Whether it counts for more of what its domain may give out than it did.
  fileprivate func takesMore(than before: Account, in db: any Database) throws -> Bool {
    if before.removed != nil, removed == nil { return true }
    let quotas = try [before, self].map { try EffectiveService(of: $0, in: db).quota.value?.bytes ?? .max }
    return quotas[1] > quotas[0]
  }
}

package struct SetPassword: Action {
  package static let name = "accounts.setPassword"
  package static let route = Route.put("accounts/{address}/password")
  package static let permission: Permission = "accounts.setPassword"
  package static let forms: [String: TextForm] = ["password": PasswordRule.form]
  package static let summary = Text(en: "Sets a password.", es: "Establece una contraseña.")
  package var address: Address
  package var password: Secret
  package var scope: Scope { .account(address) }
  package var opens: Opening? { .noticeably(address) }
  private var passwordHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, password }

  package init(address: Address, password: Secret) {
    self.address = address
    self.password = password
  }

  /// With a password that was hashed before.
  init(address: Address, hash: PasswordHash) {
    self.init(address: address, password: Secret(""))
    passwordHash = Secret(hash.text)
  }

  package func prepared() throws -> SetPassword {
    guard passwordHash == nil else { return self }
    return ready(with: try ChosenPassword.hash(password, of: PasswordOwner(address: address)))
  }

  package func prepared(on plane: ControlPlane) async throws -> SetPassword {
    guard passwordHash == nil else { return self }
    return ready(with: try await ChosenPassword.hash(password, of: PasswordOwner(address: address), on: plane))
  }

  private func ready(with hash: Secret) -> SetPassword {
    var ready = self
    ready.passwordHash = hash
    ready.password = Secret("")
    return ready
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.person(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    try Account.set(hash: passwordHash, of: address, in: work)
    try Session.end(allOf: address, in: work.db)
    return account
  }
}
