import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel
import NIOCore

/// The console: pages of the capabilities, in one frame, for people with a browser and without a script.
struct ConsoleDoor: Sendable {
  let pages: [ConsolePage]
  let plane: ControlPlane
  let identity: WebIdentity

  /// Octets of a form.
  private static let formLimit = 64 << 10

  func add(to router: Router<WebContext>) {
    router.get(RouterPath(Stylesheet.path)) { _, _ in Stylesheet.response }
    router.post("/language") { request, context in try await chooseLanguage(request, context) }
    for page in pages {
      router.on(RouterPath(page.path), method: page.isForm ? .post : .get) { request, context in
        try await answer(page, request, context)
      }
    }
  }

  private func answer(_ page: ConsolePage, _ request: Hummingbird.Request, _ context: WebContext) async throws
    -> Response
  {
    let visitor = try await Visitor(request, context, identity: identity)
    guard page.isOpen(to: visitor.signedIn) else { return try refusal(visitor, context) }
    let form = try await Self.form(of: request)
    if page.isForm { try visitor.require(form, request) }
    let asked = PageRequest(
      plane: plane, language: context.language, client: context.client, query: Self.query(of: request, context),
      form: form, cookies: Self.cookies(of: request), signedIn: visitor.signedIn)
    switch try await page.answer(asked) {
    case .redirect(let place, let cookies):
      return response(.seeOther, headers: [.location: place], cookies: cookies)
    case .page(let content):
      let frame = ConsoleFrame(pages: pages, visitor: visitor, language: context.language, path: request.uri.path)
      return try response(
        .init(code: content.status), body: frame.html(content), cookies: content.cookies + visitor.newCookies)
    }
  }

  /// Whoever is not signed in is asked to; whoever is may not.
  private func refusal(_ visitor: Visitor, _ context: WebContext) throws -> Response {
    guard let signedIn = visitor.signedIn else { return response(.seeOther, headers: [.location: "/sign-in"]) }
    throw Fault(
      .forbidden, en: "\(signedIn.address) may not see this page", es: "\(signedIn.address) no puede ver esta página",
      hint: Text(en: "ask an administrator for a role", es: "pida un rol a un administrador"))
  }

  private func chooseLanguage(_ request: Hummingbird.Request, _ context: WebContext) async throws -> Response {
    let visitor = try await Visitor(request, context, identity: identity)
    let form = try await Self.form(of: request)
    try visitor.require(form, request)
    let language = form["language"].flatMap(Language.init(rawValue:)) ?? context.language
    return response(
      .seeOther, headers: [.location: Self.local(form["back"])], cookies: [LanguageCookie.header(language)])
  }

  /// A path of ours; anything else would send people elsewhere.
  private static func local(_ path: String?) -> String {
    guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
      path.unicodeScalars.allSatisfy({ $0.isASCII && $0.value > 0x20 })
    else { return "/" }
    return path
  }

  private func response(
    _ status: HTTPResponse.Status, headers: HTTPFields = [:], body: String = "", cookies: [String] = []
  ) -> Response {
    var headers = headers
    if !body.isEmpty { headers[.contentType] = "text/html; charset=utf-8" }
    for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
    return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: body)))
  }

  /// An error for people: the same frame, what happened and what to do.
  func page(_ failure: Failure, _ request: Hummingbird.Request, _ context: WebContext) async throws -> Response {
    let visitor = try await Visitor(request, context, identity: identity)
    let frame = ConsoleFrame(pages: pages, visitor: visitor, language: context.language, path: "/")
    let content = PageContent(
      Text(en: "That did not work", es: "No ha funcionado"), .failure,
      ["message": failure.message, "hint": failure.hint ?? Text(verbatim: ""), "status": "\(failure.status.code)"])
    return try response(failure.status, body: frame.html(content))
  }
}

extension ConsoleDoor {
  private static func form(of request: Hummingbird.Request) async throws -> [String: String] {
    guard request.method == .post else { return [:] }
    let buffer = try await request.body.collect(upTo: formLimit)
    return pairs(String(buffer: buffer))
  }

  /// `application/x-www-form-urlencoded` (URL Standard §5.1).
  private static func pairs(_ text: String) -> [String: String] {
    let pairs = text.split(separator: "&").map { pair -> (String, String) in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        $0.replacing("+", with: " ").removingPercentEncoding ?? ""
      }
      return (parts[0], parts.count == 2 ? parts[1] : "")
    }
    return Dictionary(pairs) { first, _ in first }
  }

  private static func query(of request: Hummingbird.Request, _ context: WebContext) -> [String: String] {
    var query = pairs(request.uri.query ?? "")
    for (name, value) in context.parameters { query[String(name)] = String(value).removingPercentEncoding ?? "" }
    return query
  }

  private static func cookies(of request: Hummingbird.Request) -> [String: String] {
    Dictionary(
      request.headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair in
        let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }
    ) { first, _ in first }
  }
}

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
    let made = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.map { String(format: "%02x", $0) }.joined()
    formToken = FormToken(session: Secret(made))
    newCookies = ["\(Self.cookie)=\(made); Path=/; Secure; HttpOnly; SameSite=Strict"]
  }

  /// Refuses what comes from another site: by the browser's own word for it, and by the token.
  func require(_ form: [String: String], _ request: Hummingbird.Request) throws(Fault) {
    let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] } ?? "same-origin"
    try formToken.require(site == "same-origin" || site == "none" ? form[FormToken.field] : nil)
  }
}
