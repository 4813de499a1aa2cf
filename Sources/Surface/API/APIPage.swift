import Kernel
import MailModel

/// The API's description for people: every operation with its fields and the permission that it needs.
enum APIPage {
  static func page(_ doors: [Door]) -> ConsolePage {
    let groups = Lazily { try data(of: doors) }
    return .show("/api", for: .signedIn) { _ in
      .page(
        PageContent(
          Text(en: "API", es: "API de Palomar"), template,
          ["document": "\(APIDoor.root)/openapi.json", "root": APIDoor.root, "groups": try groups.value()]))
    }
  }

  private static func data(of doors: [Door]) throws -> [any Sendable] {
    try Dictionary(grouping: doors, by: OpenAPI.tag(of:)).sorted { $0.key < $1.key }.map { name, doors in
      let operations = try doors.map { try data(of: $0, among: doors) as any Sendable }
      return ["name": name, "doors": operations as [any Sendable]] as [String: any Sendable]
    }
  }

  private static func data(of door: Door, among doors: [Door]) throws -> [String: any Sendable] {
    let fields = try door.shapes().request.fields.map { field in
      [
        "name": field.name, "required": field.isRequired, "form": field.shape.words,
        "place": place(of: field.name, in: door),
      ] as [String: any Sendable] as any Sendable
    }
    return [
      "method": door.route.method.rawValue, "path": "/\(door.route.path)", "summary": door.summary,
      "permission": door.permission.name, "fields": fields as [any Sendable], "any": !fields.isEmpty,
      "headers": OpenAPIHeaders.names(of: door, among: doors).joined(separator: ", "),
    ]
  }

  private static func place(of field: String, in door: Door) -> Text {
    if door.route.parameters.contains(field) { return Text(en: "path", es: "ruta") }
    return door.takesBody ? Text(en: "body", es: "cuerpo") : Text(en: "query", es: "consulta")
  }

  private static let template = PageTemplate(
    "api",
    texts: [
      "start": Text(en: "Below", es: "Por debajo de"),
      "token": Text(
        en: "with a token: Authorization: Bearer TOKEN. Errors are problem details (RFC 9457).",
        es: "con un token: Authorization: Bearer TOKEN. Los errores siguen la RFC 9457."),
      "document": Text(en: "The whole as OpenAPI 3.1", es: "El conjunto como OpenAPI 3.1"),
      "field": Text(en: "Field", es: "Campo"), "place": Text(en: "In", es: "En"), "form": Text(en: "Form", es: "Forma"),
      "required": Text(en: "required", es: "obligatorio"), "permission": Text(en: "Permission", es: "Permiso"),
      "headers": Text(en: "Headers", es: "Cabeceras"), "none": Text(en: "No fields.", es: "Sin campos."),
    ],
    """
    <p>{{t.start}} <code>{{root}}</code>, {{t.token}} <a href="{{document}}">{{t.document}}</a></p>
    {{#groups}}<section><h2>{{name}}</h2>
    {{#doors}}<details><summary><code>{{method}} {{path}}</code> {{summary}}</summary>
    <p class="quiet">{{t.permission}} <code>{{permission}}</code>{{#headers}} · {{t.headers}} <code>{{headers}}</code>{{/headers}}</p>
    {{^any}}<p class="quiet">{{t.none}}</p>{{/any}}
    {{#any}}<div class="table" role="region" aria-label="{{path}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.field}}</th><th scope="col">{{t.place}}</th><th scope="col">{{t.form}}</th></tr></thead>
    <tbody>{{#fields}}<tr><td><code>{{name}}</code>{{#required}} <span class="tag">{{t.required}}</span>{{/required}}</td><td>{{place}}</td><td>{{form}}</td></tr>
    {{/fields}}</tbody></table></div>{{/any}}
    </details>
    {{/doors}}</section>
    {{/groups}}
    """)
}

extension JSONShape {
  /// For people: what kind of value it is.
  fileprivate var words: Text {
    switch self {
    case .text(let form):
      form.format.map { Text(en: "text, \($0)", es: "texto, \($0)") } ?? Text(en: "text", es: "texto")
    case .choice(let words): Text(en: "one of \(Self.list(words))", es: "uno de \(Self.list(words))")
    case .integer: Text(en: "whole number", es: "número entero")
    case .number: Text(en: "number", es: "número")
    case .boolean: Text(en: "true or false", es: "true o false")
    case .list(let element): Text(en: "list of: \(element.words.en)", es: "lista de: \(element.words.es)")
    case .map(let value): Text(en: "object of: \(value.words.en)", es: "objeto de: \(value.words.es)")
    case .object(let fields):
      Text(en: "object: \(Self.list(fields.map(\.name)))", es: "objeto: \(Self.list(fields.map(\.name)))")
    case .either(let shapes):
      Text(
        en: Self.each(shapes.map(\.words.en)).joined(separator: " or "),
        es: Self.each(shapes.map(\.words.es)).joined(separator: " o "))
    case .nullable(let shape): Text(en: "\(shape.words.en) or null", es: "\(shape.words.es) o null")
    case .anything: Text(en: "anything", es: "cualquier cosa")
    }
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

  /// Without saying the same twice.
  private static func each(_ words: [String]) -> [String] {
    words.enumerated().filter { !words.prefix($0.offset).contains($0.element) }.map(\.element)
  }
}
