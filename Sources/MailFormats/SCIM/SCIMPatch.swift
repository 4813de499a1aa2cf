import MailModel

/// What a PATCH asks for (RFC 7644 §3.5.2): operations, one after another, all or none.
package struct SCIMPatch: Sendable {
  package enum Kind: String, Sendable { case add, replace, remove }

  package struct Operation: Sendable {
    package let kind: Kind
    package let target: SCIMTarget?
    package let value: JSONValue
  }

  package static let schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
  private static let most = 1_000

  package let operations: [Operation]

  package init(_ body: JSONValue) throws(SCIMFailure) {
    let list = body.object?.first { $0.key.lowercased() == "operations" }?.value
    guard case .list(let operations)? = list, (1...Self.most).contains(operations.count) else {
      throw SCIMFailure(
        .invalidSyntax, en: "a PATCH needs 1 to \(Self.most) Operations",
        es: "un PATCH necesita de 1 a \(Self.most) Operations")
    }
    var read: [Operation] = []
    for operation in operations { read.append(try Self.operation(operation)) }
    self.operations = read
  }

  private static func operation(_ value: JSONValue) throws(SCIMFailure) -> Operation {
    let fields = Dictionary((value.object ?? [:]).map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
    // Some clients write Add and Replace.
    guard let word = fields["op"]?.text, let kind = Kind(rawValue: word.lowercased()) else {
      throw SCIMFailure(.invalidSyntax, en: "op is add, replace or remove", es: "op es add, replace o remove")
    }
    let path: String? =
      switch fields["path"] {
      case nil, .null: nil
      case .text(let text): text
      default: throw SCIMFailure(.invalidPath, en: "path is not a text", es: "path no es un texto")
      }
    if kind == .remove, path == nil {
      throw SCIMFailure(.noTarget, en: "remove needs a path", es: "remove necesita un path")
    }
    if kind != .remove, fields["value"] == nil {
      throw SCIMFailure(.invalidValue, en: "\(kind.rawValue) needs a value", es: "\(kind.rawValue) necesita un valor")
    }
    var target: SCIMTarget?
    if let path { target = try SCIMTarget(path) }
    return Operation(kind: kind, target: target, value: fields["value"] ?? .null)
  }

  /// The resource as it is after all of them.
  package func applied(to resource: JSONValue, _ schema: SCIMSchema) throws(SCIMFailure) -> JSONValue {
    var change = SCIMChange(resource: resource, schema: schema)
    for operation in operations {
      if let target = operation.target {
        try change.carryOut(operation.kind, at: target, operation.value)
      } else {
        try change.carryOutEach(operation.kind, operation.value)
      }
    }
    return change.resource
  }
}
