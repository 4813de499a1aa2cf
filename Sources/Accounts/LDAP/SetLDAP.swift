import Foundation
import Kernel
import MailModel
import Store

/// Says which directory accounts come from. What is not given stays; the first time it takes URI and base.
package struct SetLDAP: Action {
  package static let name = "ldap.set"
  package static let route = Route.put("ldap")
  package static let permission: Permission = "ldap.set"
  package static let summary = Text(
    en: "Sets the directory that accounts come from.", es: "Configura el directorio del que vienen las cuentas.")
  package static let forms: [String: TextForm] = [
    "uri": TextForm(pattern: #"^ldaps?://[A-Za-z0-9.-]{1,200}(:[0-9]{1,5})?$"#),
    "authority": TextForm(pattern: #"^(/[^\u0000]{0,999})?$"#), "bindDN": .line(0...1_000),
    "base": .line(0...1_000), "password": TextForm(pattern: #"^[^\u0000]{1,1024}$"#),
    "filter": TextForm(pattern: #"^\([ -~]{1,1000}\)$"#), "groupFilter": TextForm(pattern: #"^(\([ -~]{1,1000}\))?$"#),
    "key": attribute, "address": attribute,
  ]
  private static let attribute = TextForm(pattern: "^[A-Za-z][A-Za-z0-9-]{0,63}$")

  package var kind: LDAPSource.Kind?
  package var uri: String?
  package var startsTLS: Bool?
  /// Empty for the system's.
  package var authority: String?
  /// Empty for nobody.
  package var bindDN: String?
  package var password: Secret?
  package var base: String?
  package var filter: String?
  /// Empty for no groups.
  package var groupFilter: String?
  package var key: String?
  package var address: String?
  package var names: [String]?
  package var aliases: [String]?
  package var members: [String]?
  /// Empty for none.
  package var serviceClass: String?
  package var mostLosses: Int?
  package var mostLossesPercent: Int?
  package var graceDays: Int?
  package var everyMinutes: Int?

  package init() {}

  package func perform(in work: Work) throws -> LDAPSource {
    let before = try LDAPSource.find(in: work.db)
    var source = try before ?? fresh()
    change(&source)
    try source.check()
    try checkPassword()
    if let name = source.serviceClass { source.serviceClass = try ServiceClass.existing(name, in: work.db).name }
    guard source != before || password != nil else { return source }
    if let before { try work.record(before: before) }
    if source != before { try work.requireSecondPersonForDirectory() }
    try source.save(password, after: before, in: work.db)
    return source
  }

  private func checkPassword() throws(Fault) {
    guard let scalars = password?.value.unicodeScalars else { return }
    guard (1...1_024).contains(scalars.count), !scalars.contains("\0") else {
      throw Fault(
        .invalid, en: "a password has 1 to 1024 characters", es: "una contraseña tiene de 1 a 1024 caracteres",
        field: "password")
    }
  }

  private func fresh() throws(Fault) -> LDAPSource {
    guard let uri, let base else {
      throw Fault(
        .invalid, en: "a directory has a URI and a base", es: "un directorio tiene una URI y una base",
        hint: Text(
          en: "give --uri ldaps://host:636 and --base dc=example,dc=org",
          es: "dé --uri ldaps://equipo:636 y --base dc=example,dc=org"), field: uri == nil ? "uri" : "base")
    }
    return LDAPSource(kind: kind ?? .openldap, uri: uri, base: base)
  }

  private func change(_ source: inout LDAPSource) {
    if let kind, kind != source.kind {
      source.kind = kind
      (source.filter, source.groupFilter) = (kind.filter, source.groupFilter.map { _ in kind.groupFilter })
      source.attributes = LDAPAttributes(kind)
    }
    source.uri = uri ?? source.uri
    source.startsTLS = startsTLS ?? source.startsTLS
    source.authority = Self.changed(source.authority, authority)
    source.bindDN = Self.changed(source.bindDN, bindDN)
    source.base = base ?? source.base
    source.filter = filter ?? source.filter
    source.groupFilter = Self.changed(source.groupFilter, groupFilter)
    change(&source.attributes)
    source.serviceClass = Self.changed(source.serviceClass, serviceClass)
    source.mostLosses = mostLosses ?? source.mostLosses
    source.mostLossesPercent = mostLossesPercent ?? source.mostLossesPercent
    source.graceDays = graceDays ?? source.graceDays
    source.everyMinutes = everyMinutes ?? source.everyMinutes
  }

  private func change(_ attributes: inout LDAPAttributes) {
    attributes.key = key ?? attributes.key
    attributes.address = address ?? attributes.address
    attributes.names = names ?? attributes.names
    attributes.aliases = aliases ?? attributes.aliases
    attributes.members = members ?? attributes.members
  }

  private static func changed(_ present: String?, _ given: String?) -> String? {
    guard let given else { return present }
    return given.isEmpty ? nil : given
  }
}

extension Work {
  /// Whoever says which directory holds can add, suspend and remove everybody by it: where one of these takes a second
  /// person, so does that.
  func requireSecondPersonForDirectory() throws {
    let means = [AddAccount.permission, SuspendAccount.permission, RemoveAccount.permission]
    let rule = try ApprovalRule.all(in: db).first { rule in means.contains(where: rule.permissions.contains) }
    if let rule { requireSecondPerson(because: rule.permissions.text) }
  }
}
