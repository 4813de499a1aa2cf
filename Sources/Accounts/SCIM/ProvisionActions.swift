import Kernel
import MailFormats
import MailModel
import Store

/// Opens an account that another system has, or brings one back that was removed. Everything is done by the actions that a
/// person's hands would use: rights, limits and journal hold for each of them.
package struct AddUser: Action {
  package static let name = "provisioning.add"
  package static let route = Route.post("provisioning")
  package static let permission: Permission = "accounts.add"
  package static let summary = Text(
    en: "Opens an account that another system has.", es: "Abre una cuenta que tiene otro sistema.")
  package var user: WantedUser
  package var scope: Scope { .domain(user.address.domain) }

  init(_ user: WantedUser) {
    self.user = user
  }

  package func prepared(on plane: ControlPlane) async throws -> AddUser { AddUser(try await user.hashed(on: plane)) }

  package func perform(in work: Work) throws -> SCIMUser {
    guard try Account.find(user.address, in: work.db)?.removed != nil else {
      try work.perform(user.account)
      return try work.make(user, setsPassword: false)
    }
    try work.perform(RestoreAccount(address: user.address))
    return try work.make(user, setsPassword: true)
  }
}

/// Makes an account what another system says that it is.
package struct ChangeUser: Action {
  package static let name = "provisioning.change"
  package static let route = Route.put("provisioning/{address}")
  package static let permission: Permission = "accounts.change"
  package static let summary = Text(
    en: "Makes an account what another system says.", es: "Hace de una cuenta lo que otro sistema dice.")
  package var user: WantedUser
  package var scope: Scope { .account(user.address) }

  init(_ user: WantedUser) {
    self.user = user
  }

  package func prepared(on plane: ControlPlane) async throws -> ChangeUser {
    ChangeUser(try await user.hashed(on: plane))
  }

  package func perform(in work: Work) throws -> SCIMUser {
    try work.record(before: SCIMUser.existing(user.address, in: work.db))
    return try work.make(user, setsPassword: true)
  }
}

/// Removes an account that another system has no more. It can be restored for a while, as every one.
package struct RemoveUser: Action {
  package static let name = "provisioning.remove"
  package static let route = Route.delete("provisioning/{address}")
  package static let permission: Permission = "accounts.remove"
  package static let summary = Text(
    en: "Removes an account that another system has no more.", es: "Elimina una cuenta que otro sistema ya no tiene.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Account {
    var user = try SCIMUser.existing(address, in: work.db)
    try work.record(before: user)
    for alias in user.aliases { try work.removeOwn(alias, of: address) }
    // Its name in that system is free for another account from now on.
    user.stored.externalId = nil
    try user.stored.update(in: work.db)
    return try work.perform(RemoveAccount(address: address))
  }
}

extension Work {
  fileprivate func make(_ wanted: WantedUser, setsPassword: Bool) throws -> SCIMUser {
    let before = try SCIMUser.existing(wanted.address, in: db)
    let account = before.stored.account
    if wanted.displayName != account.displayName {
      try perform(ChangeAccount(address: wanted.address, displayName: wanted.displayName))
    }
    if wanted.active != (account.state == .active) {
      if wanted.active {
        try perform(ResumeAccount(address: wanted.address))
      } else {
        try perform(SuspendAccount(address: wanted.address, reason: "SCIM"))
      }
    }
    if setsPassword, let password = wanted.newPassword { try perform(password) }
    try lead(wanted.otherAddresses, to: wanted.address, before: before)
    var stored = before.stored
    stored.provider = principal.account ?? stored.provider ?? wanted.address
    stored.externalId = wanted.externalId
    stored.profile = wanted.profile
    try stored.update(in: db)
    return try SCIMUser.existing(wanted.address, in: db)
  }

  /// Makes and removes aliases. Addresses of other services are only kept.
  private func lead(_ addresses: Set<Address>, to account: Address, before: SCIMUser) throws {
    let known = WantedUser.addresses(in: before.resource["emails"]).subtracting([account])
    for address in known.subtracting(addresses).sorted() { try removeOwn(address, of: account) }
    for address in addresses.sorted() where try Domain.find(address.domain, in: db) != nil {
      if let present = try Alias.find(address, in: db) {
        guard present.targets != [account] else { continue }
        throw Fault(
          .conflict, en: "\(address) leads to others already", es: "\(address) ya lleva a otros",
          hint: Text(en: "take another address", es: "use otra dirección"), field: "emails")
      }
      try perform(AddAlias(address: address, targets: [account]))
    }
  }

  /// An alias that leads to others as well stays.
  fileprivate func removeOwn(_ alias: Address, of account: Address) throws {
    guard try Alias.find(alias, in: db)?.targets == [account] else { return }
    try perform(RemoveAlias(address: alias))
  }
}

extension SCIMUser {
  static func find(_ address: Address, in db: any Database) throws -> SCIMUser? {
    try ProvisionedAccount.find(address, in: db).map { try SCIMUser($0, in: db) }
  }

  static func existing(_ address: Address, in db: any Database) throws -> SCIMUser {
    guard let user = try find(address, in: db) else {
      throw Fault(.notFound, en: "there is no user \(address)", es: "no existe el usuario \(address)")
    }
    return user
  }

  init(_ stored: ProvisionedAccount, in db: any Database) throws {
    self.init(stored: stored, aliases: try Alias.pointing(at: stored.account.address, in: db))
  }
}
