import Kernel
import MailModel
import Surface

/// Who else uses one's own mailbox, and which others one uses.
enum DelegationsPage {
  static let path = "/profile/delegations"

  static let pages: [ConsolePage] = [
    .show(path, for: .signedIn) { request in .page(try await page(request)) },
    .submit("\(path)/grant", for: .signedIn) { request in
      try await after("given", request) { owner in
        let wish = try GrantsPart.Wish(request.form)
        _ = try await request.plane.perform(
          DelegateMailbox(mailbox: owner, member: wish.member, rights: wish.rights, until: wish.until),
          as: request.principal())
      }
    },
    .submit("\(path)/end", for: .signedIn) { request in
      try await after("ended", request) { owner in
        let member = try Address(request.form["member", default: ""])
        _ = try await request.plane.perform(EndDelegation(mailbox: owner, member: member), as: request.principal())
      }
    },
  ]

  private static func after(_ done: String, _ request: PageRequest, _ work: (Address) async throws -> Void) async throws
    -> PageReply
  {
    let owner = try owner(request)
    return try await request.submitted(to: "\(path)?done=\(done)") {
      try await work(owner)
    } otherwise: { fault in
      try await page(request, fault)
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let shown = try await request.plane.ask(
      ShowDelegations(address: try owner(request)), as: request.principal())
    var part = GrantsPart(path: path, grants: shown.given, now: request.plane.now())
    if let fault { (part.fault, part.typed) = (fault, request.form) }
    var data = part.data
    data["received"] =
      shown.received.map { grant -> any Sendable in
        [
          "mailbox": grant.mailbox.text, "rights": grant.rights.spelled, "until": grant.until.map(PageTime.text) ?? "—",
        ] as [String: any Sendable]
      } as [any Sendable]
    data["any"] = !shown.received.isEmpty
    return PageContent(
      Text(en: "Access to my mailbox", es: "Acceso a mi buzón"), template, data,
      notice: fault == nil ? request.query["done"].flatMap(notice) : nil, status: fault == nil ? 200 : 422)
  }

  static func owner(_ request: PageRequest) throws -> Address {
    guard let owner = try request.principal().account else {
      throw Fault(.notFound, en: "only accounts have a profile", es: "solo las cuentas tienen perfil")
    }
    return owner
  }

  private static func notice(_ done: String) -> Text? {
    switch done {
    case "given": Text(en: "The access is given.", es: "El acceso está dado.")
    case "ended": Text(en: "The access has ended.", es: "El acceso ha terminado.")
    default: nil
    }
  }

  private static let template = PageTemplate(
    "delegations",
    texts: GrantsPart.texts.merging([
      "mine": Text(en: "Who uses my mailbox", es: "Quién usa mi buzón"),
      "others": Text(en: "Mailboxes that I use", es: "Buzones que yo uso"),
      "mailbox": Text(en: "Mailbox", es: "Buzón"),
      "where": Text(
        en: "Your mail program shows them below “Shared”.", es: "Su programa de correo los muestra bajo «Shared»."),
      "none": Text(en: "None but your own.", es: "Ninguno aparte del suyo."),
      "profile": Text(en: "Profile", es: "Perfil"),
    ]) { $1 },
    """
    <section><h2>{{t.mine}}</h2>\(GrantsPart.template)</section>
    <section><h2>{{t.others}}</h2>
    {{^any}}<p>{{t.none}}</p>{{/any}}
    {{#any}}<p>{{t.where}}</p><div class="table"><table>
    <thead><tr><th scope="col">{{t.mailbox}}</th><th scope="col">{{t.rights}}</th><th scope="col">{{t.until}}</th></tr></thead>
    <tbody>{{#received}}<tr><td>{{mailbox}}</td><td>{{rights}}</td><td>{{until}}</td></tr>{{/received}}</tbody></table></div>{{/any}}
    </section>
    <p><a href="/profile">{{t.profile}}</a></p>
    """)
}
