import HTTPTypes
import Hummingbird

/// What every answer over HTTPS carries, errors included.
struct SecurityHeaders: RouterMiddleware {
  typealias Context = WebContext

  /// Pages have one script and one stylesheet of ours, nothing inline, and load nothing from elsewhere (CSP Level 3).
  static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].joined(separator: "; ")

  private static let transport = "Strict-Transport-Security"

  /// `Referrer-Policy: no-referrer` would take the `Origin` from our own forms (Fetch §3.2), so it is `same-origin`.
  private static let fields: [(String, String)] = [
    ("Content-Security-Policy", policy),
    (transport, "max-age=31536000"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
  ]

  func handle(
    _ request: Hummingbird.Request, context: WebContext,
    next: (Hummingbird.Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    let isBound = Self.binds(request.head.authority ?? "")
    for (name, value) in Self.fields where isBound || name != Self.transport {
      if let name = HTTPField.Name(name) { response.headers[name] = value }
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  /// Strict transport binds a name with all its ports (RFC 6797 §8.3): at `localhost` the pages of other programs would
  /// stop working.
  static func binds(_ authority: String) -> Bool {
    authority.split(separator: ":").first != "localhost"
  }
}
