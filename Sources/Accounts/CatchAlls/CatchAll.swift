import Foundation
import Kernel
import MailModel
import Store

/// The mailbox that gets a domain's mail for addresses that nobody has.
///
/// One mailbox of ours, of a person or shared: what strangers write to invented names goes neither out again in our
/// name nor into a group past its rules. Accounts, aliases and groups win, also those that take no mail at the moment.
package struct CatchAll: Codable, Hashable, Sendable {
  package var domain: DomainName
  package var target: Address
  package var created: Date

  package static let migration = Migration(
    "catch-alls",
    [
      """
      CREATE TABLE catch_all (
        domain TEXT PRIMARY KEY REFERENCES domain (name),
        target TEXT NOT NULL REFERENCES account (address),
        created BIGINT NOT NULL
      )
      """,
      "CREATE INDEX catch_all_target ON catch_all (target)",
    ])

  static func find(of domain: DomainName, in db: any Database) throws -> CatchAll? {
    try db.row("SELECT domain, target, created FROM catch_all WHERE domain = \(domain)", as: CatchAll.self)
  }

  static func existing(of domain: DomainName, in db: any Database) throws -> CatchAll {
    guard let catchAll = try find(of: domain, in: db) else {
      throw Fault(
        .notFound, en: "\(domain) refuses mail for addresses that nobody has",
        es: "\(domain) rechaza el correo de direcciones que nadie tiene",
        hint: Text(
          en: "“palomar domain catch-all \(domain) --to ADDRESS” gives it to a mailbox",
          es: "«palomar domain catch-all \(domain) --to DIRECCIÓN» se lo da a un buzón"), field: "domain")
    }
    return catchAll
  }

  static func all(within visible: Visibility = .everything, in db: any Database) throws -> [CatchAll] {
    try db.rows(
      "SELECT domain, target, created FROM catch_all WHERE \(sql: visible.condition(on: "domain")) ORDER BY domain",
      as: CatchAll.self)
  }

  /// The domains whose unknown addresses lead to `target`.
  static func domains(caughtBy target: Address, in db: any Database) throws -> [DomainName] {
    try db.rows("SELECT domain FROM catch_all WHERE target = \(target) ORDER BY domain").map {
      try $0.decoded(as: DomainName.self)
    }
  }

  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO catch_all (domain, target, created) VALUES (\(domain), \(target), \(created))
      ON CONFLICT (domain) DO UPDATE SET target = excluded.target
      """)
  }

  static func delete(of domain: DomainName, in db: any Database) throws {
    try db.execute("DELETE FROM catch_all WHERE domain = \(domain)")
  }
}
