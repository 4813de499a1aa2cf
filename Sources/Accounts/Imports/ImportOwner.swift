import Foundation
import Kernel
import MailModel
import Store

/// Where the one who began an import came from, as its row keeps it.
struct ImportOrigin: Codable, Sendable {
  var address: String?
  var token: String?
  var reason: String?

  init(_ origin: Origin) {
    (address, token, reason) = (origin.address, origin.token, origin.reason)
  }

  var origin: Origin { Origin(address: address, token: token, reason: reason) }
}

extension Import {
  private struct Owner: Decodable {
    var actor: String
    var account: Address?
    var origin: ImportOrigin
  }

  /// Whoever began it, with the rights that they have at this moment: rights that were taken away meanwhile do not work
  /// on, and a token never does more than it says.
  func owner(in db: any Database, at now: Date) throws -> Principal {
    guard let owner = try db.row("SELECT actor, account, origin FROM import WHERE id = \(id)", as: Owner.self) else {
      throw Fault(.notFound, en: "the import \(id) is gone", es: "la importación \(id) ya no existe")
    }
    guard let account = owner.account else {
      return .localAdministrator(owner.actor.replacing(" (local)", with: "")).coming(from: owner.origin.origin)
    }
    let principal = try Rights.principal(of: account, in: db, at: now).coming(from: owner.origin.origin)
    guard let name = owner.origin.token else { return principal }
    let token = try Token.existing(account, name, in: db)
    try Expiry.check(token.until, at: now)
    return principal.limited(toToken: name, token.grants)
  }

  /// Makes whoever asks for the next step the owner of what is done from now on.
  func hand(to principal: Principal, in db: any Database) throws {
    try db.execute(
      """
      UPDATE import SET actor = \(principal.name), account = \(principal.account),
        origin = \(json: ImportOrigin(principal.origin)) WHERE id = \(id)
      """)
  }
}
