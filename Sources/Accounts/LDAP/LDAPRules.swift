import Foundation
import MailModel

/// What settings of a directory must be, whoever gives them.
extension LDAPSource {
  static let ranges = (losses: 0...100_000, percent: 0...100, grace: 0...3_650, minutes: 0...10_080)

  func check() throws(Fault) {
    try checkServer()
    for name in attributes.all {
      guard name.wholeMatch(of: #/[A-Za-z][A-Za-z0-9-]{0,63}/#) != nil else {
        throw Fault(
          .invalid, en: "“\(name.prefix(40))” names no attribute", es: "«\(name.prefix(40))» no nombra un atributo",
          hint: Text(en: "as in mail or displayName", es: "como mail o displayName"), field: "attributes")
      }
    }
    try Self.check(filter: filter, "filter")
    if let groupFilter { try Self.check(filter: groupFilter, "groupFilter") }
    try Self.check(mostLosses, Self.ranges.losses, "mostLosses")
    try Self.check(mostLossesPercent, Self.ranges.percent, "mostLossesPercent")
    try Self.check(graceDays, Self.ranges.grace, "graceDays")
    try Self.check(everyMinutes, Self.ranges.minutes, "everyMinutes")
  }

  private func checkServer() throws(Fault) {
    guard uri.wholeMatch(of: #/ldaps?:\/\/[A-Za-z0-9.\-\[\]:]{1,255}\/?/#) != nil else {
      throw Fault(
        .invalid, en: "“\(uri.prefix(80))” names no directory server",
        es: "«\(uri.prefix(80))» no nombra un servidor de directorio",
        hint: Text(
          en: "write ldap://host:389 or ldaps://host:636", es: "escriba ldap://equipo:389 o ldaps://equipo:636"),
        field: "uri")
    }
    guard !startsTLS || uri.hasPrefix("ldap://") else {
      throw Fault(
        .invalid, en: "ldaps:// is encrypted from its first octet: StartTLS has no place in it",
        es: "ldaps:// va cifrado desde el primer octeto: StartTLS no cabe en él",
        hint: Text(en: "leave one of the two out", es: "omita uno de los dos"), field: "startsTLS")
    }
    guard bindDN == nil || isEncrypted || isOnThisHost else {
      throw Fault(
        .invalid, en: "\(uri) would carry the password for everybody to read",
        es: "\(uri) llevaría la contraseña a la vista de todos",
        hint: Text(en: "use ldaps://, or --start-tls yes", es: "use ldaps://, o --start-tls yes"), field: "uri")
    }
    try Self.check(name: base, "base")
    if let bindDN { try Self.check(name: bindDN, "bindDN") }
    guard let authority else { return }
    guard authority.hasPrefix("/"), authority.utf8.count <= 1_000, !UnseenCharacters.stand(in: authority) else {
      throw Fault(
        .invalid, en: "“\(authority.prefix(60))” is not an absolute path",
        es: "«\(authority.prefix(60))» no es una ruta absoluta",
        hint: Text(en: "begin at the root: /etc/ssl/…", es: "empiece por la raíz: /etc/ssl/…"), field: "authority")
    }
  }

  private var isEncrypted: Bool { startsTLS || uri.hasPrefix("ldaps://") }

  private var isOnThisHost: Bool {
    uri.wholeMatch(of: #/ldap:\/\/(localhost|127\.[0-9.]+|\[::1\])(:[0-9]+)?\/?/#) != nil
  }

  /// A distinguished name is the server's to judge; here it is a line of text.
  private static func check(name: String, _ field: String) throws(Fault) {
    guard name.utf8.count > 1_000 || UnseenCharacters.stand(in: name) else { return }
    throw Fault(
      .invalid, en: "a name of an entry is one line of at most 1000 octets",
      es: "el nombre de una entrada es una línea de 1000 octetos como mucho",
      hint: Text(en: "as in dc=example,dc=org", es: "como dc=example,dc=org"), field: field)
  }

  private static func check(filter: String, _ field: String) throws(Fault) {
    guard filter.hasPrefix("("), filter.hasSuffix(")"), filter.utf8.count <= 4_096,
      !UnseenCharacters.stand(in: filter)
    else {
      throw Fault(
        .invalid, en: "“\(filter.prefix(60))” is no filter", es: "«\(filter.prefix(60))» no es un filtro",
        hint: Text(en: "in parentheses, as in (mail=*)", es: "entre paréntesis, como (mail=*)"), field: field)
    }
  }

  private static func check(_ number: Int, _ range: ClosedRange<Int>, _ field: String) throws(Fault) {
    guard !range.contains(number) else { return }
    throw Fault(
      .invalid, en: "\(number) cannot be", es: "\(number) no puede ser",
      hint: Text(
        en: "choose \(range.lowerBound) to \(range.upperBound)",
        es: "elija de \(range.lowerBound) a \(range.upperBound)"
      ), field: field)
  }
}
