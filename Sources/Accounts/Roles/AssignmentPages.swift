import Foundation
import Kernel
import MailModel
import Surface

/// Who has which role, where and until when.
enum AssignmentPages {
  static let path = "/assignments"
  private static let addPath = "/assignments/add"

  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListAssignments.permission),
        entry: .init(Text(en: "Who has which role", es: "Quién tiene qué rol"), order: 61)
      ) { request in .page(try await list(request)) },
      .show(addPath, for: .holders(of: AssignRole.permission)) { request in .page(try await addPage(request)) },
      .submit(addPath, for: .holders(of: AssignRole.permission)) { request in
        try await request.submitted(to: "\(path)?done=added") {
          let assign = AssignRole(
            address: try request.value("address") { try Address($0) }, role: request.form["role", default: ""],
            domain: try request.optional("domain") { try DomainName($0) },
            group: try request.optional("group") { try Address($0) },
            until: try request.optional("until") { try Day.parse($0) }, reason: request.chosen("reason"))
          _ = try await request.plane.perform(assign, as: request.principal())
        } otherwise: { fault in
          try await addPage(request, fault)
        }
      },
    ] + BulkPages(path, bulk).pages

  private static let bulk = [
    BulkAction(
      "unassign", Text(en: "Take the role away", es: "Quitar el rol"), isDangerous: true,
      outcome: end
    ) { key, _ in try unassign(key) }
  ]

  @Sendable private static func end(of gone: RoleAssignment, at now: Date) -> Text {
    Text(
      en: "\(gone.account) no longer has \(gone.role) in \(gone.scope)",
      es: "\(gone.account) ya no tiene \(gone.role) en \(gone.scope)")
  }

  /// `ana@example.org support *`, as a list's page ends.
  private static func unassign(_ key: String) throws -> UnassignRole {
    let parts = key.split(separator: " ").map(String.init)
    guard parts.count == 3 else {
      throw Fault(.invalid, en: "“\(key.prefix(80))” is no assignment", es: "«\(key.prefix(80))» no es una asignación")
    }
    let scope = try Scope(parts[2])
    return UnassignRole(
      address: try Address(parts[0]), role: parts[1], domain: scope.ownDomain, group: scope.group)
  }

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let page = try await request.plane.ask(
      ListAssignments(
        account: query["account"].flatMap { try? Address($0) }, role: query["role"],
        domain: query["domain"].flatMap { try? DomainName($0) }, after: query.after, limit: QueryNumber(query.size)),
      as: principal)
    let roles = try await request.plane.ask(ListRoles(), as: principal)
    let all = FormField.Choice("", Text(en: "All", es: "Todo"))
    let add =
      principal.maySomewhere(AssignRole.permission)
      ? ConsoleList.Way(Text(en: "Give a role", es: "Dar un rol"), to: addPath) : nil
    let list = ConsoleList(
      path, Text(en: "Who has which role", es: "Quién tiene qué rol"),
      columns: [
        .init(Text(en: "Account", es: "Cuenta")), .init(Text(en: "Role", es: "Rol")),
        .init(Text(en: "Where", es: "Dónde")),
        .init(Text(en: "Until", es: "Hasta")), .init(Text(en: "Given by", es: "Lo dio")),
        .init(Text(en: "Reason", es: "Motivo")),
      ],
      rows: page.items.map { each in
        .init(
          each.key,
          [
            .link(each.account.text, to: "\(AccountPage.path(of: each.account))/rights"),
            .link(each.role, to: RolePages.path(of: each.role)),
            .text(each.scope == .everything ? Text(en: "everywhere", es: "en todo") : Text(verbatim: each.scope.text)),
            .time(each.until), .text(each.actor), .text(each.reason ?? "—"),
          ])
      }, query: query,
      filters: [
        FormField("account", .text, Text(en: "Account", es: "Cuenta"), isRequired: false),
        FormField("role", .select([all] + roles.map { .init($0.name) }), Text(en: "Role", es: "Rol")),
        FormField("domain", .text, Text(en: "Domain", es: "Dominio"), isRequired: false), ListQuery.rowsField,
      ], next: page.next, bulk: bulk.allowed(to: principal),
      empty: Text(en: "Nobody has such a role.", es: "Nadie tiene un rol así."), way: add)
    return .list(Text(en: "Who has which role", es: "Quién tiene qué rol"), list, add: add, request)
  }

  private static func addPage(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let roles = try await request.plane.ask(ListRoles(), as: principal).filter { $0 != .user }
    let form = ConsoleForm(
      addPath,
      [
        FormField("address", .text, Text(en: "Account", es: "Cuenta")),
        FormField("role", .select(roles.map { .init($0.name) }), Text(en: "Role", es: "Rol")),
        FormField(
          "domain", .text, Text(en: "In this domain", es: "En este dominio"),
          hint: Text(en: "Empty is everywhere.", es: "Vacío es en todo."), isRequired: false),
        FormField(
          "group", .text, Text(en: "Over the accounts of this group", es: "Sobre las cuentas de este grupo"),
          hint: Text(en: "Instead of a domain.", es: "En vez de un dominio."), isRequired: false),
        FormField("until", .day, Text(en: "Ends on", es: "Termina el"), isRequired: false),
        FormField("reason", .text, Text(en: "Reason", es: "Motivo"), isRequired: false),
      ], submit: Text(en: "Give the role", es: "Dar el rol")
    ).filled(["address": request.query["address", default: ""]], request, fault)
    return .form(Text(en: "Give a role", es: "Dar un rol"), form)
  }
}
