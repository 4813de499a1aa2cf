import Kernel
import MailModel
import Surface

/// What the owner of a mailbox sees of others who were let into it.
enum AccessPage {
  static let path = "/profile/accesses"

  static let page = ConsolePage.show(path, for: .signedIn) { request in
    let principal = try request.principal()
    guard let owner = principal.account else { return .redirect(to: "/") }
    let accesses = try await request.plane.ask(
      ListAccesses(address: owner, after: request.query["after"], limit: QueryNumber(size)), as: principal)
    return .page(
      PageContent(
        Text(en: "Who was let into my mailbox", es: "Quién obtuvo acceso a mi buzón"), template,
        [
          "accesses": accesses.items.map(row(of:)) as [any Sendable], "any": !accesses.items.isEmpty,
          "next": accesses.next.map { "?after=\($0)" } ?? "",
        ]))
  }

  /// Rows of a page.
  private static let size = 50

  private static func row(of access: MailAccess) -> any Sendable {
    let row: [String: any Sendable] = [
      "at": PageTime.text(access.at), "actor": access.actor, "what": access.words, "reason": access.reason ?? "—",
    ]
    return row
  }

  private static let template = PageTemplate(
    "accesses",
    texts: [
      "when": Text(en: "When", es: "Cuándo"), "who": Text(en: "Who", es: "Quién"), "what": Text(en: "What", es: "Qué"),
      "why": Text(en: "Why", es: "Por qué"), "next": Text(en: "Next page", es: "Página siguiente"),
      "none": Text(
        en: "Nobody but you has been given a way into this mailbox.",
        es: "Nadie más que usted ha recibido un acceso a este buzón."),
      "profile": Text(en: "Profile", es: "Perfil"),
      "ask": Text(
        en: "If something here surprises you, ask the one who did it, or the auditor.",
        es: "Si algo le sorprende, pregunte a quien lo hizo o a quien audita."),
    ],
    """
    {{^any}}<p class="message good">{{t.none}}</p>{{/any}}
    {{#any}}<p>{{t.ask}}</p>
    <div class="card table" role="region" aria-label="{{t.what}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.when}}</th><th scope="col">{{t.who}}</th><th scope="col">{{t.what}}</th><th scope="col">{{t.why}}</th></tr></thead>
    <tbody>
    {{#accesses}}<tr><td>{{at}}</td><td>{{actor}}</td><td>{{what}}</td><td>{{reason}}</td></tr>
    {{/accesses}}
    </tbody></table></div>{{/any}}
    <p class="pages">{{#next}}<a href="{{next}}">{{t.next}}</a>{{/next}} <a href="/profile">{{t.profile}}</a></p>
    """)
}
