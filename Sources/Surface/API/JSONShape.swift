import Kernel

/// What a type looks like as JSON.
package indirect enum JSONShape: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var name: String
    package var shape: JSONShape
    package var isRequired: Bool

    package init(name: String, shape: JSONShape, isRequired: Bool) {
      self.name = name
      self.shape = shape
      self.isRequired = isRequired
    }
  }

  case text(TextForm)
  case choice([String])
  case integer(ClosedRange<Int>)
  case number, boolean
  case list(JSONShape)
  case object([Field])
  /// Names that nobody knows before, each with a value of this shape.
  case map(JSONShape)
  case either([JSONShape])
  case nullable(JSONShape)
  case anything

  package static let anyText = JSONShape.text(.any)
  package static let integer = JSONShape.integer(Int.min...Int.max)

  /// As JSON Schema 2020-12, which OpenAPI 3.1 uses.
  var schema: [String: Any] {
    switch self {
    case .text(let form): Self.schema(of: form)
    case .choice(let words): ["type": "string", "enum": words]
    case .integer(let range): ["type": "integer", "minimum": range.lowerBound, "maximum": range.upperBound]
    case .number: ["type": "number"]
    case .boolean: ["type": "boolean"]
    case .list(let element): ["type": "array", "items": element.schema]
    case .map(let value): ["type": "object", "additionalProperties": value.schema]
    case .object(let fields): Self.schema(of: fields)
    case .either(let shapes): ["anyOf": shapes.map(\.schema)]
    case .nullable(let shape): ["anyOf": [shape.schema, ["type": "null"]]]
    case .anything: [:]
    }
  }

  private static func schema(of form: TextForm) -> [String: Any] {
    var schema: [String: Any] = ["type": "string"]
    schema["format"] = form.format
    schema["pattern"] = form.pattern
    return schema
  }

  private static func schema(of fields: [Field]) -> [String: Any] {
    let properties = Dictionary(fields.map { ($0.name, $0.shape.schema) }) { first, _ in first }
    let required = fields.filter(\.isRequired).map(\.name).sorted()
    var schema: [String: Any] = ["type": "object", "properties": properties, "additionalProperties": false]
    if !required.isEmpty { schema["required"] = required }
    return schema
  }

  var fields: [Field] {
    if case .object(let fields) = self { fields } else { [] }
  }

  /// The same object, with some of its texts described more closely.
  func described(by forms: [String: TextForm]) -> JSONShape {
    guard case .object(let fields) = self else { return self }
    return .object(
      fields.map { field in
        guard let form = forms[field.name] else { return field }
        return Field(name: field.name, shape: .text(form), isRequired: field.isRequired)
      })
  }
}
