import Foundation
import Kernel
import MailModel
import Store

/// Somebody in a group: an account, an address elsewhere, an alias or another group.
package struct Membership: Codable, Hashable, Sendable {
  package var group: Address
  package var member: Address
  /// From this moment on the group's mail goes there no more, and its rules count it no more.
  package var until: Date?
  package var created: Date

  private static let columns: SQL = #"group_address AS "group", member, until, created"#

  static func find(_ member: Address, of group: Address, in db: any Database) throws -> Membership? {
    try db.row(
      "SELECT \(sql: columns) FROM group_member WHERE group_address = \(group) AND member = \(member)",
      as: Membership.self)
  }

  /// Those of a group in the order of their addresses, after `key`.
  static func list(of group: Address, after key: String? = nil, limit: Int, in db: any Database) throws -> [Membership]
  {
    try db.rows(
      """
      SELECT \(sql: columns) FROM group_member WHERE group_address = \(group) AND member > \(key ?? "")
      ORDER BY member LIMIT \(limit)
      """, as: Membership.self)
  }

  static func list(ofMember member: Address, in db: any Database) throws -> [Membership] {
    try db.rows(
      "SELECT \(sql: columns) FROM group_member WHERE member = \(member) ORDER BY group_address", as: Membership.self)
  }

  static func all(in db: any Database) throws -> [Membership] {
    try db.rows("SELECT \(sql: columns) FROM group_member ORDER BY group_address, member", as: Membership.self)
  }

  /// Everybody whose time in the group is not over, also by way of groups within it; these are among them.
  static func everybody(in group: Address, at now: Date, in db: any Database) throws -> Set<Address> {
    try Set(
      db.rows(
        """
        WITH RECURSIVE inside (address) AS (
          SELECT member FROM group_member WHERE group_address = \(group) AND (until IS NULL OR until > \(now))
          UNION
          SELECT m.member FROM group_member m JOIN inside i ON m.group_address = i.address
          WHERE m.until IS NULL OR m.until > \(now)
        )
        SELECT address FROM inside
        """
      ).map { try $0.decoded(as: Address.self) })
  }

  /// The group and all that it is in, itself or by way of others.
  static func groups(above group: Address, in db: any Database) throws -> Set<Address> {
    let above = try db.rows(
      """
      WITH RECURSIVE above (address) AS (
        SELECT group_address FROM group_member WHERE member = \(group)
        UNION
        SELECT m.group_address FROM group_member m JOIN above a ON m.member = a.address
      )
      SELECT address FROM above
      """)
    return try Set(above.map { try $0.decoded(as: Address.self) }).union([group])
  }

  static func expired(at now: Date, in db: any Database) throws -> [Membership] {
    try db.rows(
      "SELECT \(sql: columns) FROM group_member WHERE until <= \(now) ORDER BY until", as: Membership.self)
  }

  static func count(of group: Address, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM group_member WHERE group_address = \(group)", as: Int.self) ?? 0
  }

  func put(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO group_member (group_address, member, until, created)
      VALUES (\(group), \(member), \(until), \(created))
      ON CONFLICT (group_address, member) DO UPDATE SET until = excluded.until
      """)
  }

  func delete(from db: any Database) throws {
    try db.execute("DELETE FROM group_member WHERE group_address = \(group) AND member = \(member)")
  }

  /// Ends all of an account's with the account, and puts it on record. An alias that has its address keeps them.
  static func end(allOf member: Address, in work: Work) throws {
    guard try Alias.find(member, in: work.db) == nil, try Group.find(member, in: work.db) == nil else { return }
    let ended = try list(ofMember: member, in: work.db)
    guard !ended.isEmpty else { return }
    for membership in ended {
      try membership.delete(from: work.db)
      try work.publish(.group, membership.group.text)
    }
    try work.record("groups.ended", ended)
  }

  /// Refuses to take away an address that groups still lead to.
  static func requireNone(of member: Address, in db: any Database) throws {
    guard let first = try list(ofMember: member, in: db).first else { return }
    throw Fault(
      .conflict, en: "\(member) is still a member of the group \(first.group)",
      es: "\(member) aún es miembro del grupo \(first.group)",
      hint: Text(
        en: "take it out first: palomar group leave \(first.group) \(member)",
        es: "sáquela antes: palomar group leave \(first.group) \(member)"))
  }
}

/// The addresses that mail for an address comes to, over aliases and groups.
enum Reach {
  /// So many addresses one message may come to; Postfix takes twice as many (`virtual_alias_expansion_limit`).
  static let limit = 10_000

  /// All that lie downward of `start`, itself included.
  static func downward(of start: [Address], in db: any Database) throws -> Set<Address> {
    try closure(of: start) { try Alias.targets(of: $0, in: db) + members(of: $0, in: db) }
  }

  /// All whose mail comes to `start`, itself included.
  static func upward(of start: Address, in db: any Database) throws -> Set<Address> {
    try closure(of: [start]) { addresses in
      try addresses.flatMap {
        try Alias.pointing(at: $0, in: db) + Membership.list(ofMember: $0, in: db).map(\.group)
      }
    }
  }

  /// Refuses that mail for `address`, which is to lead to `targets` too, would come back to it, or go to too many; and
  /// that it would get into a group by way of another, unless whoever asks decides over both.
  static func check(_ address: Address, leadingTo targets: [Address], in work: Work) throws {
    let db = work.db
    let targets = try targets.map { try $0.withoutDetail }
    let below = try downward(of: targets, in: db)
    guard !below.contains(address) else {
      let loop = targets.count == 1 ? targets[0].text : address.text
      throw Fault(
        .conflict, en: "mail for \(address) would come back to it by way of \(loop)",
        es: "el correo de \(address) volvería a sí mismo pasando por \(loop)",
        hint: Text(
          en: "leave out the address that leads back", es: "deje fuera la dirección que conduce de vuelta"),
        field: "members")
    }
    let above = try upward(of: address, in: db)
    if try !Group.among(above, in: db).isEmpty {
      for group in try Group.among(below, in: db) {
        try work.principal.require(ChangeGroup.permission, in: .account(group))
      }
    }
    for above in above {
      let reached = try downward(of: [above], in: db).union(below).count
      guard reached <= limit else {
        throw Fault(
          .conflict, en: "mail for \(above) would go to \(reached) addresses; \(limit) are the most",
          es: "el correo de \(above) iría a \(reached) direcciones; el máximo es \(limit)",
          hint: Text(
            en: "split the group, or use a service for mass mail",
            es: "divida el grupo, o use un servicio de envíos masivos"), field: "members")
      }
    }
  }

  private static func closure(of start: [Address], _ next: ([Address]) throws -> [Address]) throws -> Set<Address> {
    var known = Set(start)
    var frontier = Array(known)
    while !frontier.isEmpty {
      let found = Set(try next(frontier).map { try $0.withoutDetail }).subtracting(known)
      known.formUnion(found)
      frontier = Array(found)
    }
    return known
  }

  private static func members(of groups: [Address], in db: any Database) throws -> [Address] {
    try groups.slices().flatMap { part in
      try db.rows("SELECT member FROM group_member WHERE group_address IN \(list: Array(part))").map {
        try $0.decoded(as: Address.self)
      }
    }
  }
}
