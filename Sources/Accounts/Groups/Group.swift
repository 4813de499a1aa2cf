import Foundation
import Kernel
import MailModel
import Store

/// A distribution list: an address whose mail goes to all of its members.
package struct Group: Codable, Hashable, Sendable {
  /// Whose mail it takes.
  package enum Posting: String, Codable, Hashable, Sendable, CaseIterable {
    /// Anybody's.
    case anyone
    /// That of its members, and of those who are named besides.
    case members
    /// That of people of its own domain, and of those who are named besides.
    case domain
    /// That of those who are named alone: announcements. With nobody named it takes none.
    case listed
  }

  package var address: Address
  package var name: String
  package var posting: Posting
  /// Who may write to it besides; they need not be members.
  package var posters: [Address]
  package var created: Date
  /// Whether mail of those who may not write to it waits for its owners instead of being refused.
  package var moderated = false

  package static let migration = Migration(
    "groups",
    [
      """
      CREATE TABLE mail_group (
        address TEXT PRIMARY KEY,
        domain TEXT NOT NULL REFERENCES domain (name),
        name TEXT NOT NULL,
        posting TEXT NOT NULL CHECK (posting IN ('anyone', 'members', 'domain', 'listed')),
        created BIGINT NOT NULL
      )
      """,
      "CREATE INDEX mail_group_domain ON mail_group (domain, address)",
      """
      CREATE TABLE group_member (
        group_address TEXT NOT NULL REFERENCES mail_group (address),
        member TEXT NOT NULL,
        until BIGINT,
        created BIGINT NOT NULL,
        PRIMARY KEY (group_address, member)
      )
      """,
      "CREATE INDEX group_member_member ON group_member (member)",
      "CREATE INDEX group_member_until ON group_member (until)",
      """
      CREATE TABLE group_poster (
        group_address TEXT NOT NULL REFERENCES mail_group (address),
        poster TEXT NOT NULL,
        PRIMARY KEY (group_address, poster)
      )
      """,
    ])

  static let moderation = Migration(
    "group moderation",
    ["ALTER TABLE mail_group ADD COLUMN moderated BIGINT NOT NULL DEFAULT 0 CHECK (moderated IN (0, 1))"])

  private struct Line: Decodable {
    var address: Address
    var name: String
    var posting: Posting
    var created: Date
    var moderated: Bool
  }

  private struct Poster: Decodable {
    var group: Address
    var poster: Address
  }

  static func find(_ address: Address, in db: any Database) throws -> Group? {
    try groups(of: "address = \(address)", in: db).first
  }

  static func existing(_ address: Address, in db: any Database) throws -> Group {
    guard let group = try find(address, in: db) else {
      throw Fault(
        .notFound, en: "there is no group \(address)", es: "no existe el grupo \(address)",
        hint: Text(en: "“palomar group list” shows those there are", es: "«palomar group list» muestra los que hay"),
        field: "address")
    }
    return group
  }

  /// Groups in the order of their addresses, after `key`.
  static func list(within visible: Visibility, after key: String?, limit: Int, in db: any Database) throws -> [Group] {
    try groups(
      of: "address > \(key ?? "") AND \(sql: visible.condition(on: "domain")) ORDER BY address LIMIT \(limit)", in: db)
  }

  /// Those of `addresses` that are groups.
  static func among(_ addresses: Set<Address>, in db: any Database) throws -> [Address] {
    try Array(addresses).slices().flatMap { part in
      try db.rows("SELECT address FROM mail_group WHERE address IN \(list: Array(part))").map {
        try $0.decoded(as: Address.self)
      }
    }
  }

  static func count(of domain: DomainName, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM mail_group WHERE domain = \(domain)", as: Int.self) ?? 0
  }

  private static func groups(of condition: SQL, in db: any Database) throws -> [Group] {
    let lines = try db.rows(
      "SELECT address, name, posting, created, moderated FROM mail_group WHERE \(sql: condition)", as: Line.self)
    let posters = try db.rows(
      """
      SELECT group_address AS "group", poster FROM group_poster
      WHERE group_address IN (SELECT address FROM mail_group WHERE \(sql: condition)) ORDER BY poster
      """, as: Poster.self)
    let named = Dictionary(grouping: posters, by: \.group)
    return lines.map { line in
      Group(
        address: line.address, name: line.name, posting: line.posting,
        posters: named[line.address, default: []].map(\.poster), created: line.created, moderated: line.moderated)
    }
  }

  /// Writes it, whether it is there or not.
  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO mail_group (address, domain, name, posting, created, moderated)
      VALUES (\(address), \(address.domain), \(name), \(posting.rawValue), \(created), \(moderated))
      ON CONFLICT (address) DO UPDATE SET name = excluded.name, posting = excluded.posting,
        moderated = excluded.moderated
      """)
    try db.execute("DELETE FROM group_poster WHERE group_address = \(address)")
    for poster in posters {
      try db.execute("INSERT INTO group_poster (group_address, poster) VALUES (\(address), \(poster))")
    }
  }

  func delete(from db: any Database) throws {
    try db.execute("DELETE FROM group_poster WHERE group_address = \(address)")
    try db.execute("DELETE FROM group_member WHERE group_address = \(address)")
    try db.execute("DELETE FROM mail_group WHERE address = \(address)")
  }
}
