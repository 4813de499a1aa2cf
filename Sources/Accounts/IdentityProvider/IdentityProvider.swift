import Foundation
import MailModel
import Store

/// Who vouches for people besides their passwords: an OpenID Connect provider of the organisation.
package struct IdentityProvider: Codable, Hashable, Sendable {
  /// Its identifier: a URL, below which it describes itself (OpenID Connect Discovery 1.0 §4).
  package var issuer: String
  /// What it knows the console as.
  package var clientID: String
  /// The claim of its tokens that is the account's address.
  package var claim: String
  /// It vouches for accounts of these domains; none is all.
  package var domains: [DomainName]
  /// What the sign-in page calls it.
  package var label: String
  /// Whether these accounts come into the console through it alone.
  package var isRequired: Bool
  /// Whether the client has a secret.
  package var isConfidential: Bool
  var clientSecret: Secret?

  private enum CodingKeys: String, CodingKey {
    case issuer, clientID, claim, domains, label, isRequired, isConfidential
  }

  static let migration = Migration(
    "identity provider",
    [
      """
      CREATE TABLE identity_provider (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        issuer TEXT NOT NULL,
        client_id TEXT NOT NULL,
        client_secret TEXT,
        claim TEXT NOT NULL,
        domains TEXT NOT NULL,
        label TEXT NOT NULL,
        is_required BIGINT NOT NULL CHECK (is_required IN (0, 1))
      )
      """
    ])

  func vouches(for address: Address) -> Bool {
    domains.isEmpty || domains.contains(address.domain)
  }
}

/// The table, of one row at most.
extension IdentityProvider {
  private struct Line: Decodable {
    var issuer: String
    var clientID: String
    var clientSecret: Secret?
    var claim: String
    var domains: String
    var label: String
    var isRequired: Bool
  }

  static func find(in db: any Database) throws -> IdentityProvider? {
    let line = try db.row(
      """
      SELECT issuer, client_id AS "clientID", client_secret AS "clientSecret", claim, domains, label,
        is_required AS "isRequired" FROM identity_provider
      """, as: Line.self)
    return try line.map { line in
      IdentityProvider(
        issuer: line.issuer, clientID: line.clientID, claim: line.claim,
        domains: try line.domains.split(separator: " ").map { try DomainName(String($0)) }, label: line.label,
        isRequired: line.isRequired, isConfidential: line.clientSecret != nil, clientSecret: line.clientSecret)
    }
  }

  static func existing(in db: any Database) throws -> IdentityProvider {
    guard let found = try find(in: db) else {
      throw Fault(
        .notFound, en: "there is no identity provider", es: "no hay ningún proveedor de identidad",
        hint: Text(
          en: "name one with “palomar identity provider set”", es: "indique uno con «palomar identity provider set»"),
        field: "provider")
    }
    return found
  }

  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO identity_provider (id, issuer, client_id, client_secret, claim, domains, label, is_required)
      VALUES (1, \(issuer), \(clientID), \(clientSecret), \(claim), \(domains.map(\.name).joined(separator: " ")),
        \(label), \(isRequired))
      ON CONFLICT (id) DO UPDATE SET issuer = excluded.issuer, client_id = excluded.client_id,
        client_secret = excluded.client_secret, claim = excluded.claim, domains = excluded.domains,
        label = excluded.label, is_required = excluded.is_required
      """)
  }

  static func delete(from db: any Database) throws {
    try db.execute("DELETE FROM identity_provider")
  }

  /// Throws for an account that comes into the console through the provider alone.
  static func requireOtherWays(for address: Address, in db: any Database) throws {
    guard let provider = try find(in: db), provider.isRequired, provider.vouches(for: address) else { return }
    throw Fault(
      .forbidden, en: "\(address) signs in with \(provider.label)", es: "\(address) entra con \(provider.label)",
      hint: Text(
        en: "choose that on the sign-in page", es: "elíjalo en la página de inicio de sesión"), field: "provider")
  }
}
