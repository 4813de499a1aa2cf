import Kernel
import MailModel
import Surface

/// A new password for oneself, with the proof that the old one was right, which no wire carries: a comparison takes too
/// long for a transaction. Other sessions end; the one that asks goes on.
package struct ChangeOwnPassword: Action {
  package static let name = "ownPassword.change"
  package static let route = Route.put("accounts/{address}/own-password")
  package static let permission: Permission = "ownPassword.change"
  package static let summary = Text(
    en: "Changes one's own password.", es: "Cambia la contraseña propia.")
  package var address: Address
  package var password: Secret
  package var scope: Scope { .account(address) }
  /// The hash that the present password was right for.
  private var presentHash: Secret?
  private var passwordHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, password }

  init(address: Address, password: Secret, presentHash: Secret?) {
    self.address = address
    self.password = password
    self.presentHash = presentHash
  }

  package func prepared(on plane: ControlPlane) async throws -> ChangeOwnPassword {
    var ready = self
    ready.passwordHash = try await ChosenPassword.hash(password, of: PasswordOwner(address: address), on: plane)
    ready.password = Secret("")
    return ready
  }

  package func perform(in work: Work) throws -> Account {
    let account = try Account.existing(address, in: work.db)
    guard let presentHash, let passwordHash,
      try AccountCredentials.find(address, at: work.now, in: work.db)?.passwordHash == presentHash
    else { throw Self.refusal }
    try Account.set(hash: passwordHash, of: address, in: work)
    try Session.end(allOf: address, but: work.principal.origin.session, in: work.db)
    return account
  }

  static var refusal: Fault {
    Fault(
      .invalid, en: "the present password is not right", es: "la contraseña actual no es correcta",
      hint: Text(en: "type it again", es: "escríbala de nuevo"), field: "presentPassword")
  }
}
