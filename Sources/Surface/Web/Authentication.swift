import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel

/// Finds out who asks: by the API token of `Authorization: Bearer` (RFC 6750 §2.1), or by the session's cookie.
struct Authentication: Sendable {
  let identity: WebIdentity

  func principal(of request: Hummingbird.Request, _ context: WebContext) async throws -> Principal {
    let principal = try await authenticated(request, context)
    var origin = principal.origin
    origin.address = context.client.address
    origin.reason = try RequestReason.read(in: request.headers)
    return principal.coming(from: origin)
  }

  /// What it is shown by: a token's secret, or a session's.
  func credential(of request: Hummingbird.Request) -> Secret? {
    request.headers[.authorization].map(Self.bearer) ?? SessionCookie.secret(in: request)
  }

  private func authenticated(_ request: Hummingbird.Request, _ context: WebContext) async throws -> Principal {
    if let header = request.headers[.authorization] {
      guard let secret = Self.bearer(in: header), let principal = try await identity.bearer(secret, context.client)
      else {
        throw Unauthenticated(
          message: Text(en: "this token is not valid here", es: "este token no vale aquí"),
          hint: Text(
            en: "it may have expired, been revoked, or be for other networks",
            es: "puede haber caducado, estar revocado o ser para otras redes"))
      }
      return principal
    }
    guard let secret = SessionCookie.secret(in: request),
      let signedIn = try await identity.session(secret, context.client)
    else {
      throw Unauthenticated(
        message: Text(en: "nobody is signed in", es: "nadie ha iniciado sesión"),
        hint: Text(en: "send Authorization: Bearer TOKEN", es: "envíe Authorization: Bearer TOKEN"))
    }
    if request.method != .get {
      try FormToken(session: secret).require(FormToken.headerName.flatMap { request.headers[$0] })
    }
    return signedIn.principal.coming(from: Origin(session: signedIn.session))
  }

  private static func bearer(in header: String) -> Secret? {
    let parts = header.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return Secret(parts[1].trimmingCharacters(in: .whitespaces))
  }
}

/// The cookie that carries a session's secret: for this host alone, over TLS alone, out of every script's reach, and
/// not sent along from other sites (RFC 6265bis §4.1.3.2, §4.1.2.7).
package enum SessionCookie {
  package static let name = "__Host-palomar"

  static func secret(in request: Hummingbird.Request) -> Secret? {
    request.cookies[name].map { Secret($0.value) }
  }

  package static func header(_ secret: Secret) -> String {
    "\(name)=\(secret.value); Path=/; Secure; HttpOnly; SameSite=Strict"
  }

  package static let removal = "\(name)=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"
}

/// Proves that a request comes from a page of ours: derived from a secret that no other site can read.
package struct FormToken: Sendable {
  package let text: String

  package static let field = "form-token"
  static let headerName = HTTPField.Name("Palomar-Form-Token")

  package init(session secret: Secret) {
    let digest = SHA256.hash(data: Data("form \(secret.value)".utf8))
    text = Data(digest).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  package func require(_ given: String?) throws(Fault) {
    // Equal lengths are compared octet by octet without an early end, so that time tells nothing.
    let left = Array(text.utf8)
    let right = Array((given ?? "").utf8)
    let differs = zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
    guard left.count == right.count, differs == 0 else {
      throw Fault(
        .forbidden, en: "this request does not come from a page of this session",
        es: "esta petición no viene de una página de esta sesión",
        hint: Text(en: "load the page again", es: "vuelva a cargar la página"), field: Self.field)
    }
  }
}
