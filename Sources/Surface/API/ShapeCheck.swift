import Foundation
import Kernel
import MailModel

extension JSONShape {
  /// Refuses what the description does not have: a slip of the pen in a field's name would change nothing, silently.
  /// Kinds and values are checked where they are decoded.
  func check(_ value: Any, at path: String = "") throws {
    switch self {
    case .object(let fields):
      guard let object = value as? [String: Any] else { throw Malformed.form(of: path) }
      try Self.check(object, fields, at: path)
    case .list(let element):
      for part in value as? [Any] ?? [] { try element.check(part, at: path) }
    case .map(let element):
      for (name, part) in value as? [String: Any] ?? [:] { try element.check(part, at: Self.path(path, name)) }
    case .nullable(let shape):
      if !(value is NSNull) { try shape.check(value, at: path) }
    case .text, .choice, .integer, .number, .boolean, .either, .anything: break
    }
  }

  /// The store takes no NUL in a text (PostgreSQL's “Character Types”), so no request has one.
  static func refuseNUL(in value: Any, at path: String = "") throws(Malformed) {
    switch value {
    case let text as String where text.unicodeScalars.contains("\u{0}"): throw .form(of: path)
    case let list as [Any]: for part in list { try refuseNUL(in: part, at: path) }
    case let object as [String: Any]:
      for (name, part) in object { try refuseNUL(in: part, at: Self.path(path, name)) }
    default: break
    }
  }

  private static func check(_ object: [String: Any], _ fields: [Field], at path: String) throws {
    let known = Dictionary(fields.map { ($0.name, $0.shape) }) { first, _ in first }
    for (name, value) in object.sorted(by: { $0.key < $1.key }) {
      let place = Self.path(path, name)
      guard let shape = known[name] else { throw Malformed.unknown(place, known.keys.sorted()) }
      if value is NSNull, !shape.takesNull { throw Malformed.form(of: place) }
      try shape.check(value, at: place)
    }
  }

  private var takesNull: Bool {
    switch self {
    case .nullable, .anything: true
    default: false
    }
  }

  private static func path(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}

/// A request that has not the form of the description, whatever its values are.
struct Malformed: Error {
  let fault: Fault

  static let body = Malformed(
    fault: Fault(
      .invalid, en: "the request's body is not a JSON object", es: "el cuerpo de la petición no es un objeto JSON"))

  static func missing(_ name: String) -> Malformed {
    Malformed(
      fault: Fault(.invalid, en: "the field “\(name)” is missing", es: "falta el campo «\(name)»", field: name))
  }

  static func unknown(_ path: String, _ known: [String]) -> Malformed {
    let list = known.joined(separator: ", ")
    return Malformed(
      fault: Fault(
        .invalid, en: "there is no field “\(path.prefix(80))” here",
        es: "aquí no hay ningún campo «\(path.prefix(80))»",
        hint: known.isEmpty
          ? Text(en: "leave it out", es: "omítalo") : Text(en: "there are: \(list)", es: "los que hay: \(list)"),
        field: path))
  }

  static func form(of path: String) -> Malformed {
    Malformed(
      fault: Fault(
        .invalid, en: "the field “\(path)” does not have the form that is wanted",
        es: "el campo «\(path)» no tiene la forma esperada",
        hint: Text(en: "see the API's description", es: "consulte la descripción de la API"), field: path))
  }
}
