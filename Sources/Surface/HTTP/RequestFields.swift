import Foundation
import Kernel
import MailModel

/// The fields of one request, gathered from its path, query string and JSON body.
package struct RequestFields: Sendable {
  /// From path and query, where every value is text. A request that needs other kinds takes a body.
  package var texts: [String: String]
  /// The body: a JSON object, or nothing.
  package var body: Data

  package init(texts: [String: String], body: Data) {
    self.texts = texts
    self.body = body
  }

  package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    do {
      return try WireJSON.decoder().decode(type, from: merged())
    } catch let error as DecodingError {
      throw Self.fault(of: error)
    }
  }

  /// The body with path and query laid over it: whoever names a thing in the URL means that thing.
  private func merged() throws -> Data {
    let object = body.isEmpty ? [:] : try Self.object(body)
    return try JSONSerialization.data(withJSONObject: object.merging(texts) { _, url in url })
  }

  private static func object(_ body: Data) throws -> [String: Any] {
    guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else {
      throw Fault(
        .invalid, en: "the request's body is not a JSON object", es: "el cuerpo de la petición no es un objeto JSON")
    }
    return object
  }

  private static func fault(of error: DecodingError) -> Fault {
    switch error {
    case .keyNotFound(let key, _):
      Fault(
        .invalid, en: "the field “\(key.stringValue)” is missing", es: "falta el campo «\(key.stringValue)»",
        field: key.stringValue)
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      Self.wrongField(context.codingPath.map(\.stringValue).joined(separator: "."))
    @unknown default:
      Self.wrongField("")
    }
  }

  private static func wrongField(_ path: String) -> Fault {
    Fault(
      .invalid, en: "the field “\(path)” does not have the form that is wanted",
      es: "el campo «\(path)» no tiene la forma esperada",
      hint: Text(en: "see the API's description", es: "consulte la descripción de la API"), field: path)
  }
}
