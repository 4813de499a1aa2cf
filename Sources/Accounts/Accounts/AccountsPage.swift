import Foundation
import Kernel
import MailModel
import Surface

/// The accounts, page by page, as comfortably at a hundred thousand as at ten.
enum AccountsPage {
  static let pages: [ConsolePage] = [
    .show(
      "/accounts", for: .holders(of: "accounts.read"), entry: .init(Text(en: "Accounts", es: "Cuentas"), order: 30)
    ) { request in .page(try await list(request)) }
  ]

  /// Rows of a page.
  private static let size = 50

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let wanted = Filter(request.query)
    let domains = try await request.plane.ask(ListDomains(), as: principal)
    let page = try await request.plane.ask(
      ListAccounts(
        domain: wanted.domain, search: wanted.search, after: request.query["after"], limit: QueryNumber(size)),
      as: principal)
    return PageContent(
      Text(en: "Accounts", es: "Cuentas"), template,
      [
        "search": wanted.search ?? "",
        "domains": domains.map { domain -> any Sendable in
          ["name": domain.name.name, "chosen": domain.name == wanted.domain] as [String: any Sendable]
        } as [any Sendable],
        "accounts": page.items.map { row(of: $0, at: request.plane.now()) as any Sendable } as [any Sendable],
        "any": !page.items.isEmpty, "next": page.next.map { "?" + wanted.query(after: $0) } ?? "",
        "first": request.query["after"] == nil ? "" : "?" + wanted.query(after: nil),
      ])
  }

  private static func row(of account: Account, at now: Date) -> [String: any Sendable] {
    let standing = account.standing(at: now)
    return [
      "address": account.address.text, "path": AccountPage.path(of: account.address), "name": account.displayName,
      "state": standing.name, "kind": standing.kind, "quota": account.quota?.description ?? "—",
    ]
  }

  /// What the reader looks for. A domain that is none shows everything, as does an empty field.
  private struct Filter {
    var domain: DomainName?
    var search: String?

    init(_ query: [String: String]) {
      domain = query["domain"].flatMap { try? DomainName($0) }
      search = query["search"].flatMap { $0.isEmpty ? nil : $0 }
    }

    func query(after: String?) -> String {
      let pairs = [("domain", domain?.name), ("search", search), ("after", after)]
      return pairs.compactMap { name, value in value.map { "\(name)=\(PagePath.escaped($0))" } }.joined(separator: "&")
    }
  }

  private static let template = PageTemplate(
    "accounts",
    texts: [
      "search": Text(en: "Address begins with", es: "La dirección empieza por"),
      "domain": Text(en: "Domain", es: "Dominio"), "all": Text(en: "All", es: "Todos"),
      "filter": Text(en: "Show", es: "Mostrar"), "address": Text(en: "Address", es: "Dirección"),
      "name": Text(en: "Name", es: "Nombre"), "state": Text(en: "State", es: "Estado"),
      "quota": Text(en: "Quota", es: "Cuota"), "next": Text(en: "Next page", es: "Página siguiente"),
      "first": Text(en: "First page", es: "Primera página"),
      "none": Text(
        en: "No account begins like that. Try fewer letters, or another domain.",
        es: "Ninguna cuenta empieza así. Pruebe con menos letras o con otro dominio."),
    ],
    """
    <form method="get" action="/accounts" class="card filter">
    <p class="field"><label for="search">{{t.search}}</label><input id="search" name="search" value="{{search}}" spellcheck="false" autocapitalize="none"></p>
    <p class="field"><label for="domain">{{t.domain}}</label><select id="domain" name="domain"><option value="">{{t.all}}</option>
    {{#domains}}<option{{#chosen}} selected{{/chosen}}>{{name}}</option>{{/domains}}</select></p>
    <button>{{t.filter}}</button>
    </form>
    {{^any}}<p class="message due">{{t.none}}</p>{{/any}}
    {{#any}}<div class="card table"><table>
    <thead><tr><th scope="col">{{t.address}}</th><th scope="col">{{t.name}}</th><th scope="col">{{t.state}}</th><th scope="col" class="number">{{t.quota}}</th></tr></thead>
    <tbody>
    {{#accounts}}<tr><td><a href="{{path}}">{{address}}</a></td><td>{{name}}</td><td><span class="tag {{kind}}">{{state}}</span></td><td class="number">{{quota}}</td></tr>
    {{/accounts}}
    </tbody></table></div>{{/any}}
    <p class="pages">{{#first}}<a href="{{first}}">{{t.first}}</a>{{/first}} {{#next}}<a href="{{next}}">{{t.next}}</a>{{/next}}</p>
    """)
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
