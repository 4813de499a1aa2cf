import Foundation
import MailModel
import Surface

/// The way in through the identity provider.
enum ProviderSignInPage {
  static let pages: [ConsolePage] = [
    .show("/sign-in/provider", for: .anyone) { request in
      try await orRefused {
        let attempt = ProviderAttempt()
        let place = try await ProviderDesk(request).start(attempt, back: SignInPurpose(request).back)
        return .redirect(to: place, cookies: [attempt.header])
      }
    },
    .show(ProviderDesk.answerPath, for: .anyone) { request in
      try await orRefused {
        guard let attempt = ProviderAttempt(request), let back = attempt.back(in: request.query["state", default: ""])
        else {
          throw Fault.provider(
            .forbidden, en: "this sign-in was not begun in this browser, or took too long",
            es: "este inicio de sesión no empezó en este navegador, o tardó demasiado",
            hint: Text(en: "begin again", es: "empiece de nuevo"))
        }
        let session = try await ProviderDesk(request).finish(attempt, request.query)
        return .page(arrival(session, back: back))
      }
    },
  ]

  /// A page of ours leads on: the browser brings cookies that are for our own pages alone only where one of those sent it
  /// (RFC 6265bis §5.2), and the provider's sent it here.
  private static func arrival(_ session: (secret: Secret, awaitsCode: Bool), back: String) -> PageContent {
    let place = session.awaitsCode ? "/sign-in/code" : back
    let cookie = session.awaitsCode ? PendingCookie.header(session.secret) : SessionCookie.header(session.secret)
    var page = PageContent(
      Text(en: "You are signed in", es: "Ha entrado"), arrivalTemplate, ["place": place],
      cookies: [cookie, ProviderAttempt.removal])
    page.leadsTo = place
    return page
  }

  private static func orRefused(_ work: () async throws -> PageReply) async throws -> PageReply {
    do {
      return try await work()
    } catch let fault as Fault where fault.field == "provider" {
      return .page(
        PageContent(
          Text(en: "That did not let you in", es: "No ha podido entrar"), refusalTemplate,
          ["problem": fault.message, "advice": fault.hint ?? Text(verbatim: "")],
          status: fault.code == .unavailable ? 503 : 403, cookies: [ProviderAttempt.removal]))
    }
  }

  private static let arrivalTemplate = PageTemplate(
    "provider-arrival",
    texts: ["on": Text(en: "Continue", es: "Continuar")],
    """
    <div class="card narrow"><p><a class="button" href="{{place}}">{{t.on}}</a></p></div>
    """)

  private static let refusalTemplate = PageTemplate(
    "provider-refused",
    texts: ["back": Text(en: "Back to the sign-in", es: "Volver al inicio de sesión")],
    """
    <div class="card narrow">
    <p class="message bad" role="alert">{{problem}}{{#advice}} <span>{{advice}}</span>{{/advice}}</p>
    <p><a href="/sign-in">{{t.back}}</a></p>
    </div>
    """)
}
