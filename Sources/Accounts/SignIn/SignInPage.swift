import Kernel
import MailModel
import Surface

/// The way in: address and password, then the code where there is a second factor.
enum SignInPage {
  static let pages: [ConsolePage] = [
    .show("/sign-in", for: .anyone) { request in
      let purpose = SignInPurpose(request)
      return request.signedIn == nil ? .page(try await passwordPage(request)) : .redirect(to: purpose.back ?? "/")
    },
    .submit("/sign-in", for: .anyone, signIn),
    .show("/sign-in/code", for: .anyone) { request in
      guard let secret = PendingCookie.secret(in: request),
        try await SignInDesk(plane: request.plane).awaitsCode(secret, from: request.client)
      else { return .redirect(to: "/sign-in") }
      return .page(try await codePage(request, secret))
    },
    .submit("/sign-in/code", for: .anyone, enterCode),
    .submit("/sign-out", for: .signedIn) { request in
      if let signedIn = request.signedIn {
        let end = EndSession(address: signedIn.address, id: signedIn.session)
        _ = try await request.plane.perform(end, as: request.principal())
      }
      return .redirect(to: "/sign-in", cookies: [SessionCookie.removal])
    },
  ]

  private static func signIn(_ request: PageRequest) async throws -> PageReply {
    let purpose = SignInPurpose(request)
    let outcome: SignInDesk.Outcome
    do {
      outcome = try await SignInDesk(plane: request.plane).signIn(
        request.form["address", default: ""].trimmingCharacters(in: .whitespaces),
        Secret(request.form["password", default: ""]), from: request.client, isBound: request.form["bound"] == "yes")
    } catch let fault as Fault where fault.code == .unavailable {
      return .page(try await passwordPage(request, fault, status: 503, retryAfter: Failure.pause))
    }
    switch outcome {
    case .open(let secret): return purpose.reply(secret, cookies: [SessionCookie.header(secret)])
    case .needsCode(let secret) where purpose.form == nil:
      return .redirect(to: "/sign-in/code\(purpose.query)", cookies: [PendingCookie.header(secret)])
    case .needsCode(let secret):
      var page = try await codePage(request, secret)
      page.cookies = [PendingCookie.header(secret)]
      return .page(page)
    case .refused: return .page(try await passwordPage(request, .wrongPassword, status: 403))
    case .wait(let seconds):
      return .page(try await passwordPage(request, .tooOften(seconds), status: 429, retryAfter: seconds))
    }
  }

  private static func enterCode(_ request: PageRequest) async throws -> PageReply {
    guard let pending = PendingCookie.secret(in: request) else { return .redirect(to: "/sign-in") }
    let desk = SignInDesk(plane: request.plane)
    let purpose = SignInPurpose(request)
    let code = Secret(request.form["code", default: ""])
    switch try await desk.enter(code: code, for: pending, from: request.client) {
    case .open(let secret):
      return purpose.reply(secret, cookies: [SessionCookie.header(secret), PendingCookie.removal])
    case .wait(let seconds):
      return .page(
        try await codePage(request, pending, .tooOften(seconds), status: 429, retryAfter: seconds))
    case .refused, .needsCode:
      guard try await desk.awaitsCode(pending, from: request.client) else { return .redirect(to: "/sign-in") }
      return .page(try await codePage(request, pending, SecondFactor.wrong, status: 403))
    }
  }

  private static func passwordPage(
    _ request: PageRequest, _ fault: Fault? = nil, status: Int = 200, retryAfter: Int? = nil
  ) async throws -> PageContent {
    let purpose = SignInPurpose(request)
    let provider = try await request.plane.store.read { try IdentityProvider.find(in: $0) }
    let form = ConsoleForm(
      "/sign-in",
      [
        FormField("address", .text, Text(en: "Email address", es: "Dirección de correo"), autocomplete: "username"),
        FormField("password", .password, Text(en: "Password", es: "Contraseña"), autocomplete: "current-password"),
        FormField(
          "bound", .check,
          Text(
            en: "End the session if my network address changes", es: "Terminar la sesión si cambia mi dirección de red"),
          isRequired: false),
      ] + purpose.fields,
      submit: Text(en: "Sign in", es: "Entrar"), values: request.form.merging(purpose.values) { $1 }, fault: fault)
    var content = PageContent(
      Text(en: "Sign in", es: "Iniciar sesión"), template,
      [
        "form": form.data, "kept": purpose.form != nil, "passkeyButton": PasskeySignInPage.button(purpose).data,
        "provider": provider?.label ?? "", "providerPage": "/sign-in/provider\(purpose.query)",
      ], status: status)
    content.retryAfter = retryAfter
    return content
  }

  /// The code of an app for whoever has one, a passkey for whoever has that.
  private static func codePage(
    _ request: PageRequest, _ pending: Secret, _ fault: Fault? = nil, status: Int = 200, retryAfter: Int? = nil
  ) async throws -> PageContent {
    let purpose = SignInPurpose(request)
    let form = ConsoleForm(
      "/sign-in/code",
      [
        FormField(
          "code", .code, Text(en: "Code", es: "Código"),
          hint: Text(
            en: "Six digits from your authenticator app, or one of your recovery codes.",
            es: "Seis cifras de su aplicación de autenticación, o uno de sus códigos de recuperación."),
          autocomplete: "one-time-code")
      ] + purpose.fields,
      submit: Text(en: "Continue", es: "Continuar"), values: purpose.values, fault: fault)
    let choices = try await PasskeyDesk(request).secondFactors(for: pending)
    var data: [String: any Sendable] = choices.app ? ["form": form.data] : [:]
    if let options = choices.passkey {
      data["passkey"] = try PasskeyForm("/sign-in/code/passkey", get: options, keeping: purpose.values).data
    }
    data["passkeyOnly"] = !choices.app && choices.passkey != nil
    data["passkeyElsewhere"] = !choices.app && choices.passkey == nil
    var content = PageContent(Text(en: "Second factor", es: "Segundo factor"), template, data, status: status)
    content.retryAfter = retryAfter
    return content
  }

  private static let template = PageTemplate(
    "sign-in",
    texts: [
      "kept": Text(
        en: "Your session has ended. What you typed is kept: sign in, and you can send it.",
        es: "Su sesión ha terminado. Lo que escribió se conserva: entre y podrá enviarlo."),
      "with": Text(en: "Sign in with", es: "Entrar con"),
      "passkey": Text(
        en: "Your device or security key asks for your finger, your face, its PIN or a touch.",
        es: "Su aparato o llave de seguridad le pide la huella, la cara, su PIN o un toque."),
      "only": Text(
        en: "Your second factor is a passkey, which needs a browser that runs scripts and knows passkeys.",
        es: "Su segundo factor es una llave de acceso, que necesita un navegador que ejecute scripts y las conozca."),
      "elsewhere": Text(
        en: "Your passkey was made for another address of this console. Open it there, or ask your support team.",
        es: "Su llave de acceso es para otra dirección de esta consola. Ábrala allí, o pregunte a su equipo de soporte."
      ),
    ],
    """
    <div class="card narrow">
    {{#kept}}<p class="message due" role="status">{{t.kept}}</p>{{/kept}}
    {{#passkeyOnly}}<p class="message due" data-without-passkeys>{{t.only}}</p>{{/passkeyOnly}}
    {{#passkeyElsewhere}}<p class="message due">{{t.elsewhere}}</p>{{/passkeyElsewhere}}
    {{#form}}{{>form}}{{/form}}
    {{#provider}}<p class="way"><a class="button" href="{{providerPage}}">{{t.with}} {{provider}}</a></p>{{/provider}}
    <div class="way" data-with-passkeys hidden>
    {{#passkeyButton}}{{>form}}{{/passkeyButton}}{{#passkey}}<p>{{t.passkey}}</p>{{>passkeyForm}}{{/passkey}}
    </div>
    </div>
    """)
}

extension Fault {
  fileprivate static let wrongPassword = Fault(
    .forbidden, en: "Address or password is not right.", es: "La dirección o la contraseña no es correcta.",
    hint: Text(
      en: "Capital letters matter in the password. Forgotten? Ask your support team for a new one.",
      es: "En la contraseña cuentan las mayúsculas. ¿La ha olvidado? Pida una nueva a su equipo de soporte."))

  static func tooOften(_ seconds: Int) -> Fault {
    let minutes = (seconds + 59) / 60
    return Fault(
      .unavailable, en: "That was wrong too often. Try again in \(minutes) min.",
      es: "Ha fallado demasiadas veces. Inténtelo de nuevo en \(minutes) min.")
  }
}

/// Carries the secret of a session that waits for its code.
enum PendingCookie {
  private static let name = "__Host-palomar-code"
  static let removal = "\(name)=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"

  static func header(_ secret: Secret) -> String {
    "\(name)=\(secret.value); Path=/; Max-Age=\(Int(Session.codeLimit)); Secure; HttpOnly; SameSite=Strict"
  }

  static func secret(in request: PageRequest) -> Secret? {
    request.cookies[name].map { Secret($0) }
  }
}
