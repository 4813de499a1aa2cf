import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Lets somebody in whose password has been checked: with the proof of that, which no wire carries.
package struct OpenSession: Action {
  package static let name = "sessions.open"
  package static let route = Route.post("accounts/{address}/sessions")
  package static let permission: Permission = "sessions.open"
  package static let summary = Text(en: "Opens a session.", es: "Abre una sesión.")
  package var address: Address
  package var userAgent: String
  package var client: String
  package var isBound: Bool
  package var scope: Scope { .account(address) }
  /// The hash that the password was right for.
  private var passwordHash: Secret?
  private var secretHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, userAgent, client, isBound }

  init(address: Address, client: WebClient, isBound: Bool, passwordHash: Secret?, secretHash: Secret) {
    self.address = address
    userAgent = client.userAgent
    self.client = client.address
    self.isBound = isBound
    self.passwordHash = passwordHash
    self.secretHash = secretHash
  }

  package func perform(in work: Work) throws -> Session {
    let credentials = try AccountCredentials.find(address, at: work.now, in: work.db)
    guard let secretHash, let passwordHash, let credentials, credentials.isActive,
      credentials.passwordHash == passwordHash
    else {
      throw Fault(
        .forbidden, en: "the password has not been checked", es: "la contraseña no se ha comprobado",
        hint: Text(en: "sign in again", es: "inicie sesión de nuevo"))
    }
    try IdentityProvider.requireOtherWays(for: address, in: work.db)
    let session = Session(
      id: UUID().uuidString.lowercased(), address: address, userAgent: userAgent, client: client, isBound: isBound,
      awaitsCode: try SecondFactor.isInForce(for: address, in: work.db), created: work.now, seen: work.now)
    try session.insert(secretHash: secretHash, into: work.db)
    return session
  }
}

/// Completes a sign-in by the code of the second factor, or by a recovery code.
package struct PassSecondFactor: Action {
  package static let name = "sessions.pass"
  package static let route = Route.put("accounts/{address}/sessions/{id}")
  package static let permission: Permission = "sessions.open"
  package static let summary = Text(
    en: "Completes a sign-in by the second factor.", es: "Completa un inicio de sesión con el segundo factor.")
  package var address: Address
  package var id: String
  package var code: Secret
  package var scope: Scope { .account(address) }
  private var pending: Session?
  private var secretHash: Secret?

  private enum CodingKeys: String, CodingKey { case address, id, code }

  init(_ session: Session, code: Secret, secretHash: Secret) {
    address = session.address
    id = session.id
    self.code = code
    pending = session
    self.secretHash = secretHash
  }

  package func perform(in work: Work) throws -> Session {
    guard var session = pending, let secretHash, session.awaitsCode else {
      throw Fault(.conflict, en: "this session awaits no code", es: "esta sesión no espera ningún código")
    }
    try SecondFactor.require(code, of: address, at: work.now, in: work.db)
    try session.open(secretHash: secretHash, at: work.now, in: work.db)
    session.awaitsCode = false
    return session
  }
}

package struct ListSessions: Query {
  package static let name = "sessions.list"
  package static let route = Route.get("accounts/{address}/sessions")
  package static let permission: Permission = "sessions.read"
  package static let summary = Text(en: "Lists an account's sessions.", es: "Enumera las sesiones de una cuenta.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> [Session] {
    _ = try Account.existing(address, in: db)
    return try Session.all(of: address, in: db)
  }
}

/// Ends one session; whoever holds it must sign in again.
package struct EndSession: Action {
  package static let name = "sessions.end"
  package static let route = Route.delete("accounts/{address}/sessions/{id}")
  package static let permission: Permission = "sessions.end"
  package static let summary = Text(en: "Ends one session.", es: "Termina una sesión.")
  package var address: Address
  package var id: String
  package var scope: Scope { .account(address) }

  package init(address: Address, id: String) {
    self.address = address
    self.id = id
  }

  package func perform(in work: Work) throws -> EndedSessions {
    try Rights.requireNoStronger(address, in: work)
    guard try Session.end(id, of: address, in: work.db) else {
      throw Fault(
        .notFound, en: "\(address) has no such session", es: "\(address) no tiene esa sesión",
        hint: Text(en: "it may have ended by itself", es: "puede haber terminado por sí sola"), field: "id")
    }
    return EndedSessions(ended: 1)
  }
}

/// Ends every session of an account, in console and API.
package struct EndSessions: Action {
  package static let name = "sessions.endAll"
  package static let route = Route.delete("accounts/{address}/sessions")
  package static let permission: Permission = "sessions.end"
  package static let summary = Text(
    en: "Ends all sessions of an account.", es: "Termina todas las sesiones de una cuenta.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> EndedSessions {
    _ = try Account.existing(address, in: work.db)
    try Rights.requireNoStronger(address, in: work)
    return EndedSessions(ended: try Session.end(allOf: address, in: work.db))
  }
}

package struct EndedSessions: Codable, Sendable {
  /// How many.
  package var ended: Int
}
