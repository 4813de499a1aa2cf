import Foundation
import Kernel
import MailModel
import Store

/// An address whose mail goes to others. Whoever it points to may also send as it.
package struct Alias: Codable, Hashable, Sendable {
  package var address: Address
  package var targets: [Address]
  package var created: Date

  package static let migration = Migration(
    "aliases",
    [
      """
      CREATE TABLE alias (
        address TEXT NOT NULL,
        target TEXT NOT NULL,
        domain TEXT NOT NULL REFERENCES domain (name),
        created BIGINT NOT NULL,
        PRIMARY KEY (address, target)
      )
      """,
      "CREATE INDEX alias_target ON alias (target)",
      "CREATE INDEX alias_domain ON alias (domain)",
    ])

  private struct Line: Decodable {
    var address: Address
    var target: Address
    var created: Date
  }

  static func find(_ address: Address, in db: any Database) throws -> Alias? {
    let lines = try db.rows(
      "SELECT address, target, created FROM alias WHERE address = \(address) ORDER BY target", as: Line.self)
    return lines.first.map { Alias(address: $0.address, targets: lines.map(\.target), created: $0.created) }
  }

  static func existing(_ address: Address, in db: any Database) throws -> Alias {
    guard let alias = try find(address, in: db) else {
      throw Fault(
        .notFound, en: "there is no alias \(address)", es: "no existe el alias \(address)",
        hint: Text(en: "“palomar alias list” shows those there are", es: "«palomar alias list» muestra los que hay"),
        field: "address")
    }
    return alias
  }

  /// The addresses of the aliases that point at `target`.
  static func pointing(at target: Address, in db: any Database) throws -> [Address] {
    try db.rows("SELECT address FROM alias WHERE target = \(target) ORDER BY address", as: [String: Address].self)
      .compactMap { $0["address"] }
  }

  /// The aliases that lead to `target` alone, straight or over others of the kind: addresses that are the person's own. One
  /// that leads to several people is nobody's.
  static func personal(of target: Address, in db: any Database) throws -> [Address] {
    var found: [Address] = []
    var frontier = [target]
    while let next = frontier.popLast(), found.count < mostPersonal {
      // With a detail part too: `+` is followed by `,` in the order of letters.
      let (first, end) = (next.local + "+", next.local + ",")
      let alone = try db.rows(
        """
        SELECT address, target FROM alias WHERE (target = \(next) OR (target > \(first) AND target < \(end)))
          AND NOT EXISTS (SELECT 1 FROM alias AS other
            WHERE other.address = alias.address AND other.target <> alias.target)
        ORDER BY address
        """, as: Edge.self
      ).filter { try $0.target.withoutDetail == next }.map(\.address)
      let new = alone.filter { !found.contains($0) && $0 != target }
      found += new
      frontier += new
    }
    return Array(found.prefix(mostPersonal)).sorted()
  }

  private static let mostPersonal = 100

  private struct Edge: Decodable {
    var address: Address
    var target: Address
  }

  /// Where the mail of any of `addresses` goes, as far as they are aliases.
  static func targets(of addresses: [Address], in db: any Database) throws -> [Address] {
    try addresses.slices().flatMap { part in
      try db.rows("SELECT target FROM alias WHERE address IN \(list: Array(part))").map {
        try $0.decoded(as: Address.self)
      }
    }
  }

  /// Whole aliases in the order of their addresses.
  static func list(where filter: SQL = "1 = 1", limit: Int, in db: any Database) throws -> [Alias] {
    let lines = try db.rows(
      """
      SELECT address, target, created FROM alias WHERE address IN (
        SELECT DISTINCT address FROM alias WHERE \(sql: filter) ORDER BY address LIMIT \(limit))
      ORDER BY address, target
      """, as: Line.self)
    return Dictionary(grouping: lines, by: \.address).values.compactMap { lines in
      lines.first.map { Alias(address: $0.address, targets: lines.map(\.target), created: $0.created) }
    }.sorted { $0.address.text < $1.address.text }
  }

  static func count(of domain: DomainName, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(DISTINCT address) FROM alias WHERE domain = \(domain)", as: Int.self) ?? 0
  }

  static func delete(_ address: Address, in db: any Database) throws {
    try db.execute("DELETE FROM alias WHERE address = \(address)")
  }

  func insert(into db: any Database) throws {
    for target in targets {
      try db.execute(
        """
        INSERT INTO alias (address, target, domain, created)
        VALUES (\(address), \(target), \(address.domain), \(created)) ON CONFLICT (address, target) DO NOTHING
        """)
    }
  }
}
