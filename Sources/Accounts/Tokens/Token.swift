import Foundation
import Kernel
import MailModel
import Store

/// What a program shows instead of a password. It acts for the account that owns it, and never does more than that may
/// at the moment.
package struct Token: Codable, Hashable, Sendable {
  package var owner: Address
  package var name: String
  package var permissions: [PermissionPattern]
  package var scope: Scope
  /// The networks that it may come from; none is everywhere.
  package var networks: [Network]
  package var created: Date
  /// The moment at which it ends.
  package var until: Date?
  /// To the minute.
  package var lastUsed: Date?
  package var lastAddress: IPAddress?
  /// To the minute.
  package var lastRefused: Date?

  static let migration = Migration(
    "tokens",
    [
      """
      CREATE TABLE token (
        owner TEXT NOT NULL REFERENCES account (address),
        name TEXT NOT NULL,
        domain TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE,
        permissions TEXT NOT NULL,
        scope TEXT NOT NULL,
        networks TEXT NOT NULL,
        created BIGINT NOT NULL,
        until BIGINT,
        last_used BIGINT,
        last_address TEXT,
        last_refused BIGINT,
        PRIMARY KEY (owner, name)
      )
      """,
      "CREATE INDEX token_domain ON token (domain, owner, name)",
    ])

  /// Begins with a word by which scanners of leaked secrets know it.
  static func makeSecret() -> Secret {
    BearerSecret.make(prefix: "palomar_")
  }

  /// Orders the pages of a list: no space stands in either.
  var key: String { "\(owner) \(name)" }

  var grants: [Grant] {
    permissions.map { Grant(.allow, $0, in: scope, by: .token(name)) }
  }

  private static let columns: SQL = """
    owner, name, permissions, scope, networks, created, until, last_used AS "lastUsed", last_address AS "lastAddress",
      last_refused AS "lastRefused"
    """

  static func existing(_ owner: Address, _ name: String, in db: any Database) throws -> Token {
    let found = try db.row(
      "SELECT \(sql: columns) FROM token WHERE owner = \(owner) AND name = \(name)", as: Token.self)
    guard let found else {
      throw Fault(
        .notFound, en: "\(owner) has no token \(name.prefix(60))",
        es: "\(owner) no tiene ningún token \(name.prefix(60))",
        hint: Text(en: "“palomar token list” shows those there are", es: "«palomar token list» muestra los que hay"),
        field: "name")
    }
    return found
  }

  static func find(hash: Secret, in db: any Database) throws -> Token? {
    try db.row("SELECT \(sql: columns) FROM token WHERE hash = \(hash)", as: Token.self)
  }

  static func list(
    of owner: Address? = nil, within visible: Visibility, after key: String? = nil, limit: Int, in db: any Database
  ) throws -> [Token] {
    var filter = visible.condition(on: "domain")
    if let owner { filter = filter + " AND owner = \(owner)" }
    if let parts = key?.split(separator: " ").map(String.init), parts.count == 2 {
      filter = filter + " AND (owner, name) > (\(parts[0]), \(parts[1]))"
    }
    return try db.rows(
      "SELECT \(sql: columns) FROM token WHERE \(sql: filter) ORDER BY owner, name LIMIT \(limit)", as: Token.self)
  }

  /// Whether its name was free.
  func insert(hash: Secret, into db: any Database) throws -> Bool {
    try db.execute(
      """
      INSERT INTO token (owner, name, domain, hash, permissions, scope, networks, created, until)
      VALUES (\(owner), \(name), \(owner.domain), \(hash), \(json: permissions), \(scope), \(json: networks), \(created),
        \(until))
      ON CONFLICT (owner, name) DO NOTHING
      """) == 1
  }

  func update(in db: any Database) throws {
    try db.execute(
      """
      UPDATE token SET permissions = \(json: permissions), scope = \(scope), networks = \(json: networks),
        until = \(until) WHERE owner = \(owner) AND name = \(name)
      """)
  }

  func recordUse(at now: Date, from address: IPAddress, in db: any Database) throws {
    try db.execute(
      """
      UPDATE token SET last_used = \(now), last_address = \(address.text) WHERE owner = \(owner) AND name = \(name)
      """)
  }

  func recordRefusal(at now: Date, in db: any Database) throws {
    try db.execute("UPDATE token SET last_refused = \(now) WHERE owner = \(owner) AND name = \(name)")
  }

  func delete(from db: any Database) throws {
    try db.execute("DELETE FROM token WHERE owner = \(owner) AND name = \(name)")
  }

  /// Ends the tokens of an account that goes.
  static func end(of owner: Address, in work: Work) throws {
    try end(list(of: owner, within: .everything, limit: .max, in: work.db), in: work)
  }

  /// Ends the tokens that hold for a domain that goes.
  static func end(for scope: Scope, in work: Work) throws {
    try end(
      work.db.rows("SELECT \(sql: columns) FROM token WHERE scope = \(scope) ORDER BY owner, name", as: Token.self),
      in: work)
  }

  private static func end(_ tokens: [Token], in work: Work) throws {
    guard !tokens.isEmpty else { return }
    for token in tokens { try token.delete(from: work.db) }
    try work.record("tokens.ended", tokens)
  }
}

/// A token that was just made, with its secret: shown once.
package struct NewToken: Codable, Sendable {
  package var token: Token
  package var secret: Secret
}
