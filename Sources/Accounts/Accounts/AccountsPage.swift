import Foundation
import Kernel
import MailModel
import Surface

/// The accounts, page by page, as comfortably at a hundred thousand as at ten.
enum AccountsPage {
  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListAccounts.permission), entry: .init(Text(en: "Accounts", es: "Cuentas"), order: 10)
      ) { request in .page(try await list(request)) }
    ] + BulkPages(path, AccountBulk.actions).pages

  static let path = "/accounts"

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query, orders: ["address", "name", "created"])
    let domains = try await request.plane.ask(ListDomains(), as: principal).map(\.name)
    let classes = try await ClassPages.visible(request)
    let page = try await request.plane.ask(
      ListAccounts(
        domain: query["domain"].flatMap { try? DomainName($0) }, which: query["which"].flatMap { .init(rawValue: $0) },
        search: query["search"], serviceClass: query["class"], sort: query.sort.flatMap { .init(rawValue: $0) },
        after: query.after, limit: QueryNumber(query.size)), as: principal)
    let list = ConsoleList(
      path, Text(en: "Accounts", es: "Cuentas"), columns: columns,
      rows: page.items.map { row(of: $0, classes, at: request.plane.now()) }, query: query,
      filters: filters(domains, classes), next: page.next, bulk: AccountBulk.actions.allowed(to: principal),
      empty: query.values.isEmpty
        ? Text(en: "There is no account yet.", es: "Aún no hay ninguna cuenta.")
        : Text(
          en: "No account is like that. Try fewer letters, or another domain.",
          es: "Ninguna cuenta es así. Pruebe con menos letras o con otro dominio."))
    let add =
      principal.maySomewhere(AddAccount.permission)
      ? ConsoleList.Way(Text(en: "Add an account", es: "Añadir una cuenta"), to: AddAccountPage.path) : nil
    return .list(Text(en: "Accounts", es: "Cuentas"), list, add: add, request)
  }

  private static let columns: [ConsoleList.Column] = [
    .init(Text(en: "Address", es: "Dirección"), order: "address"), .init(Text(en: "Name", es: "Nombre"), order: "name"),
    .init(Text(en: "State", es: "Estado")), .init(Text(en: "Class", es: "Clase")),
    .init(Text(en: "Quota", es: "Cuota"), isNumber: true), .init(Text(en: "Since", es: "Desde"), order: "created"),
  ]

  private static func row(of account: Account, _ classes: [ServiceClass], at now: Date) -> ConsoleList.Row {
    let standing = account.standing(at: now)
    let common = classes.first { $0.name == account.serviceClass && !account.overrides.contains(.quota) }
    let quota = common.map(\.quota) ?? account.quota
    return .init(
      account.address.text,
      [
        .link(account.address.text, to: AccountPage.path(of: account.address)), .text(account.displayName),
        .tag(standing.name, standing.kind), .text(account.serviceClass ?? "—"), .text(quota?.description ?? "—"),
        .time(account.created),
      ])
  }

  private static func filters(_ domains: [DomainName], _ classes: [ServiceClass]) -> [FormField] {
    let all = FormField.Choice("", Text(en: "All", es: "Todo"))
    var fields = [
      FormField("search", .text, Text(en: "Address begins with", es: "La dirección empieza por"), isRequired: false),
      FormField("domain", .select([all] + domains.map { .init($0.name) }), Text(en: "Domain", es: "Dominio")),
      FormField(
        "which", .select(ListAccounts.Which.allCases.map { .init($0.rawValue, $0.name) }),
        Text(en: "State", es: "Estado")),
    ]
    if !classes.isEmpty {
      fields.append(
        FormField("class", .select([all] + classes.map { .init($0.name) }), Text(en: "Class", es: "Clase")))
    }
    return fields + [ListQuery.rowsField]
  }
}

extension ListAccounts.Which {
  fileprivate var name: Text {
    switch self {
    case .present: Text(en: "All that are there", es: "Todas las que hay")
    case .suspended: Text(en: "Suspended", es: "Suspendidas")
    case .receiveOnly: Text(en: "Receives only", es: "Solo reciben")
    case .held: Text(en: "On hold", es: "Retenidas")
    case .dated: Text(en: "With a first or last day", es: "Con primer o último día")
    case .removed: Text(en: "Removed", es: "Eliminadas")
    }
  }
}

extension Account.Standing {
  var name: Text {
    switch self {
    case .active: Text(en: "Active", es: "Activa")
    case .receiveOnly: Text(en: "Receives only", es: "Solo recibe")
    case .suspended: Text(en: "Suspended", es: "Suspendida")
    case .held: Text(en: "On hold", es: "Retenida")
    case .early: Text(en: "Not valid yet", es: "Aún no vale")
    case .expired: Text(en: "Expired", es: "Caducada")
    case .deleted: Text(en: "Removed", es: "Eliminada")
    }
  }

  /// The tag's colour.
  var kind: String { self == .active ? "good" : "due" }
}
