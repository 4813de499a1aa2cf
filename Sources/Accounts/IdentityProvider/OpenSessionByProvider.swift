import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Lets somebody in for whom the identity provider vouches. A second factor that the account has here is asked for
/// nevertheless.
package struct OpenSessionByProvider: Action {
  package static let name = "sessions.openByProvider"
  package static let route = Route.post("accounts/{address}/provider-sessions")
  package static let permission: Permission = "sessions.open"
  package static let summary = Text(
    en: "Opens a session by the identity provider.", es: "Abre una sesión con el proveedor de identidad.")
  package var address: Address
  package var issuer: String
  /// Who it is there.
  package var subject: String
  package var userAgent: String
  package var client: String
  package var scope: Scope { .account(address) }
  private var secretHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, issuer, subject, userAgent, client }

  init(address: Address, issuer: String, subject: String, client: WebClient, secretHash: Secret) {
    self.address = address
    self.issuer = issuer
    self.subject = subject
    userAgent = client.userAgent
    self.client = client.address
    self.secretHash = secretHash
  }

  package func perform(in work: Work) throws -> Session {
    guard let secretHash, try IdentityProvider.find(in: work.db)?.issuer == issuer,
      try AccountCredentials.find(address, at: work.now, in: work.db)?.isActive == true
    else {
      throw Fault.provider(
        .forbidden, en: "the provider has not vouched for \(address)",
        es: "el proveedor no ha respondido por \(address)")
    }
    let session = Session(
      id: UUID().uuidString.lowercased(), address: address, userAgent: userAgent, client: client, isBound: false,
      awaitsCode: try SecondFactor.isInForce(for: address, in: work.db), created: work.now, seen: work.now)
    try session.insert(secretHash: secretHash, into: work.db)
    return session
  }
}
