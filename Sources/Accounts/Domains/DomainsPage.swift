import Foundation
import Kernel
import MailModel
import Surface

/// The domains: a list, and the ways to add one and to remove it. What one needs in the DNS has a page of its own.
enum DomainsPage {
  static let path = "/domains"
  /// No domain begins like that.
  private static let addPath = "/domains/~add"

  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListDomains.permission),
        entry: .init(Text(en: "Domains", es: "Dominios"), order: 10, in: .service)
      ) { request in .page(try await list(request)) },
      .show(addPath, for: .holders(of: AddDomain.permission)) { request in .page(addPage(request)) },
      .submit(addPath, for: .holders(of: AddDomain.permission)) { request in
        let name = request.form["domain", default: ""].trimmingCharacters(in: .whitespaces)
        return try await request.submitted(to: "\(path)/\(PagePath.escaped(name.lowercased()))") {
          let add = AddDomain(domain: try request.value("domain") { try DomainName($0) })
          _ = try await request.plane.perform(add, as: request.principal())
        } otherwise: { fault in
          addPage(request, fault)
        }
      },
    ] + BulkPages(path, bulk).pages + DomainLimitsPage.pages

  private static let bulk = [
    BulkAction(
      "remove", Text(en: "Remove", es: "Eliminar"), isDangerous: true,
      outcome: end
    ) { key, _ in RemoveDomain(domain: try DomainName(key)) }
  ]

  @Sendable private static func end(of domain: Domain, at now: Date) -> Text {
    Text(
      en: "mail for it is no longer accepted; roles and tokens for it end",
      es: "ya no se acepta su correo; sus roles y tokens terminan")
  }

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let domains = try await request.plane.ask(ListDomains(), as: principal)
    let caught =
      try await principal.maySomewhere(ListCatchAlls.permission)
      ? request.plane.ask(ListCatchAlls(), as: principal).reduce(into: [:]) { $0[$1.domain] = $1.target } : [:]
    let add =
      principal.maySomewhere(AddDomain.permission)
      ? ConsoleList.Way(Text(en: "Add a domain", es: "Añadir un dominio"), to: addPath) : nil
    let list = ConsoleList(
      path, Text(en: "Domains", es: "Dominios"),
      columns: [
        .init(Text(en: "Domain", es: "Dominio")), .init(Text(verbatim: "DKIM")),
        .init(Text(en: "Accounts", es: "Cuentas")), .init(Text(en: "Limits and use", es: "Límites y uso")),
        .init(Text(en: "Unknown addresses", es: "Direcciones desconocidas")), .init(Text(en: "Since", es: "Desde")),
      ],
      rows: domains.map { domain in
        .init(
          domain.name.name,
          [
            .link(domain.name.unicode, to: "\(path)/\(PagePath.escaped(domain.name.name))"),
            .text(domain.selector.label),
            .link("@\(domain.name.unicode)", to: "/accounts?domain=\(PagePath.escaped(domain.name.name))"),
            .link(
              DomainLimitsPage.words(domain.limits)(in: request.language), to: DomainLimitsPage.path(of: domain.name)),
            .link(
              CatchAllPage.words(caught[domain.name])(in: request.language), to: CatchAllPage.path(of: domain.name)),
            .time(domain.created),
          ])
      }, query: ListQuery(request.query), bulk: bulk.allowed(to: principal),
      empty: Text(en: "No domain is served yet.", es: "Aún no hay ningún dominio en servicio."), way: add)
    return .list(Text(en: "Domains", es: "Dominios"), list, add: add, request)
  }

  private static func addPage(_ request: PageRequest, _ fault: Fault? = nil) -> PageContent {
    let form = ConsoleForm(
      addPath,
      [
        FormField(
          "domain", .text, Text(en: "Domain", es: "Dominio"),
          hint: Text(
            en: "As example.org. Its mail is accepted at once; the next page shows its DNS records.",
            es: "Como example.org. Su correo se acepta al momento; la página siguiente muestra sus registros DNS."))
      ], submit: Text(en: "Add", es: "Añadir")
    ).filled([:], request, fault)
    return .form(Text(en: "Add a domain", es: "Añadir un dominio"), form)
  }
}
