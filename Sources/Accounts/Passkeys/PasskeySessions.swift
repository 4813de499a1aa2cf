import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Lets somebody in by a passkey alone, which asked who is there: it stands for password and second factor.
package struct OpenSessionByPasskey: Action {
  package static let name = "sessions.openByPasskey"
  package static let route = Route.post("accounts/{address}/passkey-sessions")
  package static let permission: Permission = "sessions.open"
  package static let summary = Text(
    en: "Opens a session by a passkey.", es: "Abre una sesión con una llave de acceso.")
  package var address: Address
  package var passkey: String
  package var userAgent: String
  package var client: String
  package var scope: Scope { .account(address) }
  private var proof: PasskeyProof?

  private enum CodingKeys: String, CodingKey { case address, passkey, userAgent, client }

  init(_ passkey: Passkey, _ proof: PasskeyProof, client: WebClient) {
    address = passkey.address
    self.passkey = passkey.name
    userAgent = client.userAgent
    self.client = client.address
    self.proof = proof
  }

  package func perform(in work: Work) throws -> Session {
    guard let proof, let passkey = try Passkey.find(id: proof.assertion.id, in: work.db), passkey.address == address,
      proof.assertion.userHandle == passkey.handle
    else { throw Fault.wrongPasskey }
    guard try AccountCredentials.find(address, at: work.now, in: work.db)?.isActive == true else {
      throw Fault(
        .forbidden, en: "\(address) may not sign in", es: "\(address) no puede iniciar sesión",
        hint: Text(en: "ask your support team why", es: "pregunte el motivo a su equipo de soporte"))
    }
    try IdentityProvider.requireOtherWays(for: address, in: work.db)
    try proof.use(passkey, verified: true, at: work.now, in: work.db)
    let session = Session(
      id: UUID().uuidString.lowercased(), address: address, userAgent: userAgent, client: client, isBound: false,
      awaitsCode: false, created: work.now, seen: work.now)
    try session.insert(secretHash: proof.secretHash, into: work.db)
    return session
  }
}

/// Completes a sign-in by a passkey, after the password.
package struct PassByPasskey: Action {
  package static let name = "sessions.passByPasskey"
  package static let route = Route.put("accounts/{address}/passkey-sessions/{id}")
  package static let permission: Permission = "sessions.open"
  package static let summary = Text(
    en: "Completes a sign-in by a passkey.", es: "Completa un inicio de sesión con una llave de acceso.")
  package var address: Address
  package var id: String
  package var scope: Scope { .account(address) }
  private var pending: Session?
  private var proof: PasskeyProof?

  private enum CodingKeys: String, CodingKey { case address, id }

  init(_ session: Session, _ proof: PasskeyProof) {
    address = session.address
    id = session.id
    pending = session
    self.proof = proof
  }

  package func perform(in work: Work) throws -> Session {
    guard var session = pending, session.awaitsCode, let proof,
      let passkey = try Passkey.find(id: proof.assertion.id, in: work.db), passkey.address == address
    else { throw Fault.wrongPasskey }
    try proof.use(passkey, verified: false, at: work.now, in: work.db)
    try session.open(secretHash: proof.secretHash, at: work.now, in: work.db)
    session.awaitsCode = false
    return session
  }
}

/// What a passkey has signed, and what session it opens.
struct PasskeyProof: Sendable {
  var ceremony: PasskeyCeremony
  var assertion: PasskeyAssertion
  var secretHash: Secret

  /// Checks it, and keeps what the passkey says of itself.
  func use(_ passkey: Passkey, verified: Bool, at now: Date, in db: any Database) throws {
    guard passkey.relyingParty == ceremony.party.id else { throw Fault.wrongPasskey }
    let data = try ceremony.check(assertion, of: passkey, verified: verified)
    try passkey.recordUse(data, at: now, in: db)
  }
}

extension SecondFactor {
  /// Whether the password alone does not let this account in.
  static func isInForce(for address: Address, in db: any Database) throws -> Bool {
    try find(address, in: db)?.isConfirmed == true || !Passkey.all(of: address, in: db).isEmpty
  }
}
