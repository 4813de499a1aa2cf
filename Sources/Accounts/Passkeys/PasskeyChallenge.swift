import Crypto
import Foundation
import MailModel
import Store

/// Random octets that a passkey signs: for one purpose, once, and soon.
struct PasskeyChallenge: Sendable {
  enum Purpose: String, Codable { case registration, signIn, secondFactor }

  let party: RelyingParty
  /// In Base64url.
  let text: String
  /// At a registration, whose passkey it becomes, as the authenticator is told; otherwise empty.
  let handle: String

  /// Seconds until it is too late; the browser is told the same.
  static let lifetime: TimeInterval = 300
  /// So many of one address wait at a time.
  private static let mostOfOneClient = 50

  /// Throws one open. `subject` is the session that it is for, or nothing at a sign-in.
  static func open(
    for purpose: Purpose, _ subject: String = "", handle: String = "", at party: RelyingParty, from client: String,
    now: Date, in db: any Database
  ) throws -> PasskeyChallenge {
    try db.execute("DELETE FROM passkey_challenge WHERE expires <= \(now)")
    let waiting = try db.value("SELECT COUNT(*) FROM passkey_challenge WHERE client = \(client)", as: Int.self) ?? 0
    guard waiting < mostOfOneClient else {
      throw Fault(
        .unavailable, en: "too many sign-ins from \(client) are under way",
        es: "hay demasiados inicios de sesión en curso desde \(client)",
        hint: Text(en: "try again in a few minutes", es: "inténtelo de nuevo en unos minutos"))
    }
    let text = random()
    try db.execute(
      """
      INSERT INTO passkey_challenge (hash, purpose, subject, handle, relying_party, origin, client, expires)
      VALUES (\(hash(of: text)), \(purpose.rawValue), \(subject), \(handle), \(party.id), \(party.origin), \(client),
        \(now + lifetime))
      """)
    return PasskeyChallenge(party: party, text: text, handle: handle)
  }

  /// 256 bits.
  static func random() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64URL
  }

  private struct Line: Decodable {
    var purpose: Purpose
    var subject: String
    var handle: String
    var relyingParty: String
    var origin: String
    var expires: Date
  }

  /// The challenge that stands in the client data. Whatever comes of it, nobody takes it a second time: so this is a
  /// transaction of its own.
  static func take(
    from clientData: String, for purpose: Purpose, _ subject: String = "", now: Date, in db: any Database
  ) throws -> PasskeyChallenge? {
    struct Carrier: Decodable {
      var challenge: String
    }
    guard let octets = Data(base64URL: clientData),
      let text = try? JSONDecoder().decode(Carrier.self, from: octets).challenge
    else { return nil }
    let line = try db.row(
      """
      DELETE FROM passkey_challenge WHERE hash = \(hash(of: text))
      RETURNING purpose, subject, handle, relying_party AS "relyingParty", origin, expires
      """, as: Line.self)
    guard let line, line.purpose == purpose, line.subject == subject, line.expires > now else { return nil }
    let party = RelyingParty(id: line.relyingParty, origin: line.origin)
    return PasskeyChallenge(party: party, text: text, handle: line.handle)
  }

  private static func hash(of text: String) -> String {
    Data(SHA256.hash(data: Data(text.utf8))).base64URL
  }
}

extension Fault {
  static let staleChallenge = Fault(
    .forbidden, en: "that took too long, or was sent twice", es: "ha tardado demasiado, o se envió dos veces",
    hint: Text(en: "begin again", es: "empiece de nuevo"), field: "passkey")
}
