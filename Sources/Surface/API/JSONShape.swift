/// What a type looks like as JSON.
indirect enum JSONShape: Hashable, Sendable {
  struct Field: Hashable, Sendable {
    var name: String
    var shape: JSONShape
    var isRequired: Bool
  }

  /// With one of JSON Schema's formats, or none.
  case string(format: String?)
  case choice([String])
  case integer, number, boolean
  case list(JSONShape)
  case object([Field])
  /// Names that nobody knows before, each with a value of this shape.
  case map(JSONShape)
  case anything

  /// As JSON Schema 2020-12, which OpenAPI 3.1 uses.
  var schema: [String: Any] {
    switch self {
    case .string(let format): format.map { ["type": "string", "format": $0] } ?? ["type": "string"]
    case .choice(let words): ["type": "string", "enum": words]
    case .integer: ["type": "integer"]
    case .number: ["type": "number"]
    case .boolean: ["type": "boolean"]
    case .list(let element): ["type": "array", "items": element.schema]
    case .map(let value): ["type": "object", "additionalProperties": value.schema]
    case .object(let fields): Self.schema(of: fields)
    case .anything: [:]
    }
  }

  private static func schema(of fields: [Field]) -> [String: Any] {
    let properties = Dictionary(fields.map { ($0.name, $0.shape.schema) }) { first, _ in first }
    let required = fields.filter(\.isRequired).map(\.name).sorted()
    var schema: [String: Any] = ["type": "object", "properties": properties]
    if !required.isEmpty { schema["required"] = required }
    return schema
  }

  var fields: [Field] {
    if case .object(let fields) = self { fields } else { [] }
  }
}
