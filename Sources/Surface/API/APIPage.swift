import MailModel

/// The API's description for people: every operation with its fields and the permission that it needs.
enum APIPage {
  static func page(_ doors: [Door]) -> ConsolePage {
    .show("/api", for: .signedIn) { request in
      let groups = Dictionary(grouping: doors, by: OpenAPI.tag(of:)).sorted { $0.key < $1.key }
      return .page(
        PageContent(
          Text(en: "API", es: "API de Palomar"), template,
          [
            "document": "\(APIDoor.root)/openapi.json", "root": APIDoor.root,
            "groups": groups.map { group -> any Sendable in
              [
                "name": group.key, "doors": group.value.map { data(of: $0) as any Sendable } as [any Sendable],
              ] as [String: any Sendable]
            } as [any Sendable],
          ]))
    }
  }

  private static func data(of door: Door) -> [String: any Sendable] {
    [
      "method": door.route.method.rawValue, "path": "/\(door.route.path)", "summary": door.summary,
      "permission": door.permission.name,
      "fields": fields(of: door),
    ]
  }

  private static func fields(of door: Door) -> String {
    let fields = (try? door.shapes())?.request.fields ?? []
    return fields.map { $0.name + ($0.isRequired ? "" : "?") }.joined(separator: ", ")
  }

  private static let template = PageTemplate(
    "api",
    texts: [
      "start": Text(en: "Below", es: "Por debajo de"),
      "token": Text(
        en: "with a token: Authorization: Bearer TOKEN. Errors are problem details (RFC 9457).",
        es: "con un token: Authorization: Bearer TOKEN. Los errores siguen la RFC 9457."),
      "document": Text(en: "The whole as OpenAPI 3.1", es: "El conjunto como OpenAPI 3.1"),
      "operation": Text(en: "Operation", es: "Operación"), "fields": Text(en: "Fields", es: "Campos"),
      "permission": Text(en: "Permission", es: "Permiso"),
    ],
    """
    <p>{{t.start}} <code>{{root}}</code>, {{t.token}} <a href="{{document}}">{{t.document}}</a></p>
    {{#groups}}<section><h2>{{name}}</h2><div class="table" role="region" aria-label="{{name}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.operation}}</th><th scope="col">{{t.fields}}</th><th scope="col">{{t.permission}}</th></tr></thead>
    <tbody>{{#doors}}<tr><td><code>{{method}} {{path}}</code><br>{{summary}}</td><td>{{fields}}</td><td><code>{{permission}}</code></td></tr>
    {{/doors}}</tbody></table></div></section>
    {{/groups}}
    """)
}
