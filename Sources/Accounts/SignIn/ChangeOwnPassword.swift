import Kernel
import MailModel
import Surface

/// A new password for oneself, by the old one. Other sessions end; the one that asks goes on.
package struct ChangeOwnPassword: Action {
  package static let name = "ownPassword.change"
  package static let route = Route.put("accounts/{address}/own-password")
  package static let permission: Permission = "ownPassword.change"
  package static let summary = Text(
    en: "Changes one's own password.", es: "Cambia la contraseña propia.")
  package var address: Address
  package var presentPassword: Secret
  package var password: Secret
  /// The session that asks.
  package var session: String?
  package var scope: Scope { .account(address) }
  private var passwordHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, presentPassword, password, session }

  package init(address: Address, presentPassword: Secret, password: Secret, session: String? = nil) {
    self.address = address
    self.presentPassword = presentPassword
    self.password = password
    self.session = session
  }

  package func prepared() throws -> ChangeOwnPassword {
    try PasswordRule.check(password)
    var ready = self
    ready.passwordHash = Secret(try PasswordHash(of: password).text)
    ready.password = Secret("")
    return ready
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.existing(address, in: work.db)
    guard try AccountCredentials.find(address, at: work.now, in: work.db)?.admit(presentPassword) == true else {
      throw Fault(
        .invalid, en: "the present password is not right", es: "la contraseña actual no es correcta",
        hint: Text(en: "type it again", es: "escríbala de nuevo"), field: "presentPassword")
    }
    try Account.set(hash: passwordHash, of: address, in: work)
    try Session.end(allOf: address, but: session, in: work.db)
    return account
  }
}
