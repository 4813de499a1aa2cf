import Foundation
import Kernel
import MailModel
import Surface

/// What opens an account: its app passwords and sessions.
enum AccountAccessPage {
  static let pages: [ConsolePage] = [
    .show(
      "/app-passwords", for: .signedIn,
      entry: .init(Text(en: "App passwords", es: "Contraseñas de aplicación"), order: 91, in: .own)
    ) { request in
      guard let owner = request.signedIn else { return .redirect(to: "/") }
      return .redirect(to: path(of: owner.address))
    },
    .show("/accounts/{address}/access", for: .signedIn) { request in .page(try await page(request)) },
    .submit("/accounts/{address}/access/app-passwords", for: .signedIn, add),
    .submit("/accounts/{address}/access/app-passwords/remove", for: .signedIn) { request in
      try await after(request) { address in
        let remove = RemoveAppPassword(address: address, name: request.form["name", default: ""])
        _ = try await request.plane.perform(remove, as: request.principal())
      }
    },
    .submit("/accounts/{address}/access/sessions/end", for: .signedIn) { request in
      try await after(request) { address in
        let end = EndSession(address: address, id: request.form["id", default: ""])
        _ = try await request.plane.perform(end, as: request.principal())
      }
    },
  ]

  static func path(of address: Address) -> String { "\(AccountPage.path(of: address))/access" }

  private static func after(_ request: PageRequest, _ work: (Address) async throws -> Void) async throws -> PageReply {
    let address = try AccountPage.address(request)
    return try await request.submitted(to: "\(path(of: address))?done=removed") {
      try await work(address)
    } otherwise: { fault in
      try await page(request, fault)
    }
  }

  /// Its words are shown once, on the answer itself.
  private static func add(_ request: PageRequest) async throws -> PageReply {
    let address = try AccountPage.address(request)
    do {
      var add = AddAppPassword(address: address, name: request.form["name", default: ""])
      let protocols = request.all("protocols")
      if !protocols.isEmpty { add.protocols = try Protocols(protocols.joined(separator: " ")) }
      let networks = request.form["networks", default: ""].split { $0.isWhitespace || $0 == "," }
      if !networks.isEmpty {
        add.networks = try request.at("networks") { try networks.map { try Network(String($0)) } }
      }
      add.expires = try request.optional("expires") { try Day.parse($0) }
      let made = try await request.plane.perform(add, as: request.principal())
      return .page(try await page(request, made: made))
    } catch let fault as Fault where fault.code == .invalid || fault.code == .conflict {
      return .page(try await page(request, fault))
    }
  }

  private static func page(_ request: PageRequest, _ fault: Fault? = nil, made: NewAppPassword? = nil) async throws
    -> PageContent
  {
    let principal = try request.principal()
    let address = try AccountPage.address(request)
    let passwords = try await request.plane.ask(ListAppPasswords(address: address), as: principal)
    let mayEnd = principal.may(EndSession.permission, in: .account(address))
    let sessions =
      principal.may(ListSessions.permission, in: .account(address))
      ? try await request.plane.ask(ListSessions(address: address), as: principal) : []
    var data: [String: any Sendable] = [
      "passwords": passwords.map { line(of: $0, for: principal) as any Sendable } as [any Sendable],
      "anyPassword": !passwords.isEmpty, "anySession": !sessions.isEmpty,
      "sessions": sessions.map { line(of: $0, mayEnd: mayEnd) as any Sendable } as [any Sendable],
      "secret": made?.secret.value ?? "", "madeName": made?.entry.name ?? "",
    ]
    if principal.may(AddAppPassword.permission, in: .account(address)) {
      let form = addForm(of: address, isOwn: request.signedIn?.address == address)
      data["add"] = (made == nil ? form.filled([:], request, fault) : form).data
    }
    var content = PageContent(
      Text(en: "App passwords and sessions", es: "Contraseñas de aplicación y sesiones"), template, data,
      notice: fault == nil && made == nil ? request.notice : nil, status: fault == nil ? 200 : 422)
    content.trail = [.init(Text(verbatim: address.text), AccountPage.path(of: address))]
    return content
  }

  private static func line(of password: AppPassword, for principal: Principal) -> [String: any Sendable] {
    let may = principal.may(RemoveAppPassword.permission, in: .account(password.address))
    let remove = ConsoleForm(
      "\(path(of: password.address))/app-passwords/remove", [.hidden("name")],
      submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true, isInline: true, values: ["name": password.name])
    return [
      "name": password.name, "protocols": password.protocols.shown,
      "networks": password.networks.map(\.description).joined(separator: ", "),
      "expires": password.expires.map(PageTime.text) ?? "—", "created": PageTime.text(password.created),
      "remove": may ? remove.data as any Sendable : false,
    ]
  }

  private static func line(of session: Session, mayEnd: Bool) -> [String: any Sendable] {
    let end = ConsoleForm(
      "\(path(of: session.address))/sessions/end", [.hidden("id")], submit: Text(en: "End", es: "Terminar"),
      isDangerous: true, isInline: true, values: ["id": session.id])
    return [
      "client": session.client, "program": session.userAgent, "seen": PageTime.text(session.seen),
      "end": mayEnd ? end.data as any Sendable : false,
    ]
  }

  private static func addForm(of address: Address, isOwn: Bool) -> ConsoleForm {
    var fields = [
      FormField(
        "name", .text, Text(en: "What it is for", es: "Para qué es"), hint: Text(en: "As in: phone", es: "Como: móvil")),
      FormField(
        "protocols", .several(MailProtocol.allCases.map { .init($0.rawValue) }),
        Text(en: "Protocols", es: "Protocolos"), hint: Text(en: "None is all.", es: "Ninguno son todos."),
        isRequired: false),
      FormField(
        "networks", .text, Text(en: "From these networks only", es: "Solo desde estas redes"),
        hint: Text(en: "As in 192.0.2.0/24; empty is anywhere.", es: "Como 192.0.2.0/24; vacío es cualquiera."),
        isRequired: false),
      FormField("expires", .day, Text(en: "Ends on", es: "Termina el"), isRequired: false),
    ]
    if !isOwn {
      fields.append(
        FormField(
          "reason", .text, Text(en: "Reason", es: "Motivo"),
          hint: Text(en: "The owner of the mailbox sees it.", es: "Quien tiene el buzón lo ve.")))
    }
    return ConsoleForm(
      "\(path(of: address))/app-passwords", fields, submit: Text(en: "Make an app password", es: "Crear contraseña"))
  }

  private static let template = PageTemplate(
    "account-access",
    texts: [
      "passwords": Text(en: "App passwords", es: "Contraseñas de aplicación"), "name": Text(en: "Name", es: "Nombre"),
      "protocols": Text(en: "Protocols", es: "Protocolos"), "networks": Text(en: "Networks", es: "Redes"),
      "ends": Text(en: "Ends", es: "Termina"), "since": Text(en: "Since", es: "Desde"),
      "action": Text(en: "Action", es: "Acción"),
      "sessions": Text(en: "Console sessions", es: "Sesiones de la consola"),
      "from": Text(en: "From", es: "Desde"), "program": Text(en: "Program", es: "Programa"),
      "seen": Text(en: "Last seen", es: "Última vez"),
      "noPassword": Text(en: "There is none yet.", es: "Aún no hay ninguna."),
      "noSession": Text(en: "Nobody is signed in.", es: "Nadie ha entrado."),
      "once": Text(
        en: "The new app password. Write it down now: it is not shown again.",
        es: "La contraseña de aplicación nueva. Anótela ahora: no se vuelve a mostrar."),
      "new": Text(en: "A new one", es: "Una nueva"),
    ],
    """
    {{#secret}}<div class="message good" role="status"><p>{{t.once}} ({{madeName}})</p><p><code>{{secret}}</code></p></div>{{/secret}}
    <section><h2>{{t.passwords}}</h2>
    {{^anyPassword}}<p class="quiet">{{t.noPassword}}</p>{{/anyPassword}}
    {{#anyPassword}}<div class="table" role="region" aria-label="{{t.passwords}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.name}}</th><th scope="col">{{t.protocols}}</th><th scope="col">{{t.networks}}</th><th scope="col">{{t.ends}}</th><th scope="col">{{t.since}}</th><th scope="col">{{t.action}}</th></tr></thead>
    <tbody>
    {{#passwords}}<tr><td>{{name}}</td><td>{{protocols}}</td><td>{{networks}}</td><td>{{expires}}</td><td>{{created}}</td><td>{{#remove}}{{>form}}{{/remove}}</td></tr>
    {{/passwords}}
    </tbody></table></div>{{/anyPassword}}
    </section>
    {{#add}}<section><h2>{{t.new}}</h2>{{>form}}</section>{{/add}}
    <section><h2>{{t.sessions}}</h2>
    {{^anySession}}<p class="quiet">{{t.noSession}}</p>{{/anySession}}
    {{#anySession}}<div class="table" role="region" aria-label="{{t.sessions}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.from}}</th><th scope="col">{{t.program}}</th><th scope="col">{{t.seen}}</th><th scope="col">{{t.action}}</th></tr></thead>
    <tbody>
    {{#sessions}}<tr><td>{{client}}</td><td>{{program}}</td><td>{{seen}}</td><td>{{#end}}{{>form}}{{/end}}</td></tr>
    {{/sessions}}
    </tbody></table></div>{{/anySession}}
    </section>
    """)
}
