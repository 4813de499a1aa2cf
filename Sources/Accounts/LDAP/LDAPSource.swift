import Foundation
import Kernel
import MailModel
import Store

/// The organisation's directory: where it is, who in it has a mailbox, and how much of it may go at once.
package struct LDAPSource: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// People are `inetOrgPerson` (RFC 2798).
    case openldap
    case activeDirectory
  }

  package var kind: Kind
  package var uri: String
  /// Encrypts an `ldap://` connection.
  package var startsTLS: Bool
  /// A PEM file with the authorities to trust; `nil` trusts those of the system.
  package var authority: String?
  package var bindDN: String?
  /// Whether there is a password for `bindDN`.
  package var hasPassword = false
  package var base: String
  package var filter: String
  /// Which entries are groups; `nil` leaves groups to people here.
  package var groupFilter: String?
  package var attributes: LDAPAttributes
  /// The class of service of accounts that come anew.
  package var serviceClass: String?
  /// A synchronisation that would lose more accounts than this, or more than so many percent, changes nothing.
  package var mostLosses: Int
  package var mostLossesPercent: Int
  /// Days from suspension, when somebody is gone, to removal.
  package var graceDays: Int
  /// Minutes between two synchronisations; 0 is by hand alone.
  package var everyMinutes: Int

  package init(kind: Kind, uri: String, base: String) {
    self.kind = kind
    self.uri = uri
    self.base = base
    startsTLS = false
    filter = kind.filter
    groupFilter = kind.groupFilter
    attributes = LDAPAttributes(kind)
    mostLosses = 50
    mostLossesPercent = 10
    graceDays = 30
    everyMinutes = 60
  }

  static let migration = Migration(
    "ldap",
    [
      """
      CREATE TABLE ldap_source (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        settings TEXT NOT NULL,
        password TEXT
      )
      """,
      """
      CREATE TABLE ldap_run (
        id TEXT PRIMARY KEY,
        actor TEXT NOT NULL,
        started BIGINT NOT NULL,
        ended BIGINT,
        losses BIGINT,
        fault TEXT,
        report TEXT
      )
      """,
      "CREATE INDEX ldap_run_started ON ldap_run (started)",
    ])

  private struct Line: Decodable {
    var settings: LDAPSource
    var password: Secret?
  }

  private static func line(in db: any Database) throws -> Line? {
    try db.row("SELECT settings, password FROM ldap_source", as: Line.self)
  }

  static func find(in db: any Database) throws -> LDAPSource? { try line(in: db)?.settings }

  static func existing(in db: any Database) throws -> LDAPSource {
    guard let found = try find(in: db) else {
      throw Fault(
        .notFound, en: "no directory is set", es: "no hay ningún directorio configurado",
        hint: Text(
          en: "name it: palomar ldap set --uri ldaps://… --base …",
          es: "indíquelo: palomar ldap set --uri ldaps://… --base …"))
    }
    return found
  }

  /// With the server's password, as a search needs it.
  static func connection(in db: any Database) throws -> (source: LDAPSource, server: LDAPServer) {
    let source = try existing(in: db)
    return (source, source.server(try line(in: db)?.password))
  }

  /// A password is for the server and the name that it was given for: where one of these changes, it goes.
  mutating func save(_ password: Secret?, after before: LDAPSource?, in db: any Database) throws {
    let stays = before?.server(nil) == server(nil)
    let kept = try password ?? (stays ? Self.line(in: db)?.password : nil)
    hasPassword = kept != nil
    try db.execute(
      """
      INSERT INTO ldap_source (id, settings, password) VALUES (1, \(json: self), \(kept))
      ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, password = excluded.password
      """)
  }

  static func delete(from db: any Database) throws {
    try db.execute("DELETE FROM ldap_source")
  }

  private func server(_ password: Secret?) -> LDAPServer {
    LDAPServer(uri: uri, startsTLS: startsTLS, authority: authority, bindDN: bindDN, password: password)
  }

  var people: LDAPSearch { LDAPSearch(base: base, filter: filter, attributes: attributes.ofPeople) }

  var groups: LDAPSearch? {
    groupFilter.map { LDAPSearch(base: base, filter: $0, attributes: attributes.ofGroups) }
  }

  func person(at address: Address) -> LDAPSearch {
    let value = LDAPFilter.escaped(address.text)
    return LDAPSearch(
      base: base, filter: "(&\(filter)(\(attributes.address)=\(value)))", attributes: attributes.ofPeople)
  }
}
