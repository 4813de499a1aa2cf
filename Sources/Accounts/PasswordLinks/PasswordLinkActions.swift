import Foundation
import Kernel
import MailModel
import Store

/// A link that was just made; shown once.
package struct NewPasswordLink: Codable, Sendable {
  package var address: Address
  /// The whole of it, as a browser takes it.
  package var link: Secret
  package var until: Date
}

/// Makes a link by which the account's owner sets a new password, so that nobody else ever knows it. The password that
/// there is stays until then.
package struct MakePasswordLink: Action {
  package static let name = "accounts.makePasswordLink"
  package static let route = Route.post("accounts/{address}/password-link")
  package static let permission: Permission = "accounts.setPassword"
  package static let summary = Text(
    en: "Makes a link for a new password.", es: "Crea un enlace para una contraseña nueva.")
  package var address: Address
  package var scope: Scope { .account(address) }
  package var opens: Opening? { .noticeably(address) }
  /// Where the console is, which only the desired state tells.
  private var console = ""

  private enum CodingKeys: String, CodingKey { case address }

  package init(address: Address) {
    self.address = address
  }

  package func prepared(on plane: ControlPlane) async throws -> MakePasswordLink {
    var ready = self
    let system = try await plane.store.read { try plane.mailSystem($0) }
    let port = system.ports.console == 443 ? "" : ":\(system.ports.console)"
    // A service that only its own host reaches answers to this name there (its certificate has it).
    let host = system.listen.allSatisfy { $0 == .loopback } ? "localhost" : system.host.name
    ready.console = "https://\(host)\(port)"
    return ready
  }

  package func perform(in work: Work) throws -> NewPasswordLink {
    let account = try Account.present(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    guard account.standing(at: work.now) == .active else {
      throw Fault(
        .conflict, en: "\(address) may not sign in", es: "\(address) no puede iniciar sesión",
        hint: Text(
          en: "“palomar account show \(address)” says why", es: "«palomar account show \(address)» dice por qué"),
        field: "address")
    }
    let secret = BearerSecret.make()
    let minutes = try PasswordPolicy.present(in: work.db).linkMinutes
    let until = work.now + 60 * TimeInterval(minutes)
    try PasswordLink.put(BearerSecret.hash(of: secret), for: address, until: until, into: work.db)
    return NewPasswordLink(
      address: address, link: Secret("\(console)\(PasswordLinkPage.root)/\(secret.value)"), until: until)
  }
}

/// Sets a new password by a link, which no wire carries but the link's own page. Every session ends.
package struct ResetPassword: Action {
  package static let name = "ownPassword.reset"
  package static let route = Route.put("accounts/{address}/forgotten-password")
  package static let permission: Permission = "ownPassword.reset"
  package static let summary = Text(
    en: "Sets a new password by a link.", es: "Establece una contraseña nueva mediante un enlace.")
  package static let forms: [String: TextForm] = ["password": PasswordRule.form]
  package var address: Address
  package var password: Secret
  package var scope: Scope { .account(address) }
  private var linkSecret: Secret?
  private var passwordHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, password }

  init(address: Address, password: Secret, linkSecret: Secret) {
    self.address = address
    self.password = password
    self.linkSecret = linkSecret
  }

  package func prepared(on plane: ControlPlane) async throws -> ResetPassword {
    var ready = self
    ready.passwordHash = try await ChosenPassword.hash(password, of: PasswordOwner(address: address), on: plane)
    ready.password = Secret("")
    return ready
  }

  package func perform(in work: Work) throws -> Account {
    guard let linkSecret, let passwordHash,
      try PasswordLink.address(for: linkSecret, at: work.now, in: work.db) == address
    else { throw PasswordLink.over }
    let account = try Account.present(address, in: work.db)
    try Account.set(hash: passwordHash, of: address, in: work)
    try Session.end(allOf: address, in: work.db)
    return account
  }
}
