import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Logging
import MailModel

/// An error as the API shows it.
package struct FaultBody: Codable, Sendable {
  package var code: String
  package var message: String
  package var hint: String?
  package var field: String?
  /// The number under which a defect stands in the log.
  package var reference: String?
}

/// The one place where an error of the control socket becomes a response.
struct FaultMiddleware: RouterMiddleware {
  typealias Context = DoorContext

  func handle(
    _ request: Hummingbird.Request, context: DoorContext,
    next: (Hummingbird.Request, DoorContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let failure = Failure(error, logger: context.logger)
      let body = FaultBody(failure, in: Language(acceptLanguage: request.headers[.acceptLanguage]))
      let data = try WireJSON.encoder().encode(["error": body])
      return Response(
        status: failure.status, headers: [.contentType: "application/json"],
        body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
  }
}

extension FaultBody {
  fileprivate init(_ failure: Failure, in language: Language) {
    self.init(
      code: failure.code, message: failure.message(in: language), hint: failure.hint?(in: language),
      field: failure.field, reference: failure.reference)
  }
}
