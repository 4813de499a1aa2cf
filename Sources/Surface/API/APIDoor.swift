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
  private let documents: OpenAPIDocuments
  private let idempotency: Idempotency

  static let root = "/api/v1"

  init(doors: [Door], plane: ControlPlane, identity: WebIdentity) {
    self.doors = doors
    self.plane = plane
    self.identity = identity
    documents = OpenAPIDocuments(doors)
    idempotency = Idempotency(plane: plane)
  }

  func add(to router: Router<WebContext>) {
    router.get("\(Self.root)/openapi.json") { request, context in
      try response(DoorAnswer(data: documents.document(in: context.language)), request, isObject: true)
    }
    for door in doors {
      let reader = door.reader(among: doors)
      router.on("\(Self.root)/\(door.route.path)", method: .init(rawValue: door.route.method.rawValue) ?? .post) {
        request, context in
        try MediaTypes.json.requireReadable(request.headers)
        try MediaTypes.json.requireWelcome(request.headers)
        return try await answer(door, reader: reader, request, context)
      }
    }
  }

  private func answer(_ door: Door, reader: Door?, _ request: Hummingbird.Request, _ context: WebContext) async throws
    -> Response
  {
    let authentication = Authentication(identity: identity)
    let principal = try await authentication.principal(of: request, context)
    let fields = try await RequestFields(of: door, request, context, limit: door.octets)
    var terms = DoorTerms()
    if door.changes, let list = request.headers[.ifMatch] {
      terms.condition = try .unchanged(reader, fields, list: list, as: principal)
    }
    guard door.isRepeatable, let number = Self.number(of: request),
      let credential = authentication.credential(of: request)
    else {
      let answer = try await door.answer(fields, principal, plane, terms)
      return try response(answer, request, isObject: door.isObject)
    }
    let fingerprint = Idempotency.fingerprint(request.method, request.uri.string, fields.body)
    let (answer, isReplayed) = try await idempotency.once(number, of: credential, fingerprint: fingerprint) {
      terms.receipt = $0
      return try await door.answer(fields, principal, plane, terms)
    }
    var response = try response(answer, request, isObject: false)
    if isReplayed, let name = HTTPField.Name(Idempotency.replayed) { response.headers[name] = "true" }
    return response
  }

  private static func number(of request: Hummingbird.Request) -> String? {
    HTTPField.Name(Idempotency.header).flatMap { request.headers[$0] }
  }

  /// An object has a tag (RFC 9110 §8.8.3); a list with more to come says where (RFC 8288).
  private func response(_ answer: DoorAnswer, _ request: Hummingbird.Request, isObject: Bool) throws -> Response {
    var headers: HTTPFields = [.contentType: MediaTypes.json.types[0]]
    if isObject {
      let tag = EntityTag(of: answer.data)
      headers[.eTag] = tag.text
      if let known = request.headers[.ifNoneMatch], tag.stands(in: known) {
        return Response(status: .notModified, headers: [.eTag: tag.text])
      }
    }
    if let next = answer.next, let name = HTTPField.Name("Link") {
      headers[name] = "<\(Self.link(to: next, from: request))>; rel=\"next\""
    }
    return Response(status: answer.status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: answer.data)))
  }

  private static func link(to next: String, from request: Hummingbird.Request) -> String {
    let rest = request.uri.query?.split(separator: "&").filter { !$0.hasPrefix("after=") }.joined(separator: "&") ?? ""
    return "\(request.uri.path)?\(rest.isEmpty ? "" : rest + "&")after=\(PagePath.escaped(next))"
  }
}

extension Door {
  /// Whether it shows one object: by its tag one can say on which state a change was decided. A list has none: a
  /// comparison with one would tell what stands in it.
  var isObject: Bool { route.method == .get && !route.parameters.isEmpty }

  /// Whether doing it twice is not doing it once (RFC 9110 §9.2.2).
  var isRepeatable: Bool { changes && route.method == .post }

  /// What shows the object that this one changes: what `If-Match` is compared with. It stands at the same path, or at the
  /// nearest one above that names an object.
  func reader(among doors: [Door]) -> Door? {
    guard changes else { return nil }
    return doors.filter { $0.isObject && $0.peek != nil && ("\(route.path)/").hasPrefix("\($0.route.path)/") }
      .max { $0.route.path.utf8.count < $1.route.path.utf8.count }
  }
}
