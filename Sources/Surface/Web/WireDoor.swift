import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel
import NIOCore

/// Where a protocol of others is spoken: who asks is found out as for the API, and then it answers by itself.
struct WireDoor: Sendable {
  let spoken: WireProtocol
  let plane: ControlPlane
  let identity: WebIdentity

  private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

  func add(to router: Router<WebContext>) {
    for method in Self.methods {
      router.on(RouterPath("\(spoken.root)/**"), method: method) { request, context in
        try await answer(request, context)
      }
    }
  }

  private func answer(_ request: Hummingbird.Request, _ context: WebContext) async throws -> Response {
    let types = MediaTypes(types: spoken.types)
    try types.requireReadable(request.headers)
    try types.requireWelcome(request.headers)
    let principal = try await Authentication(identity: identity).principal(of: request, context)
    let body = try await request.body.collect(upTo: context.maxUploadSize)
    return response(
      try await answer(
        WireRequest(
          method: request.method.rawValue, path: path(of: request), query: Self.query(of: request),
          headers: Self.headers(of: request), body: Data(body.readableBytesView),
          address: "https://\(request.head.authority ?? "localhost")\(spoken.root)", plane: plane,
          principal: principal, language: context.language)))
  }

  /// These protocols know no answer that says “later”.
  private func answer(_ request: WireRequest) async throws -> WireReply {
    do {
      return try await spoken.answer(request)
    } catch let waiting as AwaitingApproval {
      throw Fault(.conflict, waiting.message, hint: waiting.hint)
    }
  }

  func response(_ reply: WireReply, _ headers: HTTPFields = [:]) -> Response {
    var headers = headers
    if !reply.body.isEmpty { headers[.contentType] = spoken.types[0] }
    for (name, value) in reply.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Response(
      status: .init(code: reply.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: reply.body)))
  }

  func refusal(_ failure: Failure, _ context: WebContext) -> Response {
    var headers = failure.headers
    if failure.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"palomar\"" }
    let detail = [failure.message(in: context.language), failure.hint?(in: context.language)].compactMap { $0 }
    return response(
      spoken.refusal(
        WireRefusal(
          status: failure.status.code, code: failure.code, detail: detail.joined(separator: ": "), field: failure.field)
      ),
      headers)
  }

  /// Whether the request is one of this protocol.
  func isMeant(by request: Hummingbird.Request) -> Bool {
    request.uri.path == spoken.root || request.uri.path.hasPrefix(spoken.root + "/")
  }

  private func path(of request: Hummingbird.Request) -> [String] {
    request.uri.path.dropFirst(spoken.root.count).split(separator: "/").map {
      String($0).removingPercentEncoding ?? String($0)
    }
  }

  private static func query(of request: Hummingbird.Request) -> [String: String] {
    Dictionary(request.uri.queryParameters.map { (String($0.key), String($0.value)) }) { first, _ in first }
  }

  private static func headers(of request: Hummingbird.Request) -> [String: String] {
    Dictionary(request.headers.map { ($0.name.canonicalName, $0.value) }) { "\($0), \($1)" }
  }
}
