import MailFormats

/// Which attributes somebody wants to see (RFC 7644 §3.9): some only, or all but some. What is always returned is.
struct SCIMView {
  private let wanted: [SCIMPath]?
  private let unwanted: [SCIMPath]
  private let schema: SCIMSchema

  init(_ parameters: [String: JSONValue], _ schema: SCIMSchema) {
    let byName = Dictionary(parameters.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
    self.schema = schema
    wanted = byName["attributes"].map { Self.paths(in: $0, schema) }
    unwanted = byName["excludedattributes"].map { Self.paths(in: $0, schema) } ?? []
  }

  /// Names that nobody knows select nothing.
  private static func paths(in value: JSONValue, _ schema: SCIMSchema) -> [SCIMPath] {
    value.elements.compactMap(\.text).flatMap { $0.split(separator: ",") }.compactMap { name in
      SCIMPath(name.trimmingCharacters(in: .whitespaces)).flatMap { schema.resolved($0)?.path }
    }
  }

  func shown(_ resource: JSONValue) -> JSONValue {
    let always = ["schemas", "id"] + schema.attributes.filter { $0.returned == "always" }.map(\.name)
    var shown: JSONValue = [:]
    for (name, value) in resource.object ?? [:] {
      shown[name] = always.contains(name) ? value : part(name, value)
    }
    return shown
  }

  private func part(_ name: String, _ value: JSONValue) -> JSONValue? {
    if let wanted {
      let here = wanted.filter { $0.attribute == name }
      guard !here.contains(where: { $0.part == nil }) else { return value }
      let parts = here.compactMap(\.part)
      return parts.isEmpty ? nil : Self.reduced(value) { parts.contains($0) }
    }
    let here = unwanted.filter { $0.attribute == name }
    guard !here.contains(where: { $0.part == nil }) else { return nil }
    let parts = here.compactMap(\.part)
    return parts.isEmpty ? value : Self.reduced(value) { !parts.contains($0) }
  }

  private static func reduced(_ value: JSONValue, _ keeps: (String) -> Bool) -> JSONValue {
    switch value {
    case .object(let object): .object(object.filter { keeps($0.key) })
    case .list(let list): .list(list.map { reduced($0, keeps) })
    default: value
    }
  }
}
