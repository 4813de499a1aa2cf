import MailModel
import Store

/// What a capability brings to the service file: `palomar export` writes it, `plan` and `apply` read it.
package struct DocumentSection: Sendable {
  /// The key at the top of the file: `aliases`.
  package let key: String
  /// The JSON Schema of the section's value (draft 2020-12), as JSON text.
  package let schema: String
  package let export: @Sendable (any Database) throws -> DocumentNode
  /// What must happen so that the store says what the file says. A section that the file leaves out stays as it is.
  package let changes: @Sendable (DocumentNode, any Database) throws -> [DocumentChange]

  package init(
    key: String, schema: String, export: @escaping @Sendable (any Database) throws -> DocumentNode,
    changes: @escaping @Sendable (DocumentNode, any Database) throws -> [DocumentChange]
  ) {
    self.key = key
    self.schema = schema
    self.export = export
    self.changes = changes
  }
}

/// One action that a service file asks for.
package struct DocumentChange: Sendable {
  package enum Kind: String, Codable, Sendable {
    case add = "+"
    case change = "~"
    case remove = "-"
  }

  package let kind: Kind
  /// What changes, in a line: `alias info@example.org → ana@example.org`.
  package let line: String
  package let permission: Permission
  package let scope: Scope
  package let perform: @Sendable (Work) throws -> Void

  package init<Change: Action>(_ kind: Kind, _ line: String, _ action: Change) {
    self.kind = kind
    self.line = line
    permission = Change.permission
    scope = action.scope
    perform = { work in _ = try action.prepared().perform(in: work) }
  }
}
