import Foundation
import Kernel
import MailModel
import Store

/// An account that follows an entry of the directory.
package struct FollowedAccount: Codable, Hashable, Sendable {
  package var address: Address
  package var key: String
  package var dn: String
  /// Since when the entry is gone.
  package var missing: Date?
  /// Whether it is suspended because the directory says so.
  package var suspended: Bool

  /// Part of what accounts are: every change of one asks whether it may be made here.
  static let migration = Migration(
    "followed accounts",
    [
      """
      CREATE TABLE ldap_account (
        address TEXT PRIMARY KEY REFERENCES account (address) ON DELETE CASCADE,
        key TEXT NOT NULL UNIQUE,
        dn TEXT NOT NULL,
        missing BIGINT,
        suspended BIGINT NOT NULL CHECK (suspended IN (0, 1))
      )
      """,
      """
      CREATE TABLE ldap_alias (
        alias TEXT PRIMARY KEY,
        address TEXT NOT NULL REFERENCES ldap_account (address) ON DELETE CASCADE
      )
      """,
      "CREATE INDEX ldap_alias_address ON ldap_alias (address)",
    ])

  private static let columns: SQL = "address, key, dn, missing, suspended"

  static func find(_ address: Address, in db: any Database) throws -> FollowedAccount? {
    try db.row("SELECT \(sql: columns) FROM ldap_account WHERE address = \(address)", as: FollowedAccount.self)
  }

  static func find(key: String, in db: any Database) throws -> FollowedAccount? {
    try db.row("SELECT \(sql: columns) FROM ldap_account WHERE key = \(key)", as: FollowedAccount.self)
  }

  static func all(in db: any Database) throws -> [FollowedAccount] {
    try db.rows("SELECT \(sql: columns) FROM ldap_account ORDER BY address", as: FollowedAccount.self)
  }

  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO ldap_account (address, key, dn, missing, suspended)
      VALUES (\(address), \(key), \(dn), \(missing), \(suspended))
      ON CONFLICT (address) DO UPDATE SET key = excluded.key, dn = excluded.dn, missing = excluded.missing,
        suspended = excluded.suspended
      """)
  }

  /// It is nobody's but ours from now on.
  func release(in db: any Database) throws {
    try db.execute("DELETE FROM ldap_account WHERE address = \(address)")
  }

  static func releaseAll(in db: any Database) throws {
    try db.execute("DELETE FROM ldap_account")
  }

  func aliases(in db: any Database) throws -> Set<Address> {
    Set(
      try db.rows("SELECT alias FROM ldap_alias WHERE address = \(address)").map { try $0.decoded(as: Address.self) })
  }

  func set(_ aliases: Set<Address>, in db: any Database) throws {
    try db.execute("DELETE FROM ldap_alias WHERE address = \(address)")
    for alias in aliases.sorted() {
      try db.execute(
        """
        INSERT INTO ldap_alias (alias, address) VALUES (\(alias), \(address))
        ON CONFLICT (alias) DO UPDATE SET address = excluded.address
        """)
    }
  }

  fileprivate static func owner(of alias: Address, in db: any Database) throws -> FollowedAccount? {
    try db.row(
      """
      SELECT \(sql: columns) FROM ldap_account
      WHERE address = (SELECT address FROM ldap_alias WHERE alias = \(alias))
      """, as: FollowedAccount.self)
  }
}

/// What the directory says is changed there: here it would be undone by the next synchronisation.
extension Work {
  func requireNotFollowed(nameOf address: Address) throws {
    guard !principal.isPalomar, let followed = try FollowedAccount.find(address, in: db) else { return }
    throw followed.refusal(
      Text(en: "the name of \(address)", es: "el nombre de \(address)"), field: "displayName")
  }

  func requireNotFollowed(alias: Address) throws {
    guard !principal.isPalomar, let owner = try FollowedAccount.owner(of: alias, in: db) else { return }
    throw owner.refusal(Text(en: "the alias \(alias)", es: "el alias \(alias)"), field: "address")
  }

  func requireNotFollowed(suspensionOf address: Address) throws {
    guard !principal.isPalomar, let followed = try FollowedAccount.find(address, in: db), followed.suspended else {
      return
    }
    throw followed.refusal(
      Text(en: "the suspension of \(address)", es: "la suspensión de \(address)"), field: "address")
  }
}

extension FollowedAccount {
  fileprivate func refusal(_ what: Text, field: String) -> Fault {
    Fault(
      .conflict, en: "\(what.en) comes from the directory: \(dn)", es: "\(what.es) viene del directorio: \(dn)",
      hint: Text(en: "change it there", es: "cámbielo allí"), field: field)
  }
}
