import Foundation
import Kernel
import MailModel
import Surface

/// The tokens of programs, with what each may and when it was used.
enum TokensPage {
  static let path = "/tokens"

  static let pages: [ConsolePage] =
    [
      .show(
        path, for: .holders(of: ListTokens.permission),
        entry: .init(Text(en: "API tokens", es: "Tokens de API"), order: 60)
      ) { request in .page(try await list(request)) }
    ] + BulkPages(path, bulk).pages

  private static let bulk = [
    BulkAction("revoke", Text(en: "Revoke", es: "Revocar"), isDangerous: true, outcome: revoked) { key, _ in
      let parts = key.split(separator: " ").map(String.init)
      return RemoveToken(address: try Address(parts.first ?? ""), name: parts.count == 2 ? parts[1] : "")
    }
  ]

  @Sendable private static func revoked(_ token: Token, at now: Date) -> Text {
    Text(en: "revoked; its program is shut out at once", es: "revocado; su programa queda fuera al momento")
  }

  private static func list(_ request: PageRequest) async throws -> PageContent {
    let principal = try request.principal()
    let query = ListQuery(request.query)
    let page = try await request.plane.ask(
      ListTokens(
        owner: query["owner"].flatMap { try? Address($0) }, after: query.after, limit: QueryNumber(query.size)),
      as: principal)
    let mayAdd = principal.maySomewhere(AddToken.permission)
    let list = ConsoleList(
      path, Text(en: "API tokens", es: "Tokens de API"), columns: columns,
      rows: page.items.map { row(of: $0, at: request.plane.now()) }, query: query,
      filters: [
        FormField("owner", .text, Text(en: "Account", es: "Cuenta"), isRequired: false), ListQuery.rowsField,
      ],
      next: page.next, bulk: bulk.allowed(to: principal),
      empty: Text(en: "There is no such token.", es: "No hay ningún token así."),
      way: mayAdd ? .init(Text(en: "Make one", es: "Crear uno"), to: NewTokenPage.path) : nil)
    return PageContent(
      Text(en: "API tokens", es: "Tokens de API"), template,
      ["list": list.data, "make": mayAdd ? NewTokenPage.path : ""])
  }

  private static let columns: [ConsoleList.Column] = [
    .init(Text(en: "Acts for", es: "Actúa por")), .init(Text(verbatim: "Token")),
    .init(Text(en: "May", es: "Puede")), .init(Text(en: "Where", es: "Dónde")),
    .init(Text(en: "From", es: "Desde")), .init(Text(en: "Until", es: "Hasta")),
    .init(Text(en: "Last use", es: "Último uso")),
  ]

  private static func row(of token: Token, at now: Date) -> ConsoleList.Row {
    let networks = token.networks.map(\.text).joined(separator: ", ")
    let hasEnded = token.until.map { $0 <= now } ?? false
    return .init(
      token.key,
      [
        .link(token.owner.text, to: AccountPage.path(of: token.owner)), .text(token.name),
        .text(token.permissions.list), .text(token.scope.text),
        .text(networks.isEmpty ? Text(en: "anywhere", es: "cualquier sitio") : Text(verbatim: networks)),
        hasEnded ? .tag(Text(en: "ended", es: "terminado"), "due") : .time(token.until), .time(token.lastUsed),
      ])
  }

  private static let template = PageTemplate(
    "tokens",
    texts: [
      "make": Text(en: "Make a token", es: "Crear un token"),
      "what": Text(
        en: "A program shows its token instead of a password. It never may more than the account that it acts for.",
        es: "Un programa muestra su token en lugar de una contraseña. Nunca puede más que la cuenta por la que actúa."),
    ],
    """
    <p>{{t.what}} {{#make}}<a href="{{make}}">{{t.make}}</a>{{/make}}</p>
    {{#list}}{{>list}}{{/list}}
    """)
}
