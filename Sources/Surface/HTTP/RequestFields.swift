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

  func decoded<Value: Decodable>(as type: Value.Type, of shapes: DoorShapes) throws -> Value {
    let fields = try merged()
    try JSONShape.refuseNUL(in: fields)
    if shapes.isWhole { try shapes.request.check(fields) }
    do {
      return try WireJSON.decoder().decode(type, from: JSONSerialization.data(withJSONObject: fields))
    } catch let error as DecodingError {
      throw Self.fault(of: error)
    }
  }

  /// The body with path and query laid over it: whoever names a thing in the URL means that thing.
  private func merged() throws -> [String: Any] {
    let object = body.isEmpty ? [:] : try Self.object(body)
    return object.merging(texts) { _, url in url }
  }

  private static func object(_ body: Data) throws -> [String: Any] {
    guard let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { throw Malformed.body }
    return object
  }

  private static func fault(of error: DecodingError) -> Malformed {
    switch error {
    case .keyNotFound(let key, _):
      .missing(key.stringValue)
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      .form(of: context.codingPath.map(\.stringValue).joined(separator: "."))
    @unknown default:
      .form(of: "")
    }
  }
}
