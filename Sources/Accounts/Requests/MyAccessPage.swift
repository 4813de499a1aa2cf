import Foundation
import Kernel
import MailModel
import Surface

/// What somebody has access to, and the form to ask for more.
enum MyAccessPage {
  static let path = "/profile/access"

  static let pages: [ConsolePage] = [
    .show(
      path, for: .signedIn, entry: .init(Text(en: "My access", es: "Mis accesos"), order: 94, in: .own)
    ) { .page(try await page($0)) },
    .submit(path, for: .signedIn) { request in
      do {
        _ = try await request.plane.perform(wish(request), as: request.principal())
        return .redirect(to: "/profile/requests")
      } catch let fault as Fault where fault.code != .forbidden {
        return .page(try await page(request, fault))
      }
    },
  ]

  private static func owner(_ request: PageRequest) throws -> Address {
    guard let owner = try request.principal().account else {
      throw Fault(.forbidden, en: "this page is for accounts", es: "esta página es para cuentas")
    }
    return owner
  }

  /// Kind and name come together, as the field has them; somebody's mailbox is written into a field of its own.
  private static func wish(_ request: PageRequest) throws -> AskForAccess {
    let mailbox = request.form["mailbox", default: ""].trimmingCharacters(in: .whitespaces)
    let chosen = mailbox.isEmpty ? request.form["what", default: ""] : "\(delegationAccess.name) \(mailbox)"
    let parts = chosen.split(separator: " ", maxSplits: 1).map(String.init)
    let takesRights = AccessKind.all.first { $0.name == parts.first }?.offer?.takesRights ?? false
    let domain = request.form["domain", default: ""]
    let day = request.form["until", default: ""]
    do {
      return AskForAccess(
        address: try owner(request), kind: parts.first ?? "", what: parts.dropFirst().first ?? "",
        domain: domain.isEmpty ? nil : try DomainName(domain),
        rights: takesRights ? try request.chosen("rights").map { try MailboxRights($0) } : nil, until: try moment(day),
        reason: request.form["reason", default: ""])
    } catch let fault as Fault {
      throw fault.field == nil ? fault.at(field: (try? moment(day)) == nil ? "until" : "domain") : fault
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let owner = try owner(request)
    let holdings = try await request.plane.ask(ListHoldings(address: owner), as: principal)
    let choices = try await request.plane.ask(ListAccessChoices(address: owner), as: principal)
    let list = ConsoleList(
      path, Text(en: "What I have access to", es: "A qué tengo acceso"), columns: Holding.columns.map { .init($0) },
      rows: holdings.map { .init($0.what, $0.cells) },
      empty: Text(
        en: "Only to your own mailbox and what is yours.", es: "Solo a su propio buzón y a lo que es suyo."))
    return PageContent(
      Text(en: "My access", es: "Mis accesos"), template,
      ["list": list.data, "ask": form(choices, fault == nil ? [:] : request.form, fault).data],
      status: fault == nil ? 200 : 422)
  }

  private static func form(_ choices: [AccessChoice], _ typed: [String: String], _ fault: Fault?) -> ConsoleForm {
    let all = choices.map { choice in
      FormField.Choice(
        "\(choice.kind) \(choice.what)",
        Text(
          en: choice.description.en.isEmpty ? choice.what : "\(choice.what): \(choice.description.en)",
          es: choice.description.es.isEmpty ? choice.what : "\(choice.what): \(choice.description.es)"))
    }
    return ConsoleForm(
      path,
      [
        FormField("what", .select(all), Text(en: "What", es: "Qué")),
        FormField(
          "mailbox", .text, Text(en: "Or somebody's mailbox", es: "O el buzón de alguien"),
          hint: Text(en: "Its address. Whose it is decides.", es: "Su dirección. Decide su dueño."), isRequired: false),
        FormField(
          "rights",
          .select(
            [MailboxRight.read, .manage].map { .init($0.rawValue, $0.spelled) }
              + [.init("read,send-on-behalf", Text(en: "Read, and send on behalf", es: "Leer, y enviar en nombre de"))]),
          Text(en: "Rights in a mailbox", es: "Derechos en un buzón"), isRequired: false),
        FormField(
          "domain", .text, Text(en: "Domain of a role", es: "Dominio de un rol"),
          hint: Text(en: "Empty: everywhere.", es: "Vacío: en todas partes."), isRequired: false),
        FormField(
          "until", .day, Text(en: "Until", es: "Hasta"),
          hint: Text(en: "It ends by itself on that day.", es: "Ese día termina por sí solo.")),
        FormField(
          "reason", .text, Text(en: "Reason", es: "Motivo"),
          hint: Text(en: "For whoever decides.", es: "Para quien decide.")),
      ], submit: Text(en: "Ask", es: "Pedir"), values: typed, fault: fault)
  }

  private static let template = PageTemplate(
    "my-access",
    texts: [
      "ask": Text(en: "Ask for access", es: "Pedir acceso"),
      "mine": Text(en: "My requests", es: "Mis peticiones"),
    ],
    """
    {{#list}}{{>list}}{{/list}}
    <section><h2>{{t.ask}}</h2>{{#ask}}{{>form}}{{/ask}}</section>
    <p><a href="/profile/requests">{{t.mine}}</a></p>
    """)
}

extension Holding {
  static let columns = [
    Text(en: "Kind", es: "Tipo"), Text(en: "What", es: "Qué"), Text(en: "Where", es: "Dónde"),
    Text(en: "Since", es: "Desde"), Text(en: "Until", es: "Hasta"), Text(en: "Detail", es: "Detalle"),
  ]

  var cells: [ConsoleList.Cell] {
    [
      .text(title), .text(what), .text(scope == .everything ? Text(en: "everywhere", es: "en todas partes") : place),
      .time(since), .time(until), .text(detail),
    ]
  }

  private var title: Text {
    AccessKind.all.first { $0.name == kind }?.title ?? Text(verbatim: kind)
  }

  private var place: Text { Text(verbatim: scope.text) }
}
