import Kernel
import MailModel
import Surface

/// The permissions that the product's requests ask for, by the names that people know them by.
package struct KnownPermissions: Sendable {
  /// Both the permissions themselves and the names of requests: `accounts.list` needs `accounts.read`.
  private let byName: [String: Permission]

  /// Where nothing is known, as in a test of one capability, every name will do.
  static let any = KnownPermissions(byName: [:])

  private init(byName: [String: Permission]) {
    self.byName = byName
  }

  init(_ doors: [Door]) {
    let permissions = doors.map { ($0.permission.name, $0.permission) }
    byName = Dictionary(doors.map { ($0.name, $0.permission) } + permissions) { _, own in own }
  }

  var all: [Permission] { Set(byName.values).sorted { $0.name < $1.name } }

  func permission(of action: String) throws(Fault) -> Permission {
    guard let permission = byName.isEmpty ? Permission(stringLiteral: action) : byName[action] else {
      throw Fault(
        .invalid, en: "nothing that Palomar does is called “\(action.prefix(60))”",
        es: "nada de lo que hace Palomar se llama «\(action.prefix(60))»",
        hint: Text(
          en: "“palomar user rights ADDRESS” shows the names", es: "«palomar user rights DIRECCIÓN» muestra los nombres"
        ),
        field: "action")
    }
    return permission
  }

  /// A slip of the pen would grant nothing, silently.
  func checked(_ patterns: [PermissionPattern], field: String) throws(Fault) -> [PermissionPattern] {
    guard patterns.count <= 200 else {
      throw Fault(
        .invalid, en: "\(patterns.count) permissions are too many", es: "\(patterns.count) permisos son demasiados",
        hint: Text(en: "name families, as accounts.*", es: "indique familias, como accounts.*"), field: field)
    }
    let permissions = Set(byName.values)
    let unknown = patterns.first { pattern in !permissions.isEmpty && !permissions.contains(where: pattern.contains) }
    guard let unknown else { return Set(patterns).sorted { $0.text < $1.text } }
    throw Fault(
      .invalid, en: "there is no permission \(unknown)", es: "no existe el permiso \(unknown)",
      hint: Text(
        en: "those there are: \(permissions.map(\.name).sorted().joined(separator: ", "))",
        es: "los que hay: \(permissions.map(\.name).sorted().joined(separator: ", "))"), field: field)
  }
}
