import Foundation
import Kernel
import MailFormats
import MailModel
import Surface

/// What goes back, errors too (RFC 7644 §3.12).
enum SCIMReply {
  static func json(_ value: JSONValue, status: Int = 200, headers: [String: String] = [:]) -> WireReply {
    WireReply(status: status, headers: headers, body: (try? WireJSON.encoder().encode(value)) ?? Data())
  }

  static func refusal(status: Int, type: SCIMFailure.Kind? = nil, detail: String) -> WireReply {
    var error: JSONValue = [
      "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": .text("\(status)"), "detail": .text(detail),
    ]
    error["scimType"] = type.map { .text($0.rawValue) }
    return json(error, status: status)
  }

  static func refusal(_ failure: SCIMFailure, in language: Language) -> WireReply {
    refusal(
      status: failure.kind == .uniqueness ? 409 : 400, type: failure.kind, detail: failure.message(in: language))
  }

  /// What the rest of the product refuses: there a value that cannot be is 422, which SCIM does not know.
  static func refusal(_ refusal: WireRefusal) -> WireReply {
    switch refusal.status {
    case 422: Self.refusal(status: 400, type: .invalidValue, detail: refusal.detail)
    case 409: Self.refusal(status: 409, type: .uniqueness, detail: refusal.detail)
    default: Self.refusal(status: refusal.status, detail: refusal.detail)
    }
  }

  static func nowhere(in language: Language) -> WireReply {
    let message = Text(en: "there is nothing at this address", es: "no hay nada en esta dirección")
    return refusal(status: 404, detail: message(in: language))
  }

  static func wrongMethod(_ allowed: String, in language: Language) -> WireReply {
    let message = Text(en: "this address does not take that method", es: "esta dirección no admite ese método")
    var reply = refusal(status: 405, detail: message(in: language))
    reply.headers["Allow"] = allowed
    return reply
  }
}
