import MailModel

/// A resource in the middle of a PATCH.
struct SCIMChange {
  private(set) var resource: JSONValue
  let schema: SCIMSchema

  /// Without a path, the value's names are paths of their own; some clients write `name.givenName` there.
  mutating func carryOutEach(_ kind: SCIMPatch.Kind, _ value: JSONValue) throws(SCIMFailure) {
    guard let object = value.object else {
      throw SCIMFailure(
        .invalidValue, en: "without a path the value is an object", es: "sin path el valor es un objeto")
    }
    for (name, part) in object.sorted(by: { $0.key < $1.key }) {
      // What nobody here knows is left out, as in a whole resource; of what is the server's nothing is taken.
      guard let path = SCIMPath(name), let found = schema.resolved(path), found.attribute.mutability != .readOnly else {
        continue
      }
      try carryOut(kind, at: SCIMTarget(path: path), part)
    }
  }

  mutating func carryOut(_ kind: SCIMPatch.Kind, at target: SCIMTarget, _ value: JSONValue) throws(SCIMFailure) {
    guard let found = schema.resolved(target.path) else {
      throw SCIMFailure(
        .invalidPath, en: "there is no attribute \(target.path.attribute)",
        es: "no existe el atributo \(target.path.attribute)")
    }
    guard found.attribute.mutability != .readOnly else {
      throw SCIMFailure(
        .mutability, en: "\(found.attribute.name) is not yours to change",
        es: "\(found.attribute.name) no se puede cambiar desde fuera")
    }
    let name = found.attribute.name
    let present = resource[name] ?? .null
    let changed =
      found.attribute.isMultiple
      ? try Values(found.attribute, found.part, target.filter).changed(present.elements, kind, value)
      : try single(present, kind, value, found.attribute, found.part)
    guard !(kind == .remove && found.attribute.isRequired && found.part == nil) else {
      throw SCIMFailure(.mutability, en: "\(name) cannot be without a value", es: "\(name) no puede quedar sin valor")
    }
    resource[name] = changed.isUnassigned ? nil : changed
  }

  private func single(
    _ present: JSONValue, _ kind: SCIMPatch.Kind, _ value: JSONValue, _ attribute: SCIMAttribute, _ part: SCIMAttribute?
  ) throws(SCIMFailure) -> JSONValue {
    if let part {
      var whole = present
      whole[part.name] = kind == .remove ? nil : try SCIMSchema.accepted(value, part)
      return whole
    }
    guard kind != .remove else { return .null }
    let value = try SCIMSchema.accepted(value, attribute)
    guard let old = present.object, let new = value.object else { return value }
    return .object(old.merging(new) { $1 })
  }
}

/// The values of a multi-valued attribute in the middle of a PATCH.
private struct Values {
  let attribute: SCIMAttribute
  let part: SCIMAttribute?
  let filter: SCIMFilter?

  init(_ attribute: SCIMAttribute, _ part: SCIMAttribute?, _ filter: SCIMFilter?) {
    self.attribute = attribute
    self.part = part
    self.filter = filter
  }

  func changed(_ values: [JSONValue], _ kind: SCIMPatch.Kind, _ value: JSONValue) throws(SCIMFailure) -> JSONValue {
    guard filter != nil || part != nil else { return .list(try whole(values, kind, value)) }
    let isMeant = values.map { element in filter?.matches(element: element, of: attribute) ?? true }
    guard isMeant.contains(true) else {
      guard kind == .add, let made = try made(value) else { throw missing }
      return .list(values + [made])
    }
    var result: [JSONValue] = []
    for (element, isMeant) in zip(values, isMeant) {
      let changed = isMeant ? try self.changed(element, kind, value) : element
      if !changed.isUnassigned { result.append(changed) }
    }
    return .list(result)
  }

  private func whole(_ values: [JSONValue], _ kind: SCIMPatch.Kind, _ value: JSONValue) throws(SCIMFailure)
    -> [JSONValue]
  {
    switch kind {
    case .replace: return try SCIMSchema.accepted(value, attribute).elements
    // Some clients name the values to remove beside the path.
    case .remove:
      let gone = Set(value.elements.map { $0["value"] ?? $0 })
      return gone.isEmpty ? [] : values.filter { !gone.contains($0["value"] ?? $0) }
    case .add:
      let new = try SCIMSchema.accepted(value, attribute).elements.filter { !values.contains($0) }
      return onePrimary(values, with: value) + new
    }
  }

  private func changed(_ element: JSONValue, _ kind: SCIMPatch.Kind, _ value: JSONValue) throws(SCIMFailure)
    -> JSONValue
  {
    guard let part else {
      guard kind != .remove else { return .null }
      let new = try SCIMSchema.accepted(value, attribute).elements.first ?? .null
      guard kind == .add, let old = element.object, let object = new.object else { return new }
      return .object(old.merging(object) { $1 })
    }
    var changed = element
    changed[part.name] = kind == .remove ? nil : try SCIMSchema.accepted(value, part)
    return changed
  }

  /// A value such as the filter describes, if it says so plainly: `emails[type eq "work"].value` makes one of that type.
  private func made(_ value: JSONValue) throws(SCIMFailure) -> JSONValue? {
    guard case .compare(let path, .eq, let wanted)? = filter,
      let described = SCIMSchema.find(path.attribute, in: attribute.parts)
    else { return nil }
    var made: JSONValue = [:]
    if let part {
      made[part.name] = try SCIMSchema.accepted(value, part)
    } else {
      made = try SCIMSchema.accepted(value, attribute).elements.first ?? [:]
    }
    made[described.name] = try SCIMSchema.accepted(wanted, described)
    return made
  }

  private var missing: SCIMFailure {
    SCIMFailure(
      .noTarget, en: "no value of \(attribute.name) is meant", es: "no se designa ningún valor de \(attribute.name)")
  }

  /// A new first one makes the present first one an ordinary one (RFC 7644 §3.5.2).
  private func onePrimary(_ values: [JSONValue], with value: JSONValue) -> [JSONValue] {
    guard value.elements.contains(where: { $0["primary"] == true }) else { return values }
    return values.map { element in
      var element = element
      if element["primary"] == true { element["primary"] = false }
      return element
    }
  }
}
