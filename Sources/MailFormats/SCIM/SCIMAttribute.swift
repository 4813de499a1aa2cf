/// One attribute of a schema, with its characteristics (RFC 7643 §2.2, §7).
package struct SCIMAttribute: Sendable {
  package enum Kind: Sendable {
    case text, boolean, integer, dateTime
    case reference([String])
    case complex([SCIMAttribute])
  }

  package enum Mutability: String, Sendable { case readOnly, readWrite, immutable, writeOnly }

  package let name: String
  package let kind: Kind
  package var isMultiple = false
  package var isRequired = false
  package var isExact = false
  package var mutability = Mutability.readWrite
  /// `always`, `default` or `never`.
  package var returned = "default"
  package var uniqueness = "none"
  package var values: [String] = []
  package let summary: String

  package init(_ name: String, _ kind: Kind, _ summary: String) {
    self.name = name
    self.kind = kind
    self.summary = summary
  }

  package init(_ name: String, _ summary: String) {
    self.init(name, .text, summary)
  }

  package var parts: [SCIMAttribute] { if case .complex(let parts) = kind { parts } else { [] } }

  package func with(_ change: (inout SCIMAttribute) -> Void) -> SCIMAttribute {
    var attribute = self
    change(&attribute)
    return attribute
  }

  package var many: SCIMAttribute { with { $0.isMultiple = true } }
  package var required: SCIMAttribute { with { $0.isRequired = true } }
  package var exact: SCIMAttribute { with { $0.isExact = true } }
  package var readOnly: SCIMAttribute { with { $0.mutability = .readOnly } }

  package func of(_ values: String...) -> SCIMAttribute { with { $0.values = values } }

  private var type: String {
    switch kind {
    case .text: "string"
    case .boolean: "boolean"
    case .integer: "integer"
    case .dateTime: "dateTime"
    case .reference: "reference"
    case .complex: "complex"
    }
  }

  /// As `/Schemas` shows it.
  package var json: JSONValue {
    var json: JSONValue = [
      "name": .text(name), "type": .text(type), "multiValued": .boolean(isMultiple), "description": .text(summary),
      "required": .boolean(isRequired), "mutability": .text(mutability.rawValue), "returned": .text(returned),
    ]
    switch kind {
    case .complex(let parts): json["subAttributes"] = .list(parts.map(\.json))
    case .reference(let types):
      json["referenceTypes"] = .list(types.map(JSONValue.text))
      fallthrough
    default:
      json["caseExact"] = .boolean(isExact)
      json["uniqueness"] = .text(uniqueness)
    }
    if !values.isEmpty { json["canonicalValues"] = .list(values.map(JSONValue.text)) }
    return json
  }
}
