import Foundation
import Kernel
import MailModel
import Store

/// A domain that no mail is sent to for now. What comes for it waits in the queue; nothing is refused, nothing lost.
package struct Pause: Codable, Hashable, Sendable {
  package var domain: DomainName
  package var reason: String
  package var until: Date
  package var actor: String
  package var created: Date

  static let migration = Migration(
    "paused destinations",
    [
      """
      CREATE TABLE paused_destination (
        domain TEXT NOT NULL PRIMARY KEY,
        reason TEXT NOT NULL,
        until BIGINT NOT NULL,
        actor TEXT NOT NULL,
        created BIGINT NOT NULL
      )
      """
    ])

  static func all(in db: any Database) throws -> [Pause] {
    try db.rows(
      "SELECT domain, reason, until, actor, created FROM paused_destination ORDER BY domain", as: Pause.self)
  }

  static func find(_ domain: DomainName, in db: any Database) throws -> Pause? {
    try db.row(
      "SELECT domain, reason, until, actor, created FROM paused_destination WHERE domain = \(domain)", as: Pause.self)
  }

  func put(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO paused_destination (domain, reason, until, actor, created)
      VALUES (\(domain), \(reason), \(until), \(actor), \(created))
      ON CONFLICT (domain) DO UPDATE SET reason = excluded.reason, until = excluded.until, actor = excluded.actor,
        created = excluded.created
      """)
  }

  static func remove(_ domain: DomainName, in db: any Database) throws {
    try db.execute("DELETE FROM paused_destination WHERE domain = \(domain)")
  }

  /// What the service must be: nothing at all where nothing is paused.
  @Sendable static func contribute(to system: inout MailSystem, from db: any Database) throws {
    let domains = try all(in: db).map(\.domain)
    system.paused = domains.isEmpty ? nil : domains
  }
}
