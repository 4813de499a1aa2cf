import Foundation
import MailModel

/// What a column of the file says, by its header in either language.
package enum ImportColumn: String, Codable, Hashable, Sendable, CaseIterable {
  case address, name, password, hash
  case serviceClass, quota, aliases, groups, from, until

  /// Letters alone, without accents: how a header is written does not matter.
  private var headers: Set<String> {
    switch self {
    case .address:
      [
        "address", "email", "emailaddress", "mail", "mailbox", "account", "username", "user", "login", "direccion",
        "direcciondecorreo", "correo", "correoelectronico", "buzon", "cuenta", "usuario",
      ]
    case .name: ["name", "displayname", "fullname", "nombre", "nombrecompleto", "nombreyapellidos"]
    case .password: ["password", "contrasena", "clave"]
    case .hash: ["hash", "passwordhash", "resumen", "hashdecontrasena", "resumendecontrasena"]
    case .serviceClass: ["class", "serviceclass", "classofservice", "clase", "clasedeservicio"]
    case .quota: ["quota", "cuota", "limit", "limite"]
    case .aliases: ["aliases", "alias", "otheraddresses", "otrasdirecciones"]
    case .groups: ["groups", "group", "grupos", "grupo"]
    case .from: ["from", "validfrom", "start", "desde", "validadesde", "inicio", "alta"]
    case .until: ["until", "validuntil", "expires", "end", "hasta", "validahasta", "caduca", "fin", "baja"]
    }
  }

  /// The words that the handbook names.
  private static let known = Text(
    en: "address, name, password, hash, class, quota, aliases, groups, from, until",
    es: "dirección, nombre, contraseña, hash, clase, cuota, alias, grupos, desde, hasta")

  init?(header: String) {
    let plain = header.folding(options: [.diacriticInsensitive, .caseInsensitive, .widthInsensitive], locale: nil)
    let letters = plain.filter { $0.isLetter }
    guard let found = Self.allCases.first(where: { $0.headers.contains(letters) }) else { return nil }
    self = found
  }

  /// Each column of the file; throws what makes the whole file unreadable.
  static func columns(in headers: [String]) throws(Fault) -> [ImportColumn] {
    let found = headers.map { (header: $0, column: ImportColumn(header: $0)) }
    let unknown = found.filter { $0.column == nil }.map { "“\($0.header.prefix(40))”" }.joined(separator: ", ")
    guard unknown.isEmpty else {
      throw Fault(
        .invalid, en: "nobody knows these columns: \(unknown)", es: "nadie conoce estas columnas: \(unknown)",
        hint: Text(
          en: "the first line names them; those there are: \(known.en)",
          es: "la primera línea las nombra; las que hay: \(known.es)"))
    }
    let columns = found.compactMap(\.column)
    guard columns.contains(.address) else {
      throw Fault(
        .invalid, en: "no column has the addresses", es: "ninguna columna tiene las direcciones",
        hint: Text(en: "name one of them “address”", es: "llame a una de ellas «dirección»"))
    }
    guard let twice = columns.first(where: { column in columns.count { $0 == column } > 1 }) else { return columns }
    throw Fault(
      .invalid, en: "two columns are “\(twice.rawValue)”", es: "dos columnas son «\(twice.rawValue)»",
      hint: Text(en: "leave one of them out", es: "omita una de ellas"))
  }
}
