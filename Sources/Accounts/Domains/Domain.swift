import Foundation
import Kernel
import MailModel
import Store

/// A domain that the organisation receives mail for.
package struct Domain: Codable, Hashable, Sendable {
  package var name: DomainName
  /// The DKIM selector that signs now.
  package var selector: Selector
  package var created: Date
  package var limits = DomainLimits.none
  /// What a new account gets when nobody says otherwise.
  package var defaultClass: String?
  /// `nil` is no limit.
  package var defaultQuota: ByteCount?

  package static let migration = Migration(
    "domains",
    [
      """
      CREATE TABLE domain (
        name TEXT PRIMARY KEY,
        selector TEXT NOT NULL,
        created BIGINT NOT NULL
      )
      """
    ])

  package static let limits = Migration(
    "domain limits",
    [
      "ALTER TABLE domain ADD COLUMN max_accounts BIGINT", "ALTER TABLE domain ADD COLUMN max_aliases BIGINT",
      "ALTER TABLE domain ADD COLUMN max_quota BIGINT", "ALTER TABLE domain ADD COLUMN default_class TEXT",
      "ALTER TABLE domain ADD COLUMN default_quota BIGINT",
    ])

  private struct Line: Decodable {
    var name: DomainName
    var selector: Selector
    var created: Date
    var maxAccounts: Int?
    var maxAliases: Int?
    var maxQuota: ByteCount?
    var defaultClass: String?
    var defaultQuota: ByteCount?

    var domain: Domain {
      Domain(
        name: name, selector: selector, created: created,
        limits: DomainLimits(accounts: maxAccounts, aliases: maxAliases, quota: maxQuota), defaultClass: defaultClass,
        defaultQuota: defaultQuota)
    }
  }

  private static let columns: SQL = """
    name, selector, created, max_accounts AS "maxAccounts", max_aliases AS "maxAliases", max_quota AS "maxQuota",
    default_class AS "defaultClass", default_quota AS "defaultQuota"
    """

  static func find(_ name: DomainName, in db: any Database) throws -> Domain? {
    try db.row("SELECT \(sql: columns) FROM domain WHERE name = \(name)", as: Line.self)?.domain
  }

  static func existing(_ name: DomainName, in db: any Database) throws -> Domain {
    guard let domain = try find(name, in: db) else {
      throw Fault(
        .notFound, en: "\(name) is not a domain of this service", es: "\(name) no es un dominio de este servicio",
        hint: Text(en: "add it with “palomar domain add \(name)”", es: "añádalo con «palomar domain add \(name)»"),
        field: "domain")
    }
    return domain
  }

  static func all(within visible: Visibility = .everything, in db: any Database) throws -> [Domain] {
    try db.rows(
      "SELECT \(sql: columns) FROM domain WHERE \(sql: visible.condition(on: "name")) ORDER BY name", as: Line.self
    ).map(\.domain)
  }

  static func count(defaultingTo serviceClass: String, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM domain WHERE default_class = \(serviceClass)", as: Int.self) ?? 0
  }

  func update(in db: any Database) throws {
    try db.execute(
      """
      UPDATE domain SET max_accounts = \(limits.accounts), max_aliases = \(limits.aliases), max_quota = \(limits.quota),
        default_class = \(defaultClass), default_quota = \(defaultQuota)
      WHERE name = \(name)
      """)
  }
}
