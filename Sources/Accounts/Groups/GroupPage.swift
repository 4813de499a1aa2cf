import Kernel
import MailModel
import Surface

/// One group: whose mail it takes, who is in it, and who looks after it.
enum GroupPage {
  static let pages: [ConsolePage] = [
    .show("/groups/{address}", for: .signedIn) { request in .page(try await page(request)) },
    .submit("/groups/{address}/details", for: .signedIn) { request in
      try await after("details", request) { address in
        let change = ChangeGroup(
          address: address, displayName: request.form["displayName", default: ""],
          posting: request.form["posting"].flatMap(Group.Posting.init(rawValue:)),
          posters: try FormAddress.several(request.form["posters"], field: "posters"),
          moderated: request.form["moderated"] == "yes")
        _ = try await request.plane.perform(
          change, as: request.principal(), if: request.unchanged(ShowGroup(address: address)))
      }
    },
    .submit("/groups/{address}/join", for: .signedIn) { request in
      try await after("join", request) { address in
        let until = request.form["until", default: ""]
        let join = JoinGroup(
          address: address, members: try FormAddress.several(request.form["members"], field: "members"),
          until: until.isEmpty ? nil : try Day.parse(until))
        _ = try await request.plane.perform(join, as: request.principal())
      }
    },
    .submit("/groups/{address}/leave", for: .signedIn) { request in
      try await after("leave", request) { address in
        let member = try Address(request.form["member", default: ""])
        _ = try await request.plane.perform(LeaveGroup(address: address, member: member), as: request.principal())
      }
    },
    .submit("/groups/{address}/owner", for: .signedIn) { request in
      try await after("owner", request) { address in
        let owner = try FormAddress.one(request.form["owner", default: ""], field: "owner")
        _ = try await request.plane.perform(AddGroupOwner(address: address, owner: owner), as: request.principal())
      }
    },
    .submit("/groups/{address}/without-owner", for: .signedIn) { request in
      try await after("owner", request) { address in
        let owner = try Address(request.form["owner", default: ""])
        _ = try await request.plane.perform(RemoveGroupOwner(address: address, owner: owner), as: request.principal())
      }
    },
  ]

  static func path(of address: Address) -> String { "\(GroupsPage.path)/\(PagePath.escaped(address.text))" }

  /// What a group has besides its address.
  static let ruleFields = [
    FormField("displayName", .text, Text(en: "Name", es: "Nombre"), isRequired: false),
    FormField(
      "posting", .select(Group.Posting.allCases.map { .init($0.rawValue, $0.name) }),
      Text(en: "Takes mail from", es: "Acepta correo de")),
    FormField(
      "posters", .lines, Text(en: "Who may write to it besides", es: "Quién más puede escribirle"),
      hint: Text(
        en: "An address in each line; they need not be members.",
        es: "Una dirección por línea; no tienen que ser miembros."),
      isRequired: false),
    FormField(
      "moderated", .check, Text(en: "Other mail waits for its owners", es: "El otro correo espera a quienes lo cuidan"),
      hint: Text(
        en: "They get it by mail and let it go on, or not. Otherwise it is refused at once.",
        es: "Lo reciben por correo y lo dejan pasar, o no. Si no, se rechaza en el acto."), isRequired: false),
  ]

  private static func after(_ done: String, _ request: PageRequest, _ work: (Address) async throws -> Void) async throws
    -> PageReply
  {
    let address = try Address(request.query["address", default: ""])
    return try await request.submitted(to: "\(path(of: address))?done=\(done)") {
      try await work(address)
    } otherwise: {
      try await page(request, $0, of: done)
    }
  }

  /// `part` is the form that `fault` is about.
  private static func page(_ request: PageRequest, _ fault: Fault? = nil, of part: String = "") async throws
    -> PageContent
  {
    let principal = try request.principal()
    let address = try Address(request.query["address", default: ""])
    let shown = try await request.plane.ask(ShowGroup(address: address), as: principal)
    let members = try await request.plane.ask(
      ListMembers(address: address, after: request.query["after"], limit: 100), as: principal)
    func may(_ permission: Permission) -> Bool { principal.may(permission, in: .account(address)) }
    var data: [String: any Sendable] = [
      "name": shown.group.name, "posting": shown.group.posting.name, "count": "\(shown.members)",
      "created": PageTime.text(shown.group.created), "any": !members.items.isEmpty,
      "leaves": may(LeaveGroup.permission),
      "members": members.items.map { row(of: $0, leaves: may(LeaveGroup.permission)) as any Sendable }
        as [any Sendable],
      "next": members.next.map { "?after=\(PagePath.escaped($0))" } ?? "",
      "held": shown.group.moderated ? ModerationPage.path(of: address) : "",
      "posters": shown.group.posters.map(\.text).joined(separator: ", "),
      "owners": owners(of: shown, mayRemove: may(RemoveGroupOwner.permission)),
    ]
    if may(ChangeGroup.permission) {
      data["details"] = try details(shown, request, part == "details" ? fault : nil).data
    }
    if may(JoinGroup.permission) { data["join"] = join(address, request, part == "join" ? fault : nil).data }
    if may(AddGroupOwner.permission) {
      data["owner"] =
        ConsoleForm(
          "\(path(of: address))/owner", [FormField("owner", .text, Text(en: "Account", es: "Cuenta"))],
          submit: Text(en: "Make it an owner", es: "Hacerla responsable"), values: part == "owner" ? request.form : [:],
          fault: part == "owner" ? fault : nil
        ).data
    }
    if let fault, part == "leave" { data["problem"] = fault.message }
    var content = PageContent(
      Text(verbatim: address.text), template, data, notice: fault == nil ? notice(request.query["done"]) : nil,
      status: fault == nil ? 200 : 422)
    content.trail = [.init(Text(en: "Groups", es: "Grupos"), GroupsPage.path)]
    return content
  }

  private static func row(of membership: Membership, leaves: Bool) -> [String: any Sendable] {
    var row: [String: any Sendable] = [
      "member": membership.member.text, "since": PageTime.text(membership.created),
      "until": membership.until.map(PageTime.text) ?? "—",
    ]
    if leaves {
      row["leave"] =
        ConsoleForm(
          "\(path(of: membership.group))/leave", [.hidden("member")], submit: Text(en: "Take out", es: "Sacar"),
          isInline: true, values: ["member": membership.member.text]
        ).data
    }
    return row
  }

  private static func owners(of shown: GroupInFull, mayRemove: Bool) -> [any Sendable] {
    shown.owners.map { owner in
      var row: [String: any Sendable] = ["owner": owner.text]
      if mayRemove {
        row["remove"] =
          ConsoleForm(
            "\(path(of: shown.group.address))/without-owner", [.hidden("owner")],
            submit: Text(en: "Owner no more", es: "Ya no es responsable"), isInline: true,
            values: ["owner": owner.text]
          ).data
      }
      return row as any Sendable
    }
  }

  private static func details(_ shown: GroupInFull, _ request: PageRequest, _ fault: Fault?) throws -> ConsoleForm {
    let group = shown.group
    let present = [
      "displayName": group.name, "posting": group.posting.rawValue,
      "posters": group.posters.map(\.text).joined(separator: "\n"), "moderated": group.moderated ? "yes" : "",
    ]
    return ConsoleForm(
      "\(path(of: group.address))/details", ruleFields, submit: Text(en: "Save", es: "Guardar"),
      values: fault == nil ? present : present.merging(request.form) { $1 }, fault: fault, present: present,
      seen: try request.seen(shown, after: fault))
  }

  private static func join(_ address: Address, _ request: PageRequest, _ fault: Fault?) -> ConsoleForm {
    ConsoleForm(
      "\(path(of: address))/join",
      [
        FormField(
          "members", .lines, Text(en: "Who joins", es: "Quién entra"),
          hint: Text(
            en: "An address in each line: accounts, addresses elsewhere, aliases or groups.",
            es: "Una dirección por línea: cuentas, direcciones de fuera, alias o grupos.")),
        FormField(
          "until", .day, Text(en: "Until", es: "Hasta"),
          hint: Text(en: "Empty for no end.", es: "Vacío si no tiene fin."), isRequired: false),
      ], submit: Text(en: "Take in", es: "Incorporar"), values: fault == nil ? [:] : request.form, fault: fault)
  }

  private static func notice(_ done: String?) -> Text? {
    switch done {
    case "added": Text(en: "The group is there. Take members in.", es: "El grupo está listo. Incorpore miembros.")
    case "details": Text(en: "The changes are in force.", es: "Los cambios están en vigor.")
    case "join": Text(en: "They are in the group.", es: "Ya están en el grupo.")
    case "leave": Text(en: "The group's mail goes there no more.", es: "El correo del grupo ya no va allí.")
    case "owner": Text(en: "The owners are changed.", es: "Los responsables han cambiado.")
    default: nil
    }
  }

  private static let template = PageTemplate(
    "group",
    texts: [
      "posting": Text(en: "Takes mail from", es: "Acepta correo de"), "besides": Text(en: "and from", es: "y de"),
      "since": Text(en: "Since", es: "Desde"), "until": Text(en: "Until", es: "Hasta"),
      "members": Text(en: "Members", es: "Miembros"), "member": Text(en: "Member", es: "Miembro"),
      "none": Text(
        en: "Nobody is in it yet; until then its address does not exist for those who write to it.",
        es: "Aún no hay nadie; hasta entonces su dirección no existe para quien le escriba."),
      "next": Text(en: "Next page", es: "Página siguiente"), "join": Text(en: "Take in", es: "Incorporar"),
      "rules": Text(en: "Name and rules", es: "Nombre y reglas"),
      "owners": Text(en: "Owners", es: "Responsables"), "what": Text(en: "What can be done", es: "Qué puede hacerse"),
      "ownerMay": Text(
        en: "An owner decides who is in the group and about messages that wait for it, and nothing else.",
        es: "Un responsable decide quién está en el grupo y sobre los mensajes que lo esperan, y nada más."),
      "heldPosts": Text(en: "Messages that wait", es: "Mensajes que esperan"),
    ],
    """
    <p>{{name}}</p>
    <p>{{t.posting}}: {{posting}}{{#posters}}, {{t.besides}} {{posters}}{{/posters}} · {{t.since}} {{created}}</p>
    {{#held}}<p><a href="{{held}}">{{t.heldPosts}}</a></p>{{/held}}
    <section><h2>{{t.members}} ({{count}})</h2>
    {{#problem}}<p class="message bad" role="alert">{{problem}}</p>{{/problem}}
    {{^any}}<p class="message due">{{t.none}}</p>{{/any}}
    {{#any}}<div class="card table"><table>
    <thead><tr><th scope="col">{{t.member}}</th><th scope="col">{{t.since}}</th><th scope="col">{{t.until}}</th>{{#leaves}}<th scope="col">{{t.what}}</th>{{/leaves}}</tr></thead>
    <tbody>
    {{#members}}<tr><td>{{member}}</td><td>{{since}}</td><td>{{until}}</td>{{#leave}}<td>{{>form}}</td>{{/leave}}</tr>
    {{/members}}
    </tbody></table></div>{{/any}}
    {{#next}}<p class="pages"><a href="{{next}}">{{t.next}}</a></p>{{/next}}
    {{#join}}<h3>{{t.join}}</h3>{{>form}}{{/join}}
    </section>
    {{#details}}<section><h2>{{t.rules}}</h2>{{>form}}</section>{{/details}}
    <section><h2>{{t.owners}}</h2>
    <p class="quiet">{{t.ownerMay}}</p>
    {{#owners}}<p>{{owner}} {{#remove}}{{>form}}{{/remove}}</p>{{/owners}}
    {{#owner}}{{>form}}{{/owner}}
    </section>
    """)
}
