import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel
import NIOCore

/// The REST face: every door below `/api/v1`, for programs with a token and for the console's own session.
struct APIDoor: Sendable {
  let doors: [Door]
  let plane: ControlPlane
  let identity: WebIdentity

  static let root = "/api/v1"

  /// Where each object is read, by its path: what `If-Match` is compared with. Lists have no tag: a comparison with one
  /// would tell what stands in it.
  private var readers: [String: Door] {
    let objects = doors.filter { $0.route.method == .get && !$0.route.parameters.isEmpty }
    return Dictionary(objects.map { ($0.route.path, $0) }) { first, _ in first }
  }

  func add(to router: Router<WebContext>) {
    let readers = self.readers
    router.get("\(Self.root)/openapi.json") { _, context in
      let document = try OpenAPI(doors: doors, language: context.language).document()
      return Response(
        status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: document)))
    }
    for door in doors {
      router.on("\(Self.root)/\(door.route.path)", method: .init(rawValue: door.route.method.rawValue) ?? .post) {
        request, context in
        try await answer(door, reader: readers[door.route.path], request, context)
      }
    }
  }

  private func answer(_ door: Door, reader: Door?, _ request: Hummingbird.Request, _ context: WebContext) async throws
    -> Response
  {
    let principal = try await Authentication(identity: identity).principal(of: request, context)
    let fields = try await RequestFields(of: door, request, context)
    var condition = Precondition.none
    if door.changes, let list = request.headers[.ifMatch] {
      condition = try .unchanged(reader, fields, list: list)
    }
    let data = try await door.answer(fields, principal, plane, condition)
    return response(data, of: door, request)
  }

  private func response(_ data: Data, of door: Door, _ request: Hummingbird.Request) -> Response {
    var headers: HTTPFields = [.contentType: "application/json"]
    if door.route.method == .get, !door.route.parameters.isEmpty {
      let tag = EntityTag(of: data)
      headers[.eTag] = tag.text
      if let known = request.headers[.ifNoneMatch], tag.stands(in: known) {
        return Response(status: .notModified, headers: [.eTag: tag.text])
      }
    }
    return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: data)))
  }
}
