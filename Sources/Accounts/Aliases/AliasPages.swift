import Foundation
import Kernel
import MailModel
import Surface

/// The aliases: a list, and for each where its mail goes.
enum AliasPages {
  static let path = "/aliases"
  /// No address begins like that.
  private static let addPath = "/aliases/~add"

  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListAliases.permission), entry: .init(Text(en: "Aliases", es: "Alias"), order: 20)
      ) { request in .page(try await list(request)) },
      .show(addPath, for: .holders(of: AddAlias.permission)) { request in .page(addPage(request)) },
      .submit(addPath, for: .holders(of: AddAlias.permission)) { request in
        try await request.submitted(to: "\(path)?done=added") {
          let add = AddAlias(
            address: try request.value("address") { try Address($0) }, targets: try targets(request))
          _ = try await request.plane.perform(add, as: request.principal())
        } otherwise: { fault in
          addPage(request, fault)
        }
      },
      .show("/aliases/{address}", for: .holders(of: ListAliases.permission)) { request in
        .page(try await page(request))
      },
      .submit("/aliases/{address}", for: .holders(of: ChangeAlias.permission)) { request in
        let address = try Address(request.query["address", default: ""])
        return try await request.submitted(to: "\(path(of: address))?done=changed") {
          let change = ChangeAlias(address: address, targets: try targets(request))
          _ = try await request.plane.perform(
            change, as: request.principal(), if: request.unchanged(ShowAlias(address: address)))
        } otherwise: { fault in
          try await page(request, fault)
        }
      },
      .submit("/aliases/{address}/remove", for: .holders(of: RemoveAlias.permission)) { request in
        let address = try Address(request.query["address", default: ""])
        return try await request.submitted(to: "\(path)?done=removed") {
          _ = try await request.plane.perform(RemoveAlias(address: address), as: request.principal())
        } otherwise: { fault in
          try await page(request, fault)
        }
      },
    ] + BulkPages(path, bulk).pages

  static func path(of address: Address) -> String { "\(path)/\(PagePath.escaped(address.text))" }

  private static let bulk = [
    BulkAction(
      "remove", Text(en: "Remove", es: "Eliminar"), isDangerous: true,
      outcome: end
    ) { key, _ in RemoveAlias(address: try Address(key)) }
  ]

  @Sendable private static func end(of alias: Alias, at now: Date) -> Text {
    let targets = alias.targets.map(\.text).joined(separator: ", ")
    return Text(en: "no more mail to \(targets)", es: "ya no llega correo a \(targets)")
  }

  private static func targets(_ request: PageRequest) throws -> [Address] {
    try request.at("targets") {
      try request.form["targets", default: ""].split { $0.isWhitespace || $0 == "," }.map { try Address(String($0)) }
    }
  }

  private static let targetsField = FormField(
    "targets", .lines, Text(en: "Mail goes to", es: "El correo va a"),
    hint: Text(
      en: "One address a line; accounts here may also send as the alias.",
      es: "Una dirección por línea; las cuentas de aquí también pueden enviar como el alias."))

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let domains = try await request.plane.ask(ListDomains(), as: principal).map(\.name)
    let page = try await request.plane.ask(
      ListAliases(
        domain: query["domain"].flatMap { try? DomainName($0) }, search: query["search"], after: query.after,
        limit: QueryNumber(query.size)), as: principal)
    let all = FormField.Choice("", Text(en: "All", es: "Todo"))
    let way =
      principal.maySomewhere(AddAlias.permission)
      ? ConsoleList.Way(Text(en: "Add an alias", es: "Añadir un alias"), to: addPath) : nil
    let list = ConsoleList(
      path, Text(en: "Aliases", es: "Los alias"),
      columns: [
        .init(Text(en: "Address", es: "Dirección")), .init(Text(en: "Mail goes to", es: "El correo va a")),
        .init(Text(en: "Since", es: "Desde")),
      ],
      rows: page.items.map { alias in
        .init(
          alias.address.text,
          [
            .link(alias.address.text, to: path(of: alias.address)),
            .text(alias.targets.map(\.text).joined(separator: ", ")), .time(alias.created),
          ])
      }, query: query,
      filters: [
        FormField("search", .text, Text(en: "Address begins with", es: "La dirección empieza por"), isRequired: false),
        FormField("domain", .select([all] + domains.map { .init($0.name) }), Text(en: "Domain", es: "Dominio")),
        ListQuery.rowsField,
      ], next: page.next, bulk: bulk.allowed(to: principal),
      empty: Text(en: "There is no such alias.", es: "No hay ningún alias así."), way: way)
    return .list(Text(en: "Aliases", es: "Los alias"), list, add: way, request)
  }

  private static func addPage(_ request: PageRequest, _ fault: Fault? = nil) -> PageContent {
    let form = ConsoleForm(
      addPath,
      [
        FormField("address", .text, Text(en: "Address", es: "Dirección"), hint: Text(verbatim: "info@example.org")),
        targetsField,
      ], submit: Text(en: "Add", es: "Añadir")
    ).filled([:], request, fault)
    return .form(Text(en: "Add an alias", es: "Añadir un alias"), form)
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let address = try Address(request.query["address", default: ""])
    let alias = try await request.plane.ask(ShowAlias(address: address), as: principal)
    let scope = Scope.domain(address.domain)
    var forms: [ConsoleForm] = []
    if principal.may(ChangeAlias.permission, in: scope) {
      forms.append(
        ConsoleForm(
          path(of: address), [targetsField], submit: Text(en: "Save", es: "Guardar"),
          seen: try request.seen(alias, after: fault)
        ).filled(["targets": alias.targets.map(\.text).joined(separator: "\n")], request, fault))
    }
    if principal.may(RemoveAlias.permission, in: scope) {
      forms.append(
        ConsoleForm("\(path(of: address))/remove", submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true)
          .filled([:], request, fault))
    }
    let facts =
      alias.targets.map { PageFact(Text(en: "Mail goes to", es: "El correo va a"), $0.text) } + [
        PageFact(Text(en: "Since", es: "Desde"), PageTime.text(alias.created))
      ]
    return .object(Text(verbatim: address.text), facts, forms, fault: fault, request)
  }
}
