import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import MailModel
import NIOCore
import NIOPosix

/// The context of one request: where its connection came from.
struct DoorContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }

  /// Settings files of 100,000 accounts fit; nothing larger is read.
  var maxUploadSize: Int { 64 << 20 }
}

/// The HTTP door on a Unix socket: for the command line, and whoever root lets in.
package struct ControlDoor: Sendable {
  private let doors: [Door]
  private let plane: ControlPlane

  package init(doors: [Door], plane: ControlPlane) {
    self.doors = doors
    self.plane = plane
  }

  package func application(socket path: String, logger: Logger) -> some ApplicationProtocol {
    Application(
      router: router(), configuration: .init(address: .unixDomainSocket(path: path), serverName: nil), logger: logger)
  }

  func router() -> Router<DoorContext> {
    let router = Router(context: DoorContext.self)
    router.add(middleware: FaultMiddleware())
    for door in doors {
      router.on("/v1/\(door.route.path)", method: .init(rawValue: door.route.method.rawValue) ?? .post) {
        request, context in
        try await answer(door, request, context)
      }
    }
    return router
  }

  private func answer(_ door: Door, _ request: Hummingbird.Request, _ context: DoorContext) async throws -> Response {
    let origin = Origin(
      address: "local socket", reason: try RequestReason.read(in: request.headers),
      breaksGlass: HTTPField.Name(BreakingGlass.header).flatMap { request.headers[$0] } == BreakingGlass.yes)
    let principal = try await PeerCredentials.principal(of: context.channel).coming(from: origin)
    let fields = try await RequestFields(of: door, request, context, limit: context.maxUploadSize)
    let answer = try await door.answer(fields, principal, plane)
    return Response(
      status: answer.status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: answer.data)))
  }
}

extension RequestFields {
  /// Reads a body of at most so many octets.
  init<Context: RequestContext>(
    of door: Door, _ request: Hummingbird.Request, _ context: Context, limit: Int
  ) async throws {
    var texts: [String: String] = [:]
    for item in request.uri.queryParameters { texts[String(item.key)] = String(item.value) }
    for parameter in door.route.parameters {
      let value = try context.parameters.require(parameter)
      texts[parameter] = value.removingPercentEncoding ?? value
    }
    let buffer = try await request.body.collect(upTo: limit)
    self.init(texts: texts, body: Data(buffer.readableBytesView))
  }
}
