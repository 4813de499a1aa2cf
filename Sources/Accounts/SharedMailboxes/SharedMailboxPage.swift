import Kernel
import MailModel
import Surface

/// One shared mailbox: what it is, and who uses it.
enum SharedMailboxPage {
  static func path(_ address: String) -> String { "/shared/\(PagePath.escaped(address))" }

  static let pages: [ConsolePage] = [
    .show("/shared/{address}", for: .signedIn) { request in .page(try await page(request)) },
    .submit("/shared/{address}/details", for: .signedIn) { request in
      try await after("changed", request) { address in
        let change = ChangeSharedMailbox(
          address: address, displayName: request.form["displayName", default: ""], quota: try quota(request.form),
          sent: request.form["sent"].flatMap(SentPlacement.init(rawValue:)))
        _ = try await request.plane.perform(
          change, as: request.principal(), if: request.unchanged(ShowSharedMailbox(address: address)))
      }
    },
    .submit("/shared/{address}/grant", for: .signedIn) { request in
      try await after("given", request) { address in
        let wish = try GrantsPart.Wish(request.form)
        _ = try await request.plane.perform(
          AddMember(mailbox: address, member: wish.member, rights: wish.rights, until: wish.until),
          as: request.principal())
      }
    },
    .submit("/shared/{address}/end", for: .signedIn) { request in
      try await after("ended", request) { address in
        let member = try Address(request.form["member", default: ""])
        _ = try await request.plane.perform(RemoveMember(mailbox: address, member: member), as: request.principal())
      }
    },
    .submit("/shared/{address}/remove", for: .signedIn) { request in
      let address = try Address(request.query["address", default: ""])
      return try await request.submitted(to: SharedMailboxesPage.path) {
        _ = try await request.plane.perform(RemoveAccount(address: address), as: request.principal())
      } otherwise: { fault in
        try await page(request, fault)
      }
    },
  ]

  /// An empty field is no limit, which the action calls 0.
  static func quota(_ form: [String: String]) throws(Fault) -> ByteCount {
    let plain = form["quota", default: ""].filter { !$0.isWhitespace }
    do {
      return try ByteCount(plain.isEmpty ? "0" : plain)
    } catch {
      throw error.at(field: "quota")
    }
  }

  static let fields = [
    FormField("displayName", .text, Text(en: "Name", es: "Nombre"), isRequired: false),
    FormField(
      "quota", .text, Text(en: "Quota", es: "Cuota"),
      hint: Text(en: "As in 500M or 2G; empty for no limit.", es: "Como 500M o 2G; vacía si no hay límite."),
      isRequired: false),
    FormField(
      "sent", .select(SentPlacement.allCases.map { .init($0.rawValue, $0.words) }),
      Text(en: "Copies of what is sent", es: "Copias de lo enviado")),
  ]

  private static func after(_ done: String, _ request: PageRequest, _ work: (Address) async throws -> Void) async throws
    -> PageReply
  {
    let address = try Address(request.query["address", default: ""])
    return try await request.submitted(to: "\(path(address.text))?done=\(done)") {
      try await work(address)
    } otherwise: { fault in
      try await page(request, fault)
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let principal = try request.principal()
    let address = try Address(request.query["address", default: ""])
    let shown = try await request.plane.ask(ShowSharedMailbox(address: address), as: principal)
    let standing = shown.mailbox.standing(at: request.plane.now())
    func may(_ permission: Permission) -> Bool {
      shown.mailbox.removed == nil && principal.may(permission, in: .account(address))
    }
    let isGrant = request.form["member"] != nil
    var part = GrantsPart(
      path: path(address.text), grants: shown.members, now: request.plane.now(), mayGrant: may(AddMember.permission),
      mayRevoke: may(RemoveMember.permission))
    if let fault, isGrant { (part.fault, part.typed) = (fault, request.form) }
    var data = part.data.merging([
      "state": standing.sharedName, "kind": standing == .receiveOnly ? "good" : "due",
      "created": PageTime.text(shown.mailbox.created), "name": shown.mailbox.displayName,
    ]) { $1 }
    if may(ChangeSharedMailbox.permission) {
      data["details"] = try details(shown, request, isGrant ? nil : fault).data
    }
    if may(RemoveAccount.permission) {
      data["remove"] =
        ConsoleForm(
          "\(path(address.text))/remove", submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true
        ).data
    }
    return PageContent(
      Text(verbatim: address.text), template, data, notice: fault == nil ? request.query["done"].flatMap(notice) : nil,
      status: fault == nil ? 200 : 422)
  }

  private static func details(_ shown: SharedMailbox, _ request: PageRequest, _ fault: Fault?) throws -> ConsoleForm {
    let present = [
      "displayName": shown.mailbox.displayName, "quota": shown.mailbox.quota?.description ?? "",
      "sent": shown.mailbox.sharedSent?.rawValue ?? "",
    ]
    return ConsoleForm(
      "\(path(shown.mailbox.address.text))/details", fields, submit: Text(en: "Save", es: "Guardar"),
      values: fault == nil ? present : request.form, fault: fault, present: present,
      seen: try request.seen(shown, after: fault))
  }

  private static func notice(_ done: String) -> Text? {
    switch done {
    case "added": Text(en: "The mailbox is there; give people access.", es: "El buzón ya existe; dé acceso a personas.")
    case "changed": Text(en: "The changes are in force.", es: "Los cambios están en vigor.")
    case "given": Text(en: "The access is given.", es: "El acceso está dado.")
    case "ended": Text(en: "The access has ended.", es: "El acceso ha terminado.")
    default: nil
    }
  }

  private static let template = PageTemplate(
    "shared-mailbox",
    texts: GrantsPart.texts.merging([
      "people": Text(en: "Who uses it", es: "Quién lo usa"), "details": Text(en: "Details", es: "Datos"),
      "since": Text(en: "Since", es: "Desde"),
      "all": Text(en: "All shared mailboxes", es: "Todos los buzones compartidos"),
      "gone": Text(en: "Remove the mailbox", es: "Eliminar el buzón"),
      "grace": Text(
        en: "For 30 days it can be restored, from the removed accounts.",
        es: "Durante 30 días puede recuperarse, entre las cuentas eliminadas."),
    ]) { $1 },
    """
    <p>{{name}} <span class="tag {{kind}}">{{state}}</span> {{t.since}} {{created}}</p>
    <section><h2>{{t.people}}</h2>\(GrantsPart.template)</section>
    {{#details}}<section><h2>{{t.details}}</h2>{{>form}}</section>{{/details}}
    {{#remove}}<section><h2>{{t.gone}}</h2><p>{{t.grace}}</p>{{>form}}</section>{{/remove}}
    <p><a href="/shared">{{t.all}}</a></p>
    """)
}

extension SentPlacement {
  var words: Text {
    switch self {
    case .sender: Text(en: "None by the service", es: "Ninguna por el servicio")
    case .shared: Text(en: "In the mailbox's Sent", es: "En Sent del buzón")
    case .both: Text(en: "In both, the person's too", es: "En ambos, también el de la persona")
    }
  }
}
