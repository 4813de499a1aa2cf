import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Removes an account. For a while it can be restored, with its mail; then it is purged.
package struct RemoveAccount: Action {
  package static let name = "accounts.remove"
  package static let route = Route.delete("accounts/{address}")
  package static let permission: Permission = "accounts.remove"
  package static let summary = Text(
    en: "Removes an account, which can be restored for a while.",
    es: "Elimina una cuenta, que puede recuperarse durante un tiempo.")
  package var address: Address
  /// How long it can be restored; 30 when nobody says.
  package var keepDays: QueryNumber?
  package var scope: Scope { .account(address) }

  package static let grace = 30
  private static let longest = 3_650

  package init(address: Address, keepDays: QueryNumber? = nil) {
    self.address = address
    self.keepDays = keepDays
  }

  package func perform(in work: Work) throws -> Account {
    let days = keepDays?.value ?? Self.grace
    guard (1...Self.longest).contains(days) else {
      throw Fault(
        .invalid, en: "an account cannot be kept for \(days) days", es: "una cuenta no puede conservarse \(days) días",
        hint: Text(
          en: "choose 1 to \(Self.longest); --purge is for at once",
          es: "elija de 1 a \(Self.longest); --purge es al momento"),
        field: "keepDays")
    }
    let present = try Account.present(address, in: work.db)
    try present.requireRemovable(in: work.db)
    return try work.changeStanding(of: present) { account in
      account.removed = work.now
      account.purge = work.now.addingTimeInterval(Double(days) * 86_400)
    }
  }
}

/// Brings a removed account back as it was, with its mail, its password, its roles and its tokens.
package struct RestoreAccount: Action {
  package static let name = "accounts.restore"
  package static let route = Route.post("accounts/{address}/restore")
  package static let permission: Permission = "accounts.restore"
  package static let summary = Text(en: "Restores a removed account.", es: "Recupera una cuenta eliminada.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.existing(address, in: work.db)
    guard account.removed != nil else {
      throw Fault(
        .conflict, en: "\(address) was not removed", es: "\(address) no está eliminada",
        hint: Text(
          en: "“palomar account show \(address)” shows its state",
          es: "«palomar account show \(address)» muestra su estado"),
        field: "address")
    }
    guard try Group.find(address, in: work.db) == nil else { throw Group.taken(address) }
    if try Alias.find(address, in: work.db) != nil {
      throw Fault(
        .conflict, en: "there is an alias \(address) now", es: "ahora existe el alias \(address)",
        hint: Text(
          en: "remove it first: palomar alias remove \(address)", es: "elimínelo antes: palomar alias remove \(address)"
        ),
        field: "address")
    }
    return try work.changeStanding(of: account) { account in
      account.removed = nil
      account.purge = nil
    }
  }
}

/// Ends an account for good. Its mail is set aside on the host, so that nobody inherits it.
package struct PurgeAccount: Action {
  package static let name = "accounts.purge"
  package static let route = Route.delete("accounts/{address}/mailbox")
  package static let permission: Permission = "accounts.purge"
  package static let summary = Text(en: "Ends an account for good.", es: "Acaba con una cuenta para siempre.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.existing(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    try account.requireRemovable(in: work.db)
    try work.record(before: account)
    try Administrators.keepingOne(in: work) {
      try RoleAssignment.end(AssignmentFilter(account: address), in: work)
      try Token.end(of: address, in: work)
      try Membership.end(allOf: address, in: work)
      try work.db.execute("DELETE FROM account WHERE address = \(address)")
    }
    try MailAccess.forget(address, in: work.db)
    try work.withdraw(key: "\(FollowCalendar.name) \(address)")
    // Whoever gets the address next has not been told to leave.
    try work.withdraw(key: Departure.key(of: address))
    try work.publish(.account, address.text)
    try work.enqueue(SetRemovedMailAside(address: address))
    return account
  }
}

extension Account {
  fileprivate func requireRemovable(in db: any Database) throws {
    guard hold == nil else {
      throw Fault(
        .conflict, en: "the mail of \(address) is on hold", es: "el correo de \(address) está retenido",
        hint: Text(
          en: "whoever may can release it: palomar account release \(address)",
          es: "quien pueda, levante la retención: palomar account release \(address)"), field: "address")
    }
    if let alias = try Alias.pointing(at: address, in: db).first {
      throw Fault(
        .conflict, en: "the alias \(alias) still points to \(address)", es: "el alias \(alias) aún apunta a \(address)",
        hint: Text(
          en: "remove the alias or point it elsewhere first", es: "elimine antes el alias o cámbiele el destino"))
    }
    if let domain = try CatchAll.domains(caughtBy: address, in: db).first {
      throw Fault(
        .conflict, en: "\(address) gets the mail for unknown addresses of \(domain)",
        es: "\(address) recibe el correo de direcciones desconocidas de \(domain)",
        hint: Text(
          en: "give it to another mailbox, or refuse it: palomar domain catch-all \(domain) --none",
          es: "déselo a otro buzón, o rechácelo: palomar domain catch-all \(domain) --none"), field: "address")
    }
  }
}

/// Moves the mail of a purged account out of the way, unless the address is in use again.
struct SetRemovedMailAside: Job {
  static let name = "accounts.setMailAside"
  var address: Address

  func run(with plane: ControlPlane) async throws {
    let isBack = try await plane.store.read { try Account.find(address, in: $0) != nil }
    guard !isBack else { return }
    _ = try await plane.world.agent.call(ForgetSignIns(address: address, endsSessions: true))
    _ = try await plane.world.agent.call(InstallMailRules(address: address, rules: MailRules()))
    _ = try await plane.world.agent.call(SetMailAside(address: address))
  }
}
