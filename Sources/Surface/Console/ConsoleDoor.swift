import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel
import NIOCore

/// The console: pages of the capabilities, in one frame, for people with a browser, with scripts or without.
struct ConsoleDoor: Sendable {
  let pages: [ConsolePage]
  let plane: ControlPlane
  let identity: WebIdentity

  /// Octets of a form.
  private static let formLimit = 256 << 10

  func add(to router: Router<WebContext>) {
    router.get(RouterPath(Stylesheet.path)) { _, _ in Stylesheet.response }
    router.get(RouterPath(Script.path)) { _, _ in Script.response }
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
    let isOpen = page.isOpen(to: visitor.signedIn)
    let (form, files) = try await Self.form(of: request, uploads: isOpen ? page.uploads : 0)
    guard isOpen else {
      guard let signedIn = visitor.signedIn else { return try await signIn(visitor, form, request, context) }
      throw try await recorded(signedIn.refusal, of: page, signedIn, context)
    }
    if let held = visitor.signedIn?.confinement, !held.allows(page.path) {
      return response(.seeOther, headers: [.location: held.place])
    }
    if page.isForm { try await require(form, of: page, visitor, request, context) }
    let asked = PageRequest(
      plane: plane, language: context.language, client: context.client, path: request.uri.path,
      authority: request.head.authority ?? "", query: Self.query(of: request, context), form: form, files: files,
      cookies: Self.cookies(of: request), signedIn: visitor.signedIn)
    return try reply(await page.reply(to: asked), asked, visitor, request)
  }

  private func reply(
    _ reply: PageReply, _ asked: PageRequest, _ visitor: Visitor, _ request: Hummingbird.Request
  ) throws -> Response {
    switch reply {
    case .download(let download): return download.response
    case .redirect(let place, let cookies):
      return response(.seeOther, headers: [.location: place], cookies: cookies)
    case .page(let content):
      // Another language takes the page anew, and with it what was typed or is shown but once.
      let isAgain = request.method == .get || (visitor.signedIn == nil && SignInPurpose(asked).form == nil)
      let frame = ConsoleFrame(
        pages: pages, visitor: visitor, language: asked.language, path: request.uri.path,
        back: isAgain ? Self.place(of: request) : nil)
      var headers = content.refresh.map { Self.refresh($0) } ?? [:]
      headers[.retryAfter] = content.retryAfter.map { "\($0)" }
      if let place = content.leadsTo, let name = HTTPField.Name("Refresh") { headers[name] = "0; url=\(place)" }
      return try response(
        .init(code: content.status), headers: headers, body: frame.html(content),
        cookies: content.cookies + visitor.newCookies)
    }
  }

  private static func refresh(_ seconds: Int) -> HTTPFields {
    HTTPField.Name("Refresh").map { [$0: "\(seconds)"] } ?? [:]
  }

  /// Whoever is not signed in is asked to. What one of our own forms brings meanwhile waits in the sign-in's form.
  private func signIn(
    _ visitor: Visitor, _ form: [String: String], _ request: Hummingbird.Request, _ context: WebContext
  ) async throws -> Response {
    let kept = Visitor.isOwn(request) ? KeptForm(path: request.uri.path, form: form) : nil
    guard let kept, let page = pages.first(where: { $0.path == "/sign-in" && !$0.isForm }) else {
      let isPage = request.method == .get && request.uri.path != "/"
      let purpose = SignInPurpose(back: isPage ? Self.place(of: request) : nil)
      return response(.seeOther, headers: [.location: "/sign-in\(purpose.query)"])
    }
    let asked = PageRequest(
      plane: plane, language: context.language, client: context.client, path: page.path,
      authority: request.head.authority ?? "", query: [:], form: SignInPurpose(form: kept).values,
      cookies: Self.cookies(of: request), signedIn: nil)
    return try reply(await page.answer(asked), asked, visitor, request)
  }

  private func require(
    _ form: [String: String], of page: ConsolePage, _ visitor: Visitor, _ request: Hummingbird.Request,
    _ context: WebContext
  ) async throws {
    do {
      try visitor.require(form, request)
    } catch {
      guard let signedIn = visitor.signedIn else { throw error }
      throw try await recorded(error, of: page, signedIn, context)
    }
  }

  /// What somebody who is in may not see or send stands in the journal.
  private func recorded(_ fault: Fault, of page: ConsolePage, _ signedIn: SignedIn, _ context: WebContext) async throws
    -> Fault
  {
    let principal = signedIn.principal.coming(from: Origin(address: context.client.address))
    try await plane.recordRefusal("pages.refused", ["page": page.path], fault, of: principal)
    return fault
  }

  private static func place(of request: Hummingbird.Request) -> String {
    LocalPath.checked(request.uri.path + (request.uri.query.map { "?\($0)" } ?? ""))
  }

  private func chooseLanguage(_ request: Hummingbird.Request, _ context: WebContext) async throws -> Response {
    let visitor = try await Visitor(request, context, identity: identity)
    let (form, _) = try await Self.form(of: request)
    try visitor.require(form, request)
    let language = form["language"].flatMap(Language.init(rawValue:)) ?? context.language
    return response(
      .seeOther, headers: [.location: LocalPath.checked(form["back"])], cookies: [LanguageCookie.header(language)])
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
    let frame = ConsoleFrame(pages: pages, visitor: visitor, language: context.language, path: "/", back: nil)
    let content = PageContent(
      Text(en: "That did not work", es: "No ha funcionado"), .failure,
      ["message": failure.message, "hint": failure.hint ?? Text(verbatim: ""), "status": "\(failure.status.code)"])
    return try response(failure.status, body: frame.html(content))
  }
}

extension ConsoleDoor {
  private static func form(of request: Hummingbird.Request, uploads: Int = 0) async throws -> (
    fields: [String: String], files: [String: UploadedFile]
  ) {
    guard request.method == .post else { return ([:], [:]) }
    let buffer = try await request.body.collect(upTo: formLimit + uploads)
    guard let boundary = MultipartForm.boundary(in: request.headers[.contentType] ?? "") else {
      return (FormValues.parse(String(buffer: buffer)), [:])
    }
    let form = MultipartForm(Data(buffer.readableBytesView), boundary: boundary)
    return (form.fields, form.files)
  }

  private static func query(of request: Hummingbird.Request, _ context: WebContext) -> [String: String] {
    var query = FormValues.parse(request.uri.query ?? "")
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

extension SignedIn {
  fileprivate var refusal: Fault {
    Fault(
      .forbidden, en: "\(address) may not see this page", es: "\(address) no puede ver esta página",
      hint: Text(en: "ask an administrator for a role", es: "pida un rol a un administrador"))
  }
}
