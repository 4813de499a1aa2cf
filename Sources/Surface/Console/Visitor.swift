import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel

/// Who looks at a page, and the token of the forms on it.
struct Visitor: Sendable {
  let signedIn: SignedIn?
  let formToken: FormToken
  /// Before the sign-in forms hang on a cookie of their own.
  let newCookies: [String]

  private static let cookie = "__Host-palomar-form"

  init(_ request: Hummingbird.Request, _ context: WebContext, identity: WebIdentity) async throws {
    if let secret = SessionCookie.secret(in: request),
      let signedIn = try await identity.session(secret, context.client)
    {
      self.signedIn = signedIn
      formToken = FormToken(session: secret)
      newCookies = []
      return
    }
    signedIn = nil
    if let known = request.cookies[Self.cookie]?.value, known.count >= 32 {
      formToken = FormToken(session: Secret(known))
      newCookies = []
      return
    }
    let made = SymmetricKey(size: .bits256).hexadecimal
    formToken = FormToken(session: Secret(made))
    newCookies = ["\(Self.cookie)=\(made); Path=/; Secure; HttpOnly; SameSite=Strict"]
  }

  /// Whether the browser says that one of our own pages sent this (Fetch Metadata §2.3). Without the header: no.
  static func isOwn(_ request: Hummingbird.Request) -> Bool {
    HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] } == "same-origin"
  }

  /// Refuses what comes from another site: by the browser's own word for it, and by the token.
  func require(_ form: [String: String], _ request: Hummingbird.Request) throws(Fault) {
    let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] } ?? "same-origin"
    try formToken.require(site == "same-origin" || site == "none" ? form[FormToken.field] : nil)
  }
}
