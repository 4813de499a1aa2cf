import Kernel
import MailModel
import Surface

/// Where a link for a new password leads. It tells nobody whether an address exists, since nobody types one here.
enum PasswordLinkPage {
  static let root = "/new-password"

  static let pages: [ConsolePage] = [
    .show("\(root)/{link}", for: .anyone) { request in
      try await owner(request) == nil ? over : .page(page(request))
    },
    .submit("\(root)/{link}", for: .anyone, reset),
    .show("\(root)", for: .anyone) { _ in .page(PageContent(title, doneTemplate)) },
  ]

  private static func secret(_ request: PageRequest) -> Secret {
    Secret(request.query["link", default: ""])
  }

  private static func owner(_ request: PageRequest) async throws -> Address? {
    let now = request.plane.now()
    return try await request.plane.store.read { try PasswordLink.address(for: secret(request), at: now, in: $0) }
  }

  /// Whoever has no link hashes no passwords.
  private static func reset(_ request: PageRequest) async throws -> PageReply {
    guard let owner = try await owner(request) else { return over }
    let password = Secret(request.form["password", default: ""])
    let reset = ResetPassword(address: owner, password: password, linkSecret: secret(request))
    do {
      guard request.form["again"] == password.value else { throw different }
      let principal = Rights.owner(of: owner).coming(from: Origin(address: request.client.address))
      _ = try await request.plane.perform(reset, as: principal)
      return .redirect(to: root, cookies: [SessionCookie.removal])
    } catch let fault as Fault where fault.code == .conflict {
      return over
    } catch let fault as Fault where fault.code != .forbidden {
      return .page(page(request, fault))
    }
  }

  private static var different: Fault {
    Fault(
      .invalid, en: "the two passwords differ", es: "las dos contraseñas difieren",
      hint: Text(en: "type it twice", es: "escríbala dos veces"), field: "again")
  }

  private static let title = Text(en: "New password", es: "Contraseña nueva")

  private static func page(_ request: PageRequest, _ fault: Fault? = nil) -> PageContent {
    let form = ConsoleForm(
      "\(root)/\(PagePath.escaped(secret(request).value))",
      [
        FormField(
          "password", .password, title, hint: ChosenPassword.advice, autocomplete: "new-password"),
        FormField(
          "again", .password, Text(en: "The same again", es: "Otra vez la misma"), autocomplete: "new-password"),
      ],
      submit: Text(en: "Set password", es: "Poner contraseña"), fault: fault)
    return PageContent(title, template, ["form": form.data], status: fault == nil ? 200 : 422)
  }

  private static var over: PageReply {
    let fault = PasswordLink.over
    return .page(
      PageContent(
        title, overTemplate, ["message": fault.message, "hint": fault.hint ?? Text(verbatim: "")], status: 410))
  }

  private static let template = PageTemplate(
    "new-password",
    texts: [
      "effect": Text(
        en: "With it everybody is signed out of your account. Mail programs need the new one too.",
        es: "Con ella se cierran todas las sesiones de su cuenta. Los programas de correo también la necesitan.")
    ],
    """
    <div class="card narrow"><p>{{t.effect}}</p>{{#form}}{{>form}}{{/form}}</div>
    """)

  private static let overTemplate = PageTemplate(
    "new-password-over",
    """
    <div class="card narrow"><p class="message bad" role="alert">{{message}}</p><p>{{hint}}</p></div>
    """)

  private static let doneTemplate = PageTemplate(
    "new-password-done",
    texts: [
      "done": Text(en: "The new password is set.", es: "La contraseña nueva está puesta."),
      "in": Text(en: "Sign in with it", es: "Entrar con ella"),
    ],
    """
    <div class="card narrow"><p class="message good" role="status">{{t.done}}</p><p><a href="/sign-in">{{t.in}}</a></p></div>
    """)
}
