import Foundation
import MailModel
import Store

/// A class of service: what the accounts in it may do, said once.
package struct ServiceClass: Codable, Hashable, Sendable {
  package var name: String
  /// `nil` is no limit.
  package var quota: ByteCount?
  package var protocols: Protocols
  /// Whether scripts of the user's own may send mail on to other addresses.
  package var forwards: Bool
  package var created: Date

  package static let migration = Migration(
    "service classes",
    [
      """
      CREATE TABLE service_class (
        name TEXT PRIMARY KEY,
        quota BIGINT NOT NULL CHECK (quota >= 0),
        protocols TEXT NOT NULL,
        forwards BIGINT NOT NULL CHECK (forwards IN (0, 1)),
        created BIGINT NOT NULL
      )
      """
    ])

  private static let columns: SQL = "name, NULLIF(quota, 0) AS quota, protocols, forwards, created"

  static func find(_ name: String, in db: any Database) throws -> ServiceClass? {
    try db.row("SELECT \(sql: columns) FROM service_class WHERE name = \(name)", as: ServiceClass.self)
  }

  static func existing(_ name: String, in db: any Database) throws -> ServiceClass {
    guard let found = try find(name, in: db) else {
      throw Fault(
        .notFound, en: "there is no class of service “\(name.prefix(60))”",
        es: "no existe la clase de servicio «\(name.prefix(60))»",
        hint: Text(en: "“palomar class list” shows those there are", es: "«palomar class list» muestra las que hay"),
        field: "serviceClass")
    }
    return found
  }

  /// There are few: they come whole.
  static func all(in db: any Database) throws -> [ServiceClass] {
    try db.rows("SELECT \(sql: columns) FROM service_class ORDER BY name", as: ServiceClass.self)
  }

  static func checked(_ name: String) throws(Fault) -> String {
    guard name.wholeMatch(of: #/[a-z0-9][a-z0-9._-]{0,39}/#) != nil else {
      throw Fault(
        .invalid, en: "“\(name.prefix(60))” cannot name a class of service",
        es: "«\(name.prefix(60))» no puede nombrar una clase de servicio",
        hint: Text(
          en: "use up to 40 lower-case letters, digits and . _ -", es: "use hasta 40 letras minúsculas, cifras y . _ -"),
        field: "name")
    }
    return name
  }

  /// Writes it, whether it is there or not.
  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO service_class (name, quota, protocols, forwards, created)
      VALUES (\(name), \(quota?.bytes ?? 0), \(protocols), \(forwards), \(created))
      ON CONFLICT (name) DO UPDATE SET quota = excluded.quota, protocols = excluded.protocols,
        forwards = excluded.forwards
      """)
  }
}
