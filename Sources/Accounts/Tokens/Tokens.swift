import Foundation
import Kernel
import MailModel
import Store
import Surface

/// What programs sign in with. The doors of the whole product tell which permissions there are.
package func tokens(knowing product: [Door] = []) -> Capability {
  let known = KnownPermissions(product)
  return Capability(
    "tokens",
    migrations: [Token.migration],
    doors: [
      .action(AddToken.self) { $0.knowing(known) }, .action(ChangeToken.self) { $0.knowing(known) },
      .action(RemoveToken.self), .query(ListTokens.self), .query(ShowToken.self),
    ],
    commands: [TokenCommand.self],
    pages: TokensPage.pages + NewTokenPage.pages(known)
  )
}

/// From a secret that somebody shows to the principal that it stands for.
package enum Tokens {
  /// Seconds for which one record of a use or a refusal stands for all others, so that a busy token does not write all
  /// the time.
  static let precision: TimeInterval = 60

  /// The token's owner, with what the owner may now and the token lets through. Throws `forbidden` for a secret that
  /// opens nothing: unknown, revoked, ended, from elsewhere, or of an account that is not active.
  package static func principal(
    presenting secret: Secret, from address: IPAddress, reason: String? = nil, to plane: ControlPlane
  ) async throws -> Principal {
    let hash = BearerSecret.hash(of: secret)
    let now = plane.now()
    let address = address.unmapped
    let (found, verdict) = try await plane.store.read { db in
      guard let found = try Token.find(hash: hash, in: db) else { throw unknown }
      return (found, try found.owner(at: now, from: address, in: db))
    }
    let origin = Origin(address: address.text, token: found.name, reason: reason)
    switch verdict {
    case .success(let owner):
      if isDue(found.lastUsed, at: now) {
        try await plane.store.write { try found.recordUse(at: now, from: address, in: $0) }
      }
      return owner.coming(from: origin).limited(toToken: found.name, found.grants)
    case .failure(let fault):
      if isDue(found.lastRefused, at: now) {
        try await plane.store.write { db in
          let nobody = Principal(account: found.owner, grants: []).coming(from: origin)
          try Work(db: db, now: now, principal: nobody).record("tokens.refused", fault)
          try found.recordRefusal(at: now, in: db)
        }
      }
      throw fault
    }
  }

  private static func isDue(_ last: Date?, at now: Date) -> Bool {
    last.map { now >= $0 + precision } ?? true
  }

  private static var unknown: Fault {
    Fault(
      .forbidden, en: "this token opens nothing", es: "este token no abre nada",
      hint: Text(
        en: "it is mistyped or was revoked: ask for a new one", es: "está mal escrito o fue revocado: pida uno nuevo"))
  }
}

extension Token {
  /// Who it acts for now, or why it opens nothing.
  fileprivate func owner(at now: Date, from address: IPAddress, in db: any Database) throws -> Result<Principal, Fault>
  {
    do {
      try requireValid(at: now, from: address)
      return .success(try Rights.principal(of: owner, in: db, at: now))
    } catch let fault as Fault {
      return .failure(fault)
    }
  }

  fileprivate func requireValid(at now: Date, from address: IPAddress) throws(Fault) {
    if let until, until <= now {
      throw Fault(
        .forbidden, en: "the token \(name) ended on \(until.formatted(.iso8601))",
        es: "el token \(name) terminó el \(until.formatted(.iso8601))",
        hint: Text(en: "ask its owner for a new one", es: "pida uno nuevo a su dueño"))
    }
    guard networks.isEmpty || networks.contains(where: { $0.contains(address) }) else {
      throw Fault(
        .forbidden, en: "the token \(name) may not come from \(address)",
        es: "el token \(name) no puede venir de \(address)",
        hint: Text(en: "use it from one of its networks", es: "úselo desde una de sus redes"))
    }
  }
}
