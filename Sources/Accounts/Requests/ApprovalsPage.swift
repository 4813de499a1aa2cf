import Kernel
import MailModel
import Surface

/// The two-person rule, as whoever decides about it sees and changes it.
enum ApprovalsPage {
  static func pages(_ known: KnownPermissions) -> [ConsolePage] {
    [
      .show(
        path, for: .holders(of: ListApprovals.permission),
        entry: .init(Text(en: "Two-person rule", es: "Regla de dos personas"), order: 65)
      ) { .page(try await page($0)) },
      .submit("\(path)/set", for: .holders(of: SetApproval.permission)) { request in
        try await after(request) {
          let threshold = request.form["threshold"].flatMap { Int($0.filter { !$0.isWhitespace }) } ?? 1
          _ = try await request.plane.perform(
            SetApproval(
              permissions: PermissionPattern(request.form["permissions", default: ""]),
              threshold: QueryNumber(threshold)
            ).knowing(known), as: request.principal())
        }
      },
      .submit("\(path)/remove", for: .holders(of: RemoveApproval.permission)) { request in
        try await after(request) {
          let pattern = try PermissionPattern(request.form["permissions", default: ""])
          _ = try await request.plane.perform(RemoveApproval(permissions: pattern), as: request.principal())
        }
      },
    ]
  }

  static let path = "/approvals"

  private static func after(_ request: PageRequest, _ work: () async throws -> Void) async throws -> PageReply {
    do {
      try await work()
      return .redirect(to: path)
    } catch let fault as Fault where fault.code == .invalid || fault.code == .conflict {
      return .page(try await page(request, fault))
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let rules = try await request.plane.ask(ListApprovals(), as: principal)
    let mayRemove = principal.may(RemoveApproval.permission, in: .everything)
    var data: [String: any Sendable] = [
      "any": !rules.isEmpty, "rules": rules.map { row(of: $0, mayRemove) } as [any Sendable],
    ]
    if principal.may(SetApproval.permission, in: .everything) { data["add"] = addForm(request, fault).data }
    return PageContent(
      Text(en: "Two-person rule", es: "Regla de dos personas"), template, data, status: fault == nil ? 200 : 422)
  }

  private static func row(of rule: ApprovalRule, _ mayRemove: Bool) -> any Sendable {
    let remove = ConsoleForm(
      "\(path)/remove", [FormField("permissions", .hidden, Text(verbatim: ""))],
      submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true, isInline: true,
      values: ["permissions": rule.permissions.text])
    let row: [String: any Sendable] = [
      "permissions": rule.permissions.text, "actor": rule.actor, "since": PageTime.text(rule.created),
      "from": rule.threshold == 1 ? Text(en: "always", es: "siempre") : Text(verbatim: "\(rule.threshold)"),
      "remove": mayRemove ? remove.data : [:] as [String: any Sendable], "mayRemove": mayRemove,
    ]
    return row
  }

  private static func addForm(_ request: PageRequest, _ fault: Fault?) -> ConsoleForm {
    ConsoleForm(
      "\(path)/set",
      [
        FormField(
          "permissions", .text, Text(en: "Permissions", es: "Permisos"),
          hint: Text(
            en: "As accounts.remove, accounts.* or *.remove.", es: "Como accounts.remove, accounts.* o *.remove.")),
        FormField(
          "threshold", .text, Text(en: "From so many on", es: "A partir de tantos"),
          hint: Text(
            en: "In one request, or by one person within an hour. Empty or 1: always.",
            es: "En una petición, o de una persona en una hora. Vacío o 1: siempre."), isRequired: false),
      ], submit: Text(en: "Take a second person", es: "Exigir una segunda persona"),
      values: fault == nil ? [:] : request.form, fault: fault)
  }

  private static let template = PageTemplate(
    "approvals",
    texts: [
      "permissions": Text(en: "Permissions", es: "Permisos"), "from": Text(en: "From", es: "Desde"),
      "by": Text(en: "By", es: "Por"), "since": Text(en: "Since", es: "Desde el"),
      "action": Text(en: "Action", es: "Acción"), "new": Text(en: "New rule", es: "Regla nueva"),
      "what": Text(
        en: "What stands here is not done at once: it waits until somebody else who may do the same approves it.",
        es: "Lo que figura aquí no se hace enseguida: espera a que lo apruebe otra persona que pueda hacer lo mismo."),
      "none": Text(en: "Everybody acts alone: there is no rule.", es: "Cada cual actúa a solas: no hay ninguna regla."),
      "requests": Text(en: "Requests", es: "Peticiones"),
    ],
    """
    <p>{{t.what}}</p>
    {{^any}}<p class="message due">{{t.none}}</p>{{/any}}
    {{#any}}<div class="card table"><table>
    <thead><tr><th scope="col">{{t.permissions}}</th><th scope="col">{{t.from}}</th><th scope="col">{{t.by}}</th><th scope="col">{{t.since}}</th><th scope="col">{{t.action}}</th></tr></thead>
    <tbody>{{#rules}}<tr><td><code>{{permissions}}</code></td><td>{{from}}</td><td>{{actor}}</td><td>{{since}}</td><td>{{#mayRemove}}{{#remove}}{{>form}}{{/remove}}{{/mayRemove}}</td></tr>
    {{/rules}}</tbody></table></div>{{/any}}
    {{#add}}<section><h2>{{t.new}}</h2>{{>form}}</section>{{/add}}
    <p><a href="/requests">{{t.requests}}</a></p>
    """)
}
