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

  static func find(_ name: DomainName, in db: any Database) throws -> Domain? {
    try db.row("SELECT name, selector, created FROM domain WHERE name = \(name)", as: Domain.self)
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
      "SELECT name, selector, created FROM domain WHERE \(sql: visible.condition(on: "name")) ORDER BY name",
      as: Domain.self)
  }
}
