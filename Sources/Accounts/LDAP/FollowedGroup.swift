import Kernel
import MailModel
import Store

/// A group that follows an entry of the directory, and those of its members whom it has from there.
package struct FollowedGroup: Hashable, Sendable {
  package var address: Address
  package var key: String
  package var dn: String
  package var members: Set<Address> = []

  /// Part of what groups are: with a group goes what it follows.
  static let migration = Migration(
    "followed groups",
    [
      """
      CREATE TABLE ldap_group (
        address TEXT PRIMARY KEY REFERENCES mail_group (address) ON DELETE CASCADE,
        key TEXT NOT NULL UNIQUE,
        dn TEXT NOT NULL
      )
      """,
      """
      CREATE TABLE ldap_member (
        group_address TEXT NOT NULL REFERENCES ldap_group (address) ON DELETE CASCADE,
        member TEXT NOT NULL,
        PRIMARY KEY (group_address, member)
      )
      """,
    ])

  private struct Line: Decodable {
    var address: Address
    var key: String
    var dn: String
  }

  private struct Member: Decodable {
    var group: Address
    var member: Address
  }

  static func all(in db: any Database) throws -> [FollowedGroup] { try list("1 = 1", "1 = 1", in: db) }

  static func find(_ address: Address, in db: any Database) throws -> FollowedGroup? {
    try list("address = \(address)", "group_address = \(address)", in: db).first
  }

  static func find(key: String, in db: any Database) throws -> FollowedGroup? {
    let address = try db.value("SELECT address FROM ldap_group WHERE key = \(key)", as: Address.self)
    return try address.flatMap { try find($0, in: db) }
  }

  private static func list(_ groups: SQL, _ members: SQL, in db: any Database) throws -> [FollowedGroup] {
    let lines = try db.rows(
      "SELECT address, key, dn FROM ldap_group WHERE \(sql: groups) ORDER BY address", as: Line.self)
    let rows = try db.rows(
      "SELECT group_address AS \"group\", member FROM ldap_member WHERE \(sql: members)", as: Member.self)
    let known = Dictionary(grouping: rows, by: \.group)
    return lines.map { line in
      FollowedGroup(
        address: line.address, key: line.key, dn: line.dn,
        members: Set(known[line.address, default: []].map(\.member)))
    }
  }

  /// Writes it, whether it is there or not.
  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO ldap_group (address, key, dn) VALUES (\(address), \(key), \(dn))
      ON CONFLICT (address) DO UPDATE SET key = excluded.key, dn = excluded.dn
      """)
    try db.execute("DELETE FROM ldap_member WHERE group_address = \(address)")
    try db.insert(
      into: "ldap_member", columns: ["group_address", "member"], rows: members.sorted().map { [address, $0] })
  }

  func release(in db: any Database) throws {
    try db.execute("DELETE FROM ldap_group WHERE address = \(address)")
  }

  static func releaseAll(in db: any Database) throws {
    try db.execute("DELETE FROM ldap_group")
  }
}
