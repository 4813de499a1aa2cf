import Foundation
import Kernel
import MailModel
import Surface

/// What an account may do, and why: the question, its roles, and all its rights.
struct AccountRightsPage {
  let known: KnownPermissions

  var pages: [ConsolePage] {
    [
      .show("/accounts/{address}/rights", for: .signedIn) { [known] request in
        .page(try await Self.page(request, known))
      }
    ]
  }

  private static func page(_ request: PageRequest, _ known: KnownPermissions) async throws -> PageContent {
    let principal = try request.principal()
    let address = try AccountPage.address(request)
    let path = "\(AccountPage.path(of: address))/rights"
    let rights = try await request.plane.inspect(ListRights(address: address).knowing(known), as: principal)
    var data: [String: any Sendable] = [
      "ask": ask(path, known, request).data, "rights": list(path, rights).data,
      "roles": try await roles(of: address, principal, request).map(\.data) ?? false,
      "give": principal.maySomewhere(AssignRole.permission)
        ? "/assignments/add?address=\(PagePath.escaped(address.text))" : "",
      "anyAnswer": false, "fault": "",
    ]
    do {
      if let right = try await decision(on: address, known, request) {
        data["anyAnswer"] = true
        data["kind"] = right.isAllowed ? "good" : "bad"
        data["word"] = right.isAllowed ? Text(en: "Yes", es: "Sí") : Text(verbatim: "No")
        data["why"] = right.reason
      }
    } catch let fault as Fault where fault.code == .invalid {
      data["fault"] = fault.message
    }
    var content = PageContent(Text(en: "Roles and rights", es: "Roles y permisos"), template, data)
    content.trail = [.init(Text(verbatim: address.text), AccountPage.path(of: address))]
    return content
  }

  private static func decision(on address: Address, _ known: KnownPermissions, _ request: PageRequest) async throws
    -> Right?
  {
    guard let action = request.query["action"], !action.isEmpty else { return nil }
    let on = request.query["on", default: ""].trimmingCharacters(in: .whitespaces)
    let decide = DecideRight(address: address, action: action, on: try Scope(on.isEmpty ? "*" : on))
    return try await request.plane.inspect(decide.knowing(known), as: request.principal())
  }

  /// A question changes nothing, so it stands in the page's address.
  private static func ask(_ path: String, _ known: KnownPermissions, _ request: PageRequest) -> ConsoleList {
    ConsoleList(
      path, Text(verbatim: ""), columns: [], rows: [], query: ListQuery(request.query),
      filters: [
        FormField(
          "action", .select(known.all.map { .init($0.name) }), Text(en: "May this account", es: "¿Puede esta cuenta"),
          isRequired: true),
        FormField(
          "on", .text, Text(en: "On", es: "En"),
          hint: Text(en: "A domain, an address, or * for everything.", es: "Un dominio, una dirección, o * para todo."),
          isRequired: false),
      ], empty: Text(verbatim: ""))
  }

  private static func roles(of address: Address, _ principal: Principal, _ request: PageRequest) async throws
    -> ConsoleList?
  {
    guard principal.maySomewhere(ListAssignments.permission) else { return nil }
    let page = try await request.plane.ask(ListAssignments(account: address), as: principal)
    return ConsoleList(
      AssignmentPages.path, Text(verbatim: "Roles"),
      columns: [
        .init(Text(en: "Role", es: "Rol")), .init(Text(en: "Where", es: "Dónde")),
        .init(Text(en: "Until", es: "Hasta")),
      ],
      rows: page.items.map { each in
        .init(
          each.key,
          [.link(each.role, to: RolePages.path(of: each.role)), .text(each.scope.text), .time(each.until)])
      }, empty: Text(en: "It has no role but that of every user.", es: "No tiene más rol que el de toda persona."))
  }

  private static func list(_ path: String, _ rights: [Right]) -> ConsoleList {
    ConsoleList(
      path, Text(en: "All rights", es: "Todos los permisos"),
      columns: [
        .init(Text(en: "Permission", es: "Permiso")), .init(Text(en: "Where", es: "Dónde")),
        .init(Text(en: "May", es: "Puede")), .init(Text(en: "Because", es: "Porque")),
      ],
      rows: rights.map { right in
        .init(
          right.permission.name,
          [
            .text(right.permission.name), .text(right.scope.text),
            right.isAllowed ? .tag(Text(en: "yes", es: "sí"), "good") : .tag(Text(verbatim: "no"), "bad"),
            .text(right.reason),
          ])
      }, empty: Text(en: "It may do nothing.", es: "No puede hacer nada."))
  }

  private static let template = PageTemplate(
    "account-rights",
    texts: [
      "give": Text(en: "Give a role", es: "Dar un rol"), "all": Text(en: "All rights", es: "Todos los permisos"),
      "ask": Text(en: "Ask", es: "Preguntar"),
      "question": Text(en: "What may it do, and why?", es: "¿Qué puede hacer, y por qué?"),
    ],
    """
    <section><h2>{{t.question}}</h2>
    {{#ask}}<form method="get" action="{{path}}" class="filter">{{#filters}}{{>field}}{{/filters}}<button>{{t.ask}}</button></form>{{/ask}}
    {{#fault}}<p class="message bad" role="alert">{{fault}}</p>{{/fault}}
    {{#anyAnswer}}<p class="message {{kind}}" role="status"><strong>{{word}}</strong>: {{why}}</p>{{/anyAnswer}}
    </section>
    {{#roles}}<h2>Roles</h2>{{>list}}{{/roles}}
    {{#give}}<p class="actions"><a class="button second" href="{{give}}">{{t.give}}</a></p>{{/give}}
    <h2>{{t.all}}</h2>
    {{#rights}}{{>list}}{{/rights}}
    """)
}
