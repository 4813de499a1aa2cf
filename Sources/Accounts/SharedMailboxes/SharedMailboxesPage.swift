import Kernel
import MailModel
import Surface

/// The shared mailboxes, page by page, and a form for one more.
enum SharedMailboxesPage {
  static let path = "/shared"

  static let pages: [ConsolePage] = [
    .show(
      path, for: .holders(of: ListSharedMailboxes.permission),
      entry: .init(Text(en: "Shared mailboxes", es: "Buzones compartidos"), order: 14)
    ) { request in .page(try await page(request)) },
    .submit(path, for: .signedIn) { request in
      let typed = request.form["address", default: ""].trimmingCharacters(in: .whitespaces)
      return try await request.submitted(to: SharedMailboxPage.path(typed) + "?done=added") {
        _ = try await request.plane.perform(try wish(request.form, typed), as: request.principal())
      } otherwise: { fault in
        try await page(request, fault)
      }
    },
  ]

  private static func wish(_ form: [String: String], _ typed: String) throws(Fault) -> AddSharedMailbox {
    do {
      let address = try Address(typed)
      return AddSharedMailbox(
        address: address, displayName: form["displayName"], quota: try SharedMailboxPage.quota(form),
        sent: form["sent"].flatMap(SentPlacement.init(rawValue:)))
    } catch {
      throw error.field == nil ? error.at(field: "address") : error
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let found = try await request.plane.ask(
      ListSharedMailboxes(search: query["search"], after: query.after, limit: QueryNumber(query.size)), as: principal)
    let list = ConsoleList(
      path, Text(en: "Shared mailboxes", es: "Buzones compartidos"), columns: columns,
      rows: found.items.map { row(of: $0, request) }, query: query,
      filters: [
        FormField("search", .text, Text(en: "Address begins with", es: "La dirección empieza por"), isRequired: false),
        ListQuery.rowsField,
      ], next: found.next,
      empty: query.values.isEmpty
        ? Text(en: "There is no shared mailbox yet.", es: "Aún no hay ningún buzón compartido.")
        : Text(en: "None begins like that.", es: "Ninguno empieza así."))
    var data: [String: any Sendable] = ["list": list.data]
    if principal.maySomewhere(AddSharedMailbox.permission) {
      let first = FormField(
        "address", .text, Text(en: "Address", es: "Dirección"), hint: Text(en: "name@domain", es: "nombre@dominio"))
      data["add"] =
        ConsoleForm(
          path, [first] + SharedMailboxPage.fields, submit: Text(en: "Add", es: "Añadir"),
          values: fault == nil ? ["sent": SentPlacement.shared.rawValue] : request.form, fault: fault
        ).data
    }
    return PageContent(
      Text(en: "Shared mailboxes", es: "Buzones compartidos"), template, data, status: fault == nil ? 200 : 422)
  }

  private static let columns: [ConsoleList.Column] = [
    .init(Text(en: "Address", es: "Dirección")), .init(Text(en: "Name", es: "Nombre")),
    .init(Text(en: "State", es: "Estado")), .init(Text(en: "Quota", es: "Cuota"), isNumber: true),
    .init(Text(en: "Since", es: "Desde")),
  ]

  private static func row(of account: Account, _ request: PageRequest) -> ConsoleList.Row {
    let standing = account.standing(at: request.plane.now())
    return .init(
      account.address.text,
      [
        .link(account.address.text, to: SharedMailboxPage.path(account.address.text)), .text(account.displayName),
        .tag(standing.sharedName, standing == .receiveOnly ? "good" : "due"),
        .text(account.quota?.description ?? "—"), .time(account.created),
      ])
  }

  private static let template = PageTemplate(
    "shared-mailboxes",
    texts: ["new": Text(en: "Add a shared mailbox", es: "Añadir un buzón compartido")],
    """
    {{#list}}{{>list}}{{/list}}
    {{#add}}<section><h2>{{t.new}}</h2>{{>form}}</section>{{/add}}
    """)
}

extension Account.Standing {
  /// Of a shared mailbox, where only to receive is how it should be.
  var sharedName: Text { self == .receiveOnly ? Text(en: "In use", es: "En uso") : name }
}
