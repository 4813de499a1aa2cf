import HTTPTypes
import Hummingbird
import Kernel
import MailModel
import NIOCore

/// Everything that answers over HTTPS: the API, and the console's pages.
package struct WebFace: Sendable {
  private let api: APIDoor
  private let console: ConsoleDoor
  private let others: [WireDoor]

  package init(_ capabilities: [Capability], plane: ControlPlane, identity: WebIdentity) {
    let doors = capabilities.flatMap(\.doors)
    api = APIDoor(doors: doors, plane: plane, identity: identity)
    let pages =
      [ProcessPage.home(capabilities.flatMap(\.evidence)), DesignPage.page, APIPage.page(doors)]
      + capabilities.flatMap(\.pages)
    console = ConsoleDoor(pages: pages, plane: plane, identity: identity)
    others = capabilities.flatMap(\.protocols).map { WireDoor(spoken: $0, plane: plane, identity: identity) }
  }

  func router() -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: SecurityHeaders())
    router.add(middleware: ReaderMiddleware())
    router.add(middleware: WebFailures(console: console, paths: KnownPaths(api.doors), others: others))
    api.add(to: router)
    for other in others { other.add(to: router) }
    console.add(to: router)
    return router
  }
}

/// The one place where an error over HTTPS becomes a response: a problem for programs, a page for people.
struct WebFailures: RouterMiddleware {
  let console: ConsoleDoor
  let paths: KnownPaths
  let others: [WireDoor]

  func handle(
    _ request: Hummingbird.Request, context: WebContext,
    next: (Hummingbird.Request, WebContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let failure = Failure(paths.explained(error, request), logger: context.logger)
      var response = try await response(failure, request, context)
      if let seconds = failure.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
      return response
    }
  }

  private func response(_ failure: Failure, _ request: Hummingbird.Request, _ context: WebContext) async throws
    -> Response
  {
    if let other = others.first(where: { $0.isMeant(by: request) }) { return other.refusal(failure, context) }
    guard !request.uri.path.hasPrefix(APIDoor.root) else {
      return try Problem(failure, in: context.language).response(failure.headers)
    }
    // Who cannot be told in a page, because the store is away, for instance, is told in a line.
    return (try? await console.page(failure, request, context))
      ?? Response(
        status: failure.status, headers: [.contentType: "text/plain; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: failure.message(in: context.language) + "\n")))
  }
}
