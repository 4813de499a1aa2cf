import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MailModel
import NIOCore

/// An error as every web face tells it, before it has a form and a language.
package struct Failure {
  var status: HTTPResponse.Status
  /// A fault's code, `unauthenticated`, or `defect`.
  var code: String
  var message: Text
  var hint: Text?
  var field: String?
  /// The number under which a defect stands in the log.
  var reference: String?
  /// What the response says beside it, such as `Allow`.
  var headers = HTTPFields()

  /// After so many seconds it is worth another try (RFC 9110 §10.2.3).
  var retryAfter: Int? { status == .serviceUnavailable ? Self.pause : nil }

  package static let pause = 5

  /// Logs what nobody expected.
  init(_ error: any Error, logger: Logger) {
    switch error {
    case let fault as Fault: self.init(fault)
    case let malformed as Malformed:
      self.init(malformed.fault)
      status = .badRequest
    case let error as Unauthenticated:
      self.init(status: .unauthorized, code: "unauthenticated", message: error.message, hint: error.hint)
    case let error as HTTPError: self.init(error)
    case is NIOTooManyBytesError: self.init(HTTPError(.contentTooLarge))
    default: self.init(defect: error, logger: logger)
    }
  }

  private init(status: HTTPResponse.Status, code: String, message: Text, hint: Text? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.hint = hint
  }

  private init(_ fault: Fault) {
    let status = fault.field == EntityTag.condition ? .preconditionFailed : fault.code.status
    self.init(status: status, code: fault.code.rawValue, message: fault.message, hint: fault.hint)
    field = fault.field
  }

  private init(_ error: HTTPError) {
    let code: Fault.Code = error.status == .notFound ? .notFound : .invalid
    self.init(status: error.status, code: code.rawValue, message: Self.message(of: error))
    headers = error.headers
  }

  private static func message(of error: HTTPError) -> Text {
    switch error.status {
    case .notFound: Text(en: "there is nothing at this address", es: "no hay nada en esta dirección")
    case .contentTooLarge: Text(en: "the request is too large", es: "la petición es demasiado grande")
    case .methodNotAllowed:
      Text(en: "this address does not take that method", es: "esta dirección no admite ese método")
    case .unsupportedMediaType:
      Text(en: "a body of this kind is not understood here", es: "aquí no se entiende un cuerpo de este tipo")
    case .notAcceptable:
      Text(en: "there is no answer of a kind that is wanted", es: "no hay respuesta de ningún tipo deseado")
    default: Text(verbatim: error.body ?? error.status.reasonPhrase)
    }
  }

  private init(defect error: any Error, logger: Logger) {
    let reference = String(UUID().uuidString.prefix(8).lowercased())
    logger.error("defect or outage", metadata: ["reference": "\(reference)", "error": "\(error)"])
    self.init(
      status: .internalServerError, code: "defect",
      message: Text(
        en: "something failed inside Palomar; the log has it under \(reference)",
        es: "algo ha fallado dentro de Palomar; el registro lo tiene como \(reference)"))
    self.reference = reference
  }
}

/// Nobody knows who asks.
struct Unauthenticated: Error {
  let message: Text
  let hint: Text
}

extension Fault.Code {
  var status: HTTPResponse.Status {
    switch self {
    case .invalid: .unprocessableContent
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .conflict: .conflict
    case .unavailable: .serviceUnavailable
    }
  }
}
