import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import MailModel
import NIOCore

/// An error as the API shows it: problem details (RFC 9457), with Palomar's code, hint and field beside them.
package struct Problem: Codable, Sendable {
  package var type: String
  package var title: String
  package var status: Int
  package var detail: String
  package var code: String
  package var hint: String?
  package var field: String?
  /// The number under which a defect stands in the log.
  package var reference: String?

  static let mediaType = "application/problem+json"

  init(_ failure: Failure, in language: Language) {
    type = "urn:palomar:problem:\(failure.code)"
    title = Self.title(of: failure.code)(in: language)
    status = failure.status.code
    detail = failure.message(in: language)
    code = failure.code
    hint = failure.hint?(in: language)
    field = failure.field
    reference = failure.reference
  }

  /// The same for every problem of its type (RFC 9457 §3.1.3).
  private static func title(of code: String) -> Text {
    switch code {
    case "invalid": Text(en: "The request cannot be right", es: "La petición no puede ser correcta")
    case "forbidden": Text(en: "Not permitted", es: "No permitido")
    case "notFound": Text(en: "Not found", es: "No existe")
    case "conflict": Text(en: "Contradicts the present state", es: "Contradice el estado actual")
    case "unavailable": Text(en: "Something does not answer", es: "Algo no responde")
    case "unauthenticated": Text(en: "Not signed in", es: "Sin sesión")
    default: Text(en: "A failure inside Palomar", es: "Un fallo dentro de Palomar")
    }
  }

  /// `headers` are what the failure itself says beside.
  func response(_ headers: HTTPFields = [:]) throws -> Response {
    let data = try WireJSON.encoder().encode(self)
    var headers = headers
    headers[.contentType] = Self.mediaType
    if status == HTTPResponse.Status.unauthorized.code { headers[.wwwAuthenticate] = "Bearer realm=\"palomar\"" }
    return Response(
      status: .init(code: status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: data)))
  }
}
