import Foundation
import MailModel

/// A kind of resource: its attributes, and how what a client sends becomes a resource of ours.
package struct SCIMSchema: Sendable {
  package let id: String
  package let name: String
  package let summary: String
  package let attributes: [SCIMAttribute]

  package init(id: String, name: String, summary: String, _ attributes: [SCIMAttribute]) {
    self.id = id
    self.name = name
    self.summary = summary
    self.attributes = attributes
  }

  /// What every resource has beside (RFC 7643 §3.1).
  package static let common: [SCIMAttribute] = [
    SCIMAttribute("id", "What the server calls it").readOnly.exact,
    SCIMAttribute("externalId", "What the client calls it").exact,
    SCIMAttribute(
      "meta",
      .complex([
        SCIMAttribute("resourceType", "Its kind").readOnly.exact,
        SCIMAttribute("created", .dateTime, "Since when it is there").readOnly,
        SCIMAttribute("location", .reference(["uri"]), "Where it is").readOnly.exact,
        SCIMAttribute("version", "Its ETag").readOnly.exact,
      ]), "About the resource itself"
    ).readOnly,
  ]

  /// Names have no case (RFC 7643 §2.1).
  package func attribute(_ name: String) -> SCIMAttribute? {
    Self.find(name, in: attributes + Self.common)
  }

  static func find(_ name: String, in attributes: [SCIMAttribute]) -> SCIMAttribute? {
    attributes.first { $0.name.lowercased() == name.lowercased() }
  }

  /// The path with the schema's own spelling; `nil` for what the schema does not have.
  package func resolved(_ path: SCIMPath) -> (path: SCIMPath, attribute: SCIMAttribute, part: SCIMAttribute?)? {
    guard path.schema.map({ $0.lowercased() == id.lowercased() }) ?? true, let found = attribute(path.attribute) else {
      return nil
    }
    guard let name = path.part else { return (SCIMPath(found.name), found, nil) }
    guard let part = Self.find(name, in: found.parts) else { return nil }
    return (SCIMPath(found.name, part.name), found, part)
  }

  /// What a client sent, with our spelling and without what is not the client's to say or what nobody here knows.
  package func accepted(_ body: JSONValue) throws(SCIMFailure) -> JSONValue {
    guard let object = body.object else {
      throw SCIMFailure(.invalidSyntax, en: "this is not a JSON object", es: "esto no es un objeto JSON")
    }
    return .object(try Self.accepted(object, attributes + Self.common))
  }

  private static func accepted(_ object: [String: JSONValue], _ known: [SCIMAttribute]) throws(SCIMFailure)
    -> [String: JSONValue]
  {
    var accepted: [String: JSONValue] = [:]
    for (name, value) in object {
      guard let attribute = find(name, in: known), attribute.mutability != .readOnly else { continue }
      let value = try Self.accepted(value, attribute)
      if !value.isUnassigned { accepted[attribute.name] = value }
    }
    return accepted
  }

  package static func accepted(_ value: JSONValue, _ attribute: SCIMAttribute) throws(SCIMFailure) -> JSONValue {
    guard attribute.isMultiple else { return try single(value, attribute) }
    guard value.elements.count <= 200 else {
      throw SCIMFailure(
        .invalidValue, en: "\(attribute.name) has more than 200 values",
        es: "\(attribute.name) tiene más de 200 valores")
    }
    var list: [JSONValue] = []
    for element in value.elements { list.append(try single(element, attribute)) }
    return .list(list)
  }

  private static func single(_ value: JSONValue, _ attribute: SCIMAttribute) throws(SCIMFailure) -> JSONValue {
    switch (attribute.kind, value) {
    case (_, .null): return .null
    case (.complex(let parts), .object(let object)): return .object(try accepted(object, parts))
    // Some clients send the value alone.
    case (.complex(let parts), .text) where find("value", in: parts) != nil: return ["value": value]
    case (.boolean, .boolean), (.integer, .integer): return value
    // Some clients send "True" and "False".
    case (.boolean, .text(let text)):
      if let boolean = ["true": true, "false": false][text.lowercased()] { return .boolean(boolean) }
    case (.text, .text(let text)), (.reference, .text(let text)), (.dateTime, .text(let text)):
      if text.count <= 1_000, !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        return value
      }
    default: break
    }
    throw SCIMFailure(
      .invalidValue, en: "\(attribute.name) cannot have this value", es: "\(attribute.name) no puede tener este valor")
  }

  /// As `/Schemas` shows it.
  package var json: JSONValue {
    [
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": .text(id), "name": .text(name),
      "description": .text(summary), "attributes": .list(attributes.map(\.json)),
    ]
  }
}
