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

extension Fault.Code {
  var status: HTTPResponse.Status {
    switch self {
    case .invalid: .badRequest
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .conflict: .conflict
    case .unavailable: .serviceUnavailable
    }
  }
}

/// The one place where an error becomes a response.
struct FaultMiddleware: RouterMiddleware {
  typealias Context = DoorContext

  func handle(
    _ request: Hummingbird.Request, context: DoorContext,
    next: (Hummingbird.Request, DoorContext) async throws -> Response
  ) async throws -> Response {
    let language = Language(acceptLanguage: request.headers[.acceptLanguage])
    do {
      return try await next(request, context)
    } catch let fault as Fault {
      return try response(fault.code.status, body(of: fault, in: language))
    } catch let error as HTTPError {
      return try response(error.status, FaultBody(code: "invalid", message: error.body ?? error.status.reasonPhrase))
    } catch {
      let reference = UUID().uuidString.prefix(8).lowercased()
      context.logger.error("defect or outage", metadata: ["reference": "\(reference)", "error": "\(error)"])
      return try response(.internalServerError, defect(String(reference), in: language))
    }
  }

  private func body(of fault: Fault, in language: Language) -> FaultBody {
    FaultBody(
      code: fault.code.rawValue, message: fault.message(in: language), hint: fault.hint?(in: language),
      field: fault.field)
  }

  private func defect(_ reference: String, in language: Language) -> FaultBody {
    let message = Text(
      en: "something failed inside Palomar; the log has it under \(reference)",
      es: "algo ha fallado dentro de Palomar; el registro lo tiene como \(reference)")
    return FaultBody(code: "defect", message: message(in: language), reference: reference)
  }

  private func response(_ status: HTTPResponse.Status, _ body: FaultBody) throws -> Response {
    let data = try WireJSON.encoder().encode(["error": body])
    return Response(
      status: status, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: data)))
  }
}
