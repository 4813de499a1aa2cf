import Foundation
import Kernel
import MailModel
import Surface

/// What everybody sees of their own mail: what became of it, and who used the mailbox.
enum OwnTracePages {
  static let pages: [ConsolePage] = [
    .show(
      messagesPath, for: .signedIn, entry: .init(Text(en: "My messages", es: "Mis mensajes"), order: 92, in: .own)
    ) { .page(try await messages($0)) },
    .show(
      usesPath, for: .signedIn,
      entry: .init(Text(en: "Who used my mailbox", es: "Quién usó mi buzón"), order: 93, in: .own)
    ) { .page(try await uses($0)) },
  ]

  private static let messagesPath = "/profile/messages"
  private static let usesPath = "/profile/uses"

  private static func owner(_ request: PageRequest) throws -> Address {
    guard let owner = try request.principal().account else {
      throw Fault(.notFound, en: "only accounts have a mailbox", es: "solo las cuentas tienen buzón")
    }
    return owner
  }

  private static func messages(_ request: PageRequest) async throws -> PageContent {
    let query = ListQuery(request.query)
    let since = try TraceTime.bounds(query, now: request.plane.now()).since
    let page = try await request.plane.ask(
      FindOwnMessages(
        address: owner(request), text: query["text"], status: query["status"].flatMap(TraceStatus.init(name:)),
        since: since, after: query.after, limit: QueryNumber(query.size)), as: request.principal())
    let list = ConsoleList(
      messagesPath, Text(en: "Messages", es: "Mensajes"),
      columns: [
        .init(Text(en: "When", es: "Cuándo")), .init(Text(en: "Status", es: "Estado")),
        .init(Text(en: "From", es: "De")), .init(Text(en: "To", es: "Para")),
        .init(Text(en: "What happened", es: "Qué pasó")),
      ], rows: page.items.map(row), query: query, filters: messageFilters, next: page.next,
      empty: Text(
        en: "The logs tell of nothing like that. What was refused before it named you is not among it.",
        es: "Los registros no hablan de nada así. Lo rechazado antes de nombrarle a usted no figura."))
    return .list(Text(en: "My messages", es: "Mis mensajes"), list, add: nil, request)
  }

  private static func row(of message: TracedMessage) -> ConsoleList.Row {
    .init(
      message.id,
      [
        .time(message.first), .tag(message.word, message.color), .text(message.origin), .text(message.destination),
        .text(message.verdict),
      ])
  }

  private static let messageFilters: [FormField] = [
    FormField(
      "text", .text, Text(en: "From, to or Message-ID", es: "De, para o Message-ID"),
      hint: Text(en: "An address or a domain, whole.", es: "Una dirección o un dominio, enteros."), isRequired: false),
    TracePages.statusField, TraceTime.fields[0], ListQuery.rowsField,
  ]

  private static func uses(_ request: PageRequest) async throws -> PageContent {
    let owner = try owner(request)
    let query = ListQuery(request.query)
    let (since, until) = try TraceTime.bounds(query, now: request.plane.now())
    let found = try await request.plane.ask(
      ListMailboxUses(address: owner, since: since, until: until), as: request.principal())
    let list = ConsoleList(
      usesPath, Text(en: "Uses of the mailbox", es: "Usos del buzón"),
      columns: [
        .init(Text(en: "Last", es: "Última vez")), .init(Text(en: "What", es: "Qué")),
        .init(Text(en: "By", es: "Por")), .init(Text(en: "From where", es: "Desde dónde")),
        .init(Text(en: "With", es: "Con")), .init(Text(en: "Times", es: "Veces"), isNumber: true),
        .init(Text(en: "First", es: "Primera vez")),
      ], rows: found.uses.map { row(of: $0, of: owner) }, query: query, filters: TraceTime.fields,
      empty: Text(en: "Nobody used it in this time.", es: "Nadie lo usó en este tiempo."))
    return PageContent(
      Text(en: "Who used my mailbox", es: "Quién usó mi buzón"), usesTemplate,
      ["list": list.data, "cut": found.isCut ? MailboxUses.cut : Text(verbatim: "")])
  }

  private static func row(of use: MailboxUse, of owner: Address) -> ConsoleList.Row {
    let color = use.kind == .refused ? "bad" : use.account.lowercased() == owner.text ? "good" : "due"
    let who = use.account.lowercased() == owner.text ? "" : ": \(use.account)"
    let what = Text(en: use.kind.words.en + who, es: use.kind.words.es + who)
    return .init(
      use.client,
      [
        .time(use.last), .tag(what, color), .text(Verdict.access(use.access)), .text(use.client),
        .text(with(use)), .text("\(use.times)"), .time(use.first),
      ])
  }

  /// The log of sending does not tell with which password.
  private static func with(_ use: MailboxUse) -> Text {
    if let app = use.appPassword {
      return Text(en: "app password “\(app)”", es: "contraseña de aplicación «\(app)»")
    }
    return use.kind == .signedIn && use.access != "submission"
      ? Text(en: "main password", es: "contraseña principal") : Text(verbatim: "—")
  }

  private static let usesTemplate = PageTemplate(
    "uses",
    texts: [
      "ask": Text(
        en: "If you do not know an address here, change your password and remove the app password that was used.",
        es: "Si no conoce alguna dirección, cambie su contraseña y elimine la contraseña de aplicación usada."),
      "others": Text(en: "Others with access", es: "Otros con acceso"),
      "may": Text(en: "Access to my mailbox", es: "Acceso a mi buzón"),
      "may-what": Text(en: "who may read it or send as you", es: "quién puede leerlo o enviar como usted"),
      "let": Text(en: "Who was let into my mailbox", es: "Quién obtuvo acceso a mi buzón"),
      "let-what": Text(
        en: "what administrators did, when and why", es: "qué hicieron los administradores, cuándo y por qué"),
      "apps": Text(en: "App passwords", es: "Contraseñas de aplicación"),
      "apps-what": Text(en: "to see them and take them away", es: "para verlas y quitarlas"),
    ],
    """
    <p>{{t.ask}}</p>
    {{#cut}}<p class="message due">{{cut}}</p>{{/cut}}
    {{#list}}{{>list}}{{/list}}
    <section><h2>{{t.others}}</h2><ul>
    <li><a href="/profile/delegations">{{t.may}}</a>: {{t.may-what}}</li>
    <li><a href="/profile/accesses">{{t.let}}</a>: {{t.let-what}}</li>
    <li><a href="/app-passwords">{{t.apps}}</a>: {{t.apps-what}}</li>
    </ul></section>
    """)
}
