extension SCIMFilter {
  /// Whether a resource passes. What a schema does not have is nowhere present, and compares with nothing.
  package func matches(_ resource: JSONValue, _ schema: SCIMSchema) -> Bool {
    matches { path in
      guard let (found, attribute, part) = schema.resolved(path) else { return [] }
      let values = (resource[found.attribute] ?? .null).elements.map { SCIMValue($0, isExact: attribute.isExact) }
      guard let part else { return values.map { $0.named("value", in: attribute) } }
      return values.compactMap { $0.value[part.name].map { SCIMValue($0, isExact: part.isExact) } }
    } some: { path, inner in
      guard let (found, attribute, _) = schema.resolved(path) else { return false }
      return (resource[found.attribute] ?? .null).elements.contains { inner.matches(element: $0, of: attribute) }
    }
  }

  /// Whether one value of a multi-valued attribute passes.
  package func matches(element: JSONValue, of attribute: SCIMAttribute) -> Bool {
    matches { path in
      guard let part = SCIMSchema.find(path.attribute, in: attribute.parts) else {
        return path.attribute == "value" && attribute.parts.isEmpty
          ? [SCIMValue(element, isExact: attribute.isExact)] : []
      }
      return (element[part.name] ?? .null).elements.map { SCIMValue($0, isExact: part.isExact) }
    } some: { _, _ in
      false
    }
  }

  private func matches(
    _ values: (SCIMPath) -> [SCIMValue], some: (SCIMPath, SCIMFilter) -> Bool
  ) -> Bool {
    switch self {
    case .present(let path): values(path).contains { !$0.value.isUnassigned }
    case .compare(let path, .ne, let wanted): !values(path).contains { $0.passes(.eq, wanted) }
    case .compare(let path, .eq, .null): values(path).allSatisfy(\.value.isUnassigned)
    case .compare(let path, let comparison, let wanted): values(path).contains { $0.passes(comparison, wanted) }
    case .some(let path, let inner): some(path, inner)
    case .not(let inner): !inner.matches(values, some: some)
    case .both(let left, let right): left.matches(values, some: some) && right.matches(values, some: some)
    case .either(let left, let right): left.matches(values, some: some) || right.matches(values, some: some)
    }
  }
}

/// A value that is compared, with or without heed to its case.
package struct SCIMValue {
  package let value: JSONValue
  let isExact: Bool

  package init(_ value: JSONValue, isExact: Bool) {
    self.value = value
    self.isExact = isExact
  }

  /// The value of a complex attribute stands for it (RFC 7644 §3.4.2.2).
  func named(_ name: String, in attribute: SCIMAttribute) -> SCIMValue {
    guard let part = SCIMSchema.find(name, in: attribute.parts), let value = value[part.name] else { return self }
    return SCIMValue(value, isExact: part.isExact)
  }

  func passes(_ comparison: SCIMFilter.Comparison, _ wanted: JSONValue) -> Bool {
    if let left = value.text, let right = wanted.text {
      return passes(comparison, isExact ? left : left.lowercased(), isExact ? right : right.lowercased())
    }
    if let left = number(value), let right = number(wanted) {
      switch comparison {
      case .eq: return left == right
      case .gt: return left > right
      case .ge: return left >= right
      case .lt: return left < right
      case .le: return left <= right
      case .ne, .co, .sw, .ew: return false
      }
    }
    return comparison == .eq && value == wanted
  }

  private func passes(_ comparison: SCIMFilter.Comparison, _ left: String, _ right: String) -> Bool {
    switch comparison {
    case .eq: left == right
    case .ne: left != right
    case .co: left.contains(right)
    case .sw: left.hasPrefix(right)
    case .ew: left.hasSuffix(right)
    case .gt: left > right
    case .ge: left >= right
    case .lt: left < right
    case .le: left <= right
    }
  }

  private func number(_ value: JSONValue) -> Double? {
    switch value {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
