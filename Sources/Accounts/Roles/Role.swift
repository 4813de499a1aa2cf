import Foundation
import Kernel
import MailModel
import Store

/// Permissions under a name. It says what, never where: that is said when it is assigned.
package struct Role: Codable, Hashable, Sendable {
  package var name: String
  package var description: Text
  package var allows: [PermissionPattern]
  package var denies: [PermissionPattern]
  /// Comes with Palomar and cannot be changed.
  package var isBuiltIn: Bool

  static let migration = Migration(
    "roles",
    [
      """
      CREATE TABLE role (
        name TEXT PRIMARY KEY,
        description TEXT NOT NULL,
        allows TEXT NOT NULL,
        denies TEXT NOT NULL,
        created BIGINT NOT NULL
      )
      """
    ])

  /// All that it speaks of: whoever gives, takes or changes it must hold all of that.
  var permissions: [PermissionPattern] { allows + denies }

  /// Over a group they hold over its `accounts`.
  func grants(in scope: Scope, over accounts: Set<Address> = []) -> [Grant] {
    allows.map { Grant(.allow, $0, in: scope, over: accounts, by: .role(name)) }
      + denies.map { Grant(.deny, $0, in: scope, over: accounts, by: .role(name)) }
  }

  private static let columns: SQL = "name, description, allows, denies, 0 AS \"isBuiltIn\""

  static func all(in db: any Database) throws -> [Role] {
    builtIn + (try db.rows("SELECT \(sql: columns) FROM role ORDER BY name", as: Role.self))
  }

  static func find(_ name: String, in db: any Database) throws -> Role? {
    try builtIn.first { $0.name == name }
      ?? db.row("SELECT \(sql: columns) FROM role WHERE name = \(name)", as: Role.self)
  }

  static func existing(_ name: String, in db: any Database) throws -> Role {
    guard let role = try find(name, in: db) else {
      throw Fault(
        .notFound, en: "there is no role \(name.prefix(60))", es: "no existe el rol \(name.prefix(60))",
        hint: Text(en: "“palomar role list” shows those there are", es: "«palomar role list» muestra los que hay"),
        field: "name")
    }
    return role
  }

  /// One that is the organisation's own, so that it may be changed.
  static func own(_ name: String, in db: any Database) throws -> Role {
    let role = try existing(name, in: db)
    guard !role.isBuiltIn else {
      throw Fault(
        .conflict, en: "the role \(name) comes with Palomar and stays as it is",
        es: "el rol \(name) viene con Palomar y se queda como está",
        hint: Text(
          en: "make one of your own with “palomar role add”", es: "cree uno propio con «palomar role add»"),
        field: "name")
    }
    return role
  }

  func insert(at now: Date, into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO role (name, description, allows, denies, created)
      VALUES (\(name), \(json: description), \(json: allows), \(json: denies), \(now))
      """)
  }

  func update(in db: any Database) throws {
    try db.execute(
      """
      UPDATE role SET description = \(json: description), allows = \(json: allows), denies = \(json: denies)
      WHERE name = \(name)
      """)
  }

  func delete(from db: any Database) throws {
    try db.execute("DELETE FROM role WHERE name = \(name)")
  }
}
