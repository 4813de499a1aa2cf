import Foundation
import Kernel
import MailModel
import Surface

/// What everybody looks after for themselves: password, second factor, sessions.
enum ProfilePage {
  static let pages: [ConsolePage] = [
    .show("/profile", for: .signedIn, entry: .init(Text(en: "Profile", es: "Perfil"), order: 90, in: .own)) { request in
      .page(try await page(request))
    },
    .submit("/profile/password", for: .signedIn, changePassword),
    .submit("/profile/sessions/end", for: .signedIn) { request in
      let owner = try owner(request)
      let end = EndSession(address: owner.address, id: request.form["id", default: ""])
      return try await after("session", request) { _ = try await request.plane.perform(end, as: request.principal()) }
    },
    .submit("/profile/second-factor/start", for: .signedIn) { request in
      let owner = try owner(request)
      let offer = try await request.plane.perform(
        StartSecondFactor(address: owner.address), as: request.principal())
      return .page(offerPage(offer))
    },
    .submit("/profile/second-factor/confirm", for: .signedIn, confirm),
    .submit("/profile/second-factor/remove", for: .signedIn, giveUp),
  ]

  private static func owner(_ request: PageRequest) throws -> SignedIn {
    _ = try request.principal()
    guard let signedIn = request.signedIn else { throw SecondFactor.wrong }
    return signedIn
  }

  private static func changePassword(_ request: PageRequest) async throws -> PageReply {
    let owner = try owner(request)
    return try await after("password", request) {
      try await SignInDesk(plane: request.plane).changePassword(
        of: owner.address, from: Secret(request.form["presentPassword", default: ""]),
        to: Secret(request.form["password", default: ""]), as: request.principal())
    }
  }

  private static func giveUp(_ request: PageRequest) async throws -> PageReply {
    let owner = try owner(request)
    return try await after("no-factor", request) {
      try await SignInDesk(plane: request.plane).giveUpSecondFactor(
        of: owner.address, code: Secret(request.form["code", default: ""]), as: request.principal())
    }
  }

  private static func confirm(_ request: PageRequest) async throws -> PageReply {
    let owner = try owner(request)
    let action = ConfirmSecondFactor(address: owner.address, code: Secret(request.form["code", default: ""]))
    do {
      let codes = try await request.plane.perform(action, as: request.principal())
      return .page(codesPage(codes))
    } catch let fault as Fault where fault.code == .invalid {
      return .page(offerPage(nil, fault))
    }
  }

  /// Back to the profile with a word of what was done, or the profile with the fault at its field.
  private static func after(_ done: String, _ request: PageRequest, _ work: () async throws -> Void) async throws
    -> PageReply
  {
    do {
      try await work()
      return .redirect(to: "/profile?done=\(done)")
    } catch let fault as Fault where fault.code != .forbidden {
      return .page(try await page(request, fault))
    }
  }
}

/// How it looks.
extension ProfilePage {
  private static func page(_ request: PageRequest, _ fault: Fault? = nil) async throws -> PageContent {
    let owner = try owner(request)
    let principal = try request.principal()
    let sessions = try await request.plane.ask(ListSessions(address: owner.address), as: principal)
    let factor = try await request.plane.ask(ShowSecondFactor(address: owner.address), as: principal)
    return PageContent(
      Text(verbatim: owner.displayName.isEmpty ? owner.address.text : owner.displayName), template,
      [
        "address": owner.address.text, "password": passwordForm(fault).data, "factor": factor.isActive,
        "codes": Text(
          en: "\(factor.recoveryCodesLeft) recovery codes are left.",
          es: "Quedan \(factor.recoveryCodesLeft) códigos de recuperación."),
        "duty": SecondFactorDutyPage.reminder(factor) ?? Text(verbatim: ""),
        "start": startForm(fault).data, "remove": removeForm(fault).data,
        "sessions": sessions.map { line(of: $0, isThis: $0.id == owner.session) as any Sendable } as [any Sendable],
      ], notice: fault == nil ? request.query["done"].flatMap(notice) : nil, status: fault == nil ? 200 : 422)
  }

  private static func notice(_ done: String) -> Text? {
    switch done {
    case "password": Text(en: "The new password is set.", es: "La contraseña nueva está puesta.")
    case "session": Text(en: "The session has ended.", es: "La sesión ha terminado.")
    case "no-factor": Text(en: "The second factor is removed.", es: "El segundo factor está eliminado.")
    default: nil
    }
  }

  private static func line(of session: Session, isThis: Bool) -> [String: any Sendable] {
    let end = ConsoleForm(
      "/profile/sessions/end", [FormField("id", .hidden, Text(verbatim: ""))],
      submit: Text(en: "End", es: "Terminar"), isDangerous: true, isInline: true, values: ["id": session.id])
    return [
      "client": session.client, "program": session.userAgent, "isThis": isThis, "end": end.data,
      "created": PageTime.text(session.created), "seen": PageTime.text(session.seen),
    ]
  }

  private static func passwordForm(_ fault: Fault?) -> ConsoleForm {
    ConsoleForm(
      "/profile/password",
      [
        FormField(
          "presentPassword", .password, Text(en: "Present password", es: "Contraseña actual"),
          autocomplete: "current-password"),
        FormField(
          "password", .password, Text(en: "New password", es: "Contraseña nueva"),
          hint: Text(
            en: "At least \(PasswordRule.minimum) characters; several words are easy to remember and hard to guess.",
            es: "Al menos \(PasswordRule.minimum) caracteres; varias palabras se recuerdan bien y se adivinan mal."),
          autocomplete: "new-password"),
      ],
      submit: Text(en: "Change password", es: "Cambiar contraseña"), fault: isAboutFactor(fault) ? nil : fault)
  }

  private static func isAboutFactor(_ fault: Fault?) -> Bool {
    fault?.field == "code" || fault?.field == SecondFactorDuty.field
  }

  private static func startForm(_ fault: Fault?) -> ConsoleForm {
    ConsoleForm("/profile/second-factor/start", submit: Text(en: "Set up", es: "Configurar"))
  }

  private static func removeForm(_ fault: Fault?) -> ConsoleForm {
    ConsoleForm(
      "/profile/second-factor/remove", [codeField], submit: Text(en: "Remove", es: "Eliminar"), isDangerous: true,
      fault: isAboutFactor(fault) ? fault : nil)
  }

  private static let codeField = FormField(
    "code", .code, Text(en: "Code", es: "Código"),
    hint: Text(en: "Six digits from the app.", es: "Seis cifras de la aplicación."), autocomplete: "one-time-code")

  /// The key is shown once; after a wrong code it is in the app already.
  private static func offerPage(_ offer: SecondFactorOffer?, _ fault: Fault? = nil) -> PageContent {
    let confirm = ConsoleForm(
      "/profile/second-factor/confirm", [codeField], submit: Text(en: "Confirm", es: "Confirmar"), fault: fault)
    var data: [String: any Sendable] = ["confirm": confirm.data, "again": startForm(nil).data]
    if let offer {
      data["key"] = offer.key.value
      data["link"] = offer.link.value
    }
    return PageContent(
      Text(en: "Set up the second factor", es: "Configurar el segundo factor"), offerTemplate, data,
      status: fault == nil ? 200 : 422)
  }

  private static func codesPage(_ codes: RecoveryCodes) -> PageContent {
    PageContent(
      Text(en: "Recovery codes", es: "Códigos de recuperación"), codesTemplate,
      ["codes": codes.recoveryCodes.map { $0.value as any Sendable } as [any Sendable]],
      notice: Text(en: "The second factor is in force.", es: "El segundo factor está en vigor."))
  }

  private static let template = PageTemplate(
    "profile",
    texts: [
      "password": Text(en: "Password", es: "Contraseña"),
      "others": Text(
        en: "All other sessions end with it. Mail programs need the new one too.",
        es: "Con ella terminan las demás sesiones. Los programas de correo también necesitan la nueva."),
      "factor": Text(en: "Second factor", es: "Segundo factor"),
      "on": Text(en: "On", es: "Activo"), "off": Text(en: "Off", es: "Inactivo"),
      "why": Text(
        en: "With an authenticator app on your phone, a stolen password alone lets nobody in here.",
        es: "Con una aplicación de autenticación en el teléfono, una contraseña robada no basta para entrar aquí."),
      "passkeys": Text(en: "Your passkeys", es: "Sus llaves de acceso"),
      "sessions": Text(en: "Sessions", es: "Sesiones"), "from": Text(en: "From", es: "Desde"),
      "program": Text(en: "Program", es: "Programa"), "seen": Text(en: "Last seen", es: "Última vez"),
      "since": Text(en: "Since", es: "Inicio"), "this": Text(en: "this one", es: "esta"),
      "action": Text(en: "Action", es: "Acción"),
      "filters": Text(en: "My filters", es: "Mis filtros"), "vacation": Text(en: "Vacation", es: "Ausencia"),
      "delegations": Text(en: "Access to my mailbox", es: "Acceso a mi buzón"),
      "accesses": Text(en: "Who was let into my mailbox", es: "Quién obtuvo acceso a mi buzón"),
    ],
    """
    <p class="quiet">{{address}}</p>
    <section><h2>{{t.password}}</h2><p>{{t.others}}</p>{{#password}}{{>form}}{{/password}}</section>
    <section><h2>{{t.factor}}</h2>
    {{#factor}}<p><span class="tag good">{{t.on}}</span> {{codes}}</p>{{#remove}}{{>form}}{{/remove}}{{/factor}}
    {{#duty}}<p class="message bad">{{duty}}</p>{{/duty}}
    {{^factor}}<p><span class="tag due">{{t.off}}</span> {{t.why}}</p>{{#start}}{{>form}}{{/start}}{{/factor}}
    <p><a href="/profile/passkeys">{{t.passkeys}}</a></p>
    </section>
    <section><h2>{{t.sessions}}</h2>
    <div class="table" role="region" aria-label="{{t.sessions}}" tabindex="0"><table>
    <thead><tr><th scope="col">{{t.from}}</th><th scope="col">{{t.program}}</th><th scope="col">{{t.since}}</th><th scope="col">{{t.seen}}</th><th scope="col">{{t.action}}</th></tr></thead>
    <tbody>
    {{#sessions}}<tr><td>{{client}}</td><td>{{program}}</td><td>{{created}}</td><td>{{seen}}</td><td>{{#isThis}}{{t.this}}{{/isThis}}{{^isThis}}{{#end}}{{>form}}{{/end}}{{/isThis}}</td></tr>
    {{/sessions}}
    </tbody></table></div>
    </section>
    <p><a href="/profile/filters">{{t.filters}}</a> · <a href="/profile/vacation">{{t.vacation}}</a> · <a href="/profile/delegations">{{t.delegations}}</a></p>
    <p><a href="/profile/accesses">{{t.accesses}}</a></p>
    """)

  private static let offerTemplate = PageTemplate(
    "second-factor",
    texts: [
      "first": Text(
        en: "Open this link on the phone that has the authenticator app, or type the key into the app.",
        es: "Abra este enlace en el teléfono con la aplicación de autenticación, o escriba la clave en la aplicación."),
      "link": Text(en: "Open in the app", es: "Abrir en la aplicación"), "key": Text(en: "Key", es: "Clave"),
      "then": Text(
        en: "Then enter the code that the app shows. Until then nothing changes.",
        es: "Después escriba el código que muestra la aplicación. Hasta entonces nada cambia."),
      "lost": Text(en: "Is the key not in the app?", es: "¿La clave no está en la aplicación?"),
    ],
    """
    <div class="card">
    {{#key}}<p>{{t.first}}</p>
    <p>{{t.key}}: <code>{{key}}</code></p>
    <p><a href="{{link}}">{{t.link}}</a></p>{{/key}}
    <p>{{t.then}}</p>
    {{#confirm}}{{>form}}{{/confirm}}
    {{^key}}<p class="quiet">{{t.lost}}</p>{{#again}}{{>form}}{{/again}}{{/key}}
    </div>
    """)

  private static let codesTemplate = PageTemplate(
    "recovery-codes",
    texts: [
      "keep": Text(
        en: "Each of these replaces the app once. Write them down now: they are not shown again.",
        es: "Cada uno sustituye una vez a la aplicación. Anótelos ahora: no se vuelven a mostrar."),
      "done": Text(en: "I have written them down", es: "Los he anotado"),
    ],
    """
    <div class="card"><p>{{t.keep}}</p>
    <ul class="codes">{{#codes}}<li><code>{{.}}</code></li>
    {{/codes}}</ul>
    <p><a href="/profile">{{t.done}}</a></p></div>
    """)
}
