import HTTPTypes
import Hummingbird
import Logging
import MailModel
import NIOCore

/// The context of one request over HTTPS.
struct WebContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  var client: WebClient
  var language = Language.english

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    let address = source.channel.remoteAddress?.ipAddress ?? "unknown"
    // A socket for both families shows IPv4 as part of IPv6, where all of it would count as one network.
    client = WebClient(address: (try? IPAddress(address))?.unmapped.text ?? address, userAgent: "")
  }
}

/// Reads who and in which language from the headers: the reader's own choice first, then the browser's.
struct ReaderMiddleware: RouterMiddleware {
  func handle(
    _ request: Hummingbird.Request, context: WebContext,
    next: (Hummingbird.Request, WebContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.client = WebClient(address: context.client.address, userAgent: request.headers[.userAgent] ?? "")
    context.language = Self.language(of: request)
    return try await next(request, context)
  }

  static func language(of request: Hummingbird.Request) -> Language {
    request.cookies[LanguageCookie.name].flatMap { Language(rawValue: $0.value) }
      ?? Language(acceptLanguage: request.headers[.acceptLanguage])
  }
}

/// Keeps the language that somebody chose, for a year.
enum LanguageCookie {
  static let name = "__Host-palomar-language"

  static func header(_ language: Language) -> String {
    "\(name)=\(language.rawValue); Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax"
  }
}
