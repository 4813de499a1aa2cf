import Foundation
import Kernel
import MailModel
import Store

/// A person's or a program's mailbox, and the right to sign in to it.
package struct Account: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// Receives, signs in, sends.
    case active
    /// Receives; nobody signs in.
    case receiveOnly
    /// Neither receives nor signs in; its mail is kept.
    case suspended
  }

  package var address: Address
  package var displayName: String
  /// `nil` is no limit.
  package var quota: ByteCount?
  package var state: State
  package var created: Date

  package static let migration = Migration(
    "accounts",
    [
      """
      CREATE TABLE account (
        address TEXT PRIMARY KEY,
        domain TEXT NOT NULL REFERENCES domain (name),
        display_name TEXT NOT NULL,
        quota BIGINT NOT NULL CHECK (quota >= 0),
        password_hash TEXT,
        state TEXT NOT NULL CHECK (state IN ('active', 'receiveOnly', 'suspended')),
        created BIGINT NOT NULL
      )
      """,
      "CREATE INDEX account_domain ON account (domain, address)",
    ])

  private static let columns: SQL =
    "address, display_name AS \"displayName\", NULLIF(quota, 0) AS quota, state, created"

  static func find(_ address: Address, in db: any Database) throws -> Account? {
    try db.row("SELECT \(sql: columns) FROM account WHERE address = \(address)", as: Account.self)
  }

  static func existing(_ address: Address, in db: any Database) throws -> Account {
    guard let account = try find(address, in: db) else {
      throw Fault(
        .notFound, en: "there is no account \(address)", es: "no existe la cuenta \(address)",
        hint: Text(
          en: "“palomar account list” shows those there are", es: "«palomar account list» muestra las que hay"),
        field: "address")
    }
    return account
  }

  /// Accounts in the order of their addresses, after `key`; `search` is a beginning of the address.
  static func list(within visible: Visibility, search: String?, after key: String?, limit: Int, in db: any Database)
    throws -> [Account]
  {
    var filter: SQL = "address > \(key ?? "") AND \(sql: visible.condition(on: "domain"))"
    // A range instead of LIKE: it uses the index, and no character of the search has a meaning.
    if let search { filter = filter + " AND address >= \(search) AND address < \(search + "\u{10FFFF}")" }
    return try db.rows(
      "SELECT \(sql: columns) FROM account WHERE \(sql: filter) ORDER BY address LIMIT \(limit)", as: Account.self)
  }

  /// How many there are in each state.
  static func counts(in db: any Database) throws -> [State: Int] {
    struct Line: Decodable {
      var state: State
      var number: Int
    }
    let lines = try db.rows("SELECT state, COUNT(*) AS number FROM account GROUP BY state", as: Line.self)
    return Dictionary(lines.map { ($0.state, $0.number) }) { first, _ in first }
  }

  static func count(of domain: DomainName, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM account WHERE domain = \(domain)", as: Int.self) ?? 0
  }

  func insert(hash: PasswordHash?, into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO account (address, domain, display_name, quota, password_hash, state, created)
      VALUES (\(address), \(address.domain), \(displayName), \(quota?.bytes ?? 0), \(hash?.text), \(state.rawValue), \(created))
      """)
  }

  static func set(hash: Secret?, of address: Address, in work: Work) throws {
    try work.db.execute("UPDATE account SET password_hash = \(hash) WHERE address = \(address)")
    try work.publish(.account, address.text)
  }

  func update(in db: any Database) throws {
    try db.execute(
      """
      UPDATE account SET display_name = \(displayName), quota = \(quota?.bytes ?? 0), state = \(state.rawValue)
      WHERE address = \(address)
      """)
  }
}
