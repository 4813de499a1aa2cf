import Kernel
import MailModel
import Surface

/// The groups, page by page, and the way to a new one.
enum GroupsPage {
  static let path = "/groups"

  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListGroups.permission), entry: .init(Text(en: "Groups", es: "Grupos"), order: 20)
      ) { request in .page(try await list(request)) },
      .submit(path, for: .signedIn) { request in
        let typed = request.form["address", default: ""].filter { !$0.isWhitespace }
        return try await request.submitted(to: "\(path)/\(PagePath.escaped(typed))?done=added") {
          let group = AddGroup(
            address: try FormAddress.one(typed, field: "address"), displayName: request.form["displayName"],
            posting: request.form["posting"].flatMap(Group.Posting.init(rawValue:)),
            posters: try FormAddress.several(request.form["posters"], field: "posters"),
            moderated: request.form["moderated"] == "yes")
          _ = try await request.plane.perform(group, as: request.principal())
        } otherwise: {
          try await list(request, $0)
        }
      },
    ] + BulkPages(path, bulk).pages

  private static let bulk = [
    BulkAction(
      "remove", Text(en: "Remove", es: "Eliminar"), isDangerous: true,
      outcome: { (group: Group, _) in Text(en: "\(group.address) is removed", es: "\(group.address) queda eliminado") },
      action: { key, _ in RemoveGroup(address: try Address(key)) })
  ]

  private static func list(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let domains = try await request.plane.ask(ListDomains(), as: principal).map(\.name)
    let page = try await request.plane.ask(
      ListGroups(
        domain: query["domain"].flatMap { try? DomainName($0) }, after: query.after, limit: QueryNumber(query.size)),
      as: principal)
    let all = FormField.Choice("", Text(en: "All", es: "Todo"))
    let list = ConsoleList(
      path, Text(en: "Groups", es: "Grupos"),
      columns: [
        .init(Text(en: "Address", es: "Dirección")), .init(Text(en: "Name", es: "Nombre")),
        .init(Text(en: "Takes mail from", es: "Acepta correo de")),
      ],
      rows: page.items.map { group in
        .init(
          group.address.text,
          [
            .link(group.address.text, to: GroupPage.path(of: group.address)), .text(group.name),
            .text(group.posting.name),
          ])
      }, query: query,
      filters: [
        FormField("domain", .select([all] + domains.map { .init($0.name) }), Text(en: "Domain", es: "Dominio")),
        ListQuery.rowsField,
      ], next: page.next, bulk: bulk.allowed(to: principal),
      empty: Text(
        en: "There is no group here. A group's mail goes to all of its members.",
        es: "Aquí no hay ningún grupo. El correo de un grupo llega a todos sus miembros."))
    var data: [String: any Sendable] = ["list": list.data]
    if principal.maySomewhere(AddGroup.permission) {
      data["add"] =
        ConsoleForm(
          path, [FormField("address", .text, Text(en: "Address", es: "Dirección"))] + GroupPage.ruleFields,
          submit: Text(en: "Add group", es: "Añadir grupo"),
          values: ["posting": Group.Posting.members.rawValue].merging(request.form) { $1 }, fault: fault
        ).data
    }
    return PageContent(Text(en: "Groups", es: "Grupos"), template, data, status: fault == nil ? 200 : 422)
  }

  private static let template = PageTemplate(
    "groups", texts: ["new": Text(en: "New group", es: "Grupo nuevo")],
    """
    {{#list}}{{>list}}{{/list}}
    {{#add}}<section><h2>{{t.new}}</h2>{{>form}}</section>{{/add}}
    """)
}

/// Addresses as a form has them.
enum FormAddress {
  static func one(_ text: String, field: String) throws(Fault) -> Address {
    do {
      return try Address(text)
    } catch {
      throw error.at(field: field)
    }
  }

  /// With spaces, commas or line ends between them.
  static func several(_ text: String?, field: String) throws(Fault) -> [Address] {
    var addresses: [Address] = []
    for part in (text ?? "").split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" }) {
      addresses.append(try one(String(part), field: field))
    }
    return addresses
  }
}
