import Foundation
import MailModel
import Surface

/// The way in by a passkey: alone, or after the password.
enum PasskeySignInPage {
  static let pages: [ConsolePage] = [
    .show("/sign-in/passkey", for: .anyone) { _ in .redirect(to: "/sign-in") },
    .submit("/sign-in/passkey", for: .anyone) { request in
      try await orBack(to: "/sign-in") {
        let form = try PasskeyForm(
          "/sign-in/passkey/answer", get: try await PasskeyDesk(request).signInOptions(),
          keeping: SignInPurpose(request).values)
        return .page(form.page(title, back: "/sign-in"))
      }
    },
    .submit("/sign-in/passkey/answer", for: .anyone) { request in
      try await orBack(to: "/sign-in") {
        let secret = try await PasskeyDesk(request).signIn(PasskeyForm.assertion(in: request.form))
        return SignInPurpose(request).reply(secret, cookies: [SessionCookie.header(secret)])
      }
    },
    .submit("/sign-in/code/passkey", for: .anyone) { request in
      guard let pending = PendingCookie.secret(in: request) else { return .redirect(to: "/sign-in") }
      return try await orBack(to: "/sign-in/code") {
        let secret = try await PasskeyDesk(request).pass(PasskeyForm.assertion(in: request.form), for: pending)
        return SignInPurpose(request).reply(
          secret, cookies: [SessionCookie.header(secret), PendingCookie.removal])
      }
    },
  ]

  /// What the sign-in page shows to browsers that know passkeys.
  static func button(_ purpose: SignInPurpose) -> ConsoleForm {
    ConsoleForm(
      "/sign-in/passkey", purpose.fields,
      submit: Text(en: "Sign in with a passkey", es: "Entrar con una llave de acceso"),
      values: purpose.values)
  }

  private static let title = Text(en: "Sign in with a passkey", es: "Entrar con una llave de acceso")

  private static func orBack(to place: String, _ work: () async throws -> PageReply) async throws -> PageReply {
    do {
      return try await work()
    } catch let fault as Fault where fault.field == "passkey" || fault.field == "provider" {
      return .page(
        PageContent(
          title, template, ["problem": fault.message, "advice": fault.hint ?? Text(verbatim: ""), "back": place],
          status: 403))
    }
  }

  private static let template = PageTemplate(
    "passkey-refused",
    texts: ["back": Text(en: "Back to the sign-in", es: "Volver al inicio de sesión")],
    """
    <div class="card narrow">
    <p class="message bad" role="alert">{{problem}}{{#advice}} <span>{{advice}}</span>{{/advice}}</p>
    <p><a href="{{back}}">{{t.back}}</a></p>
    </div>
    """)
}
