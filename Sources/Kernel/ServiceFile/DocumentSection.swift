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

/// One change that a service file asks for. What takes something away happens before everything that adds or
/// changes, and in the reverse order of the sections: so an alias may become an account, and the other way round.
package struct DocumentChange: Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case add = "+"
    case change = "~"
    case remove = "-"
  }

  package let kind: Kind
  /// What changes, in a line: `alias info@example.org → ana@example.org`.
  package let line: String
  package let takeAway: @Sendable (Work) throws -> Void
  package let put: @Sendable (Work) throws -> Void

  package init<Change: Action>(_ kind: Kind, _ line: String, _ action: Change) {
    self.kind = kind
    self.line = line
    let nothing: @Sendable (Work) throws -> Void = { _ in }
    let perform: @Sendable (Work) throws -> Void = { try $0.perform(action) }
    takeAway = kind == .remove ? perform : nothing
    put = kind == .remove ? nothing : perform
  }

  /// A change that is made by removing what is there and adding it anew.
  package init<Removal: Action, Addition: Action>(
    _ line: String, replacing removal: Removal, by addition: Addition
  ) {
    kind = .change
    self.line = line
    takeAway = { try $0.perform(removal) }
    put = { try $0.perform(addition) }
  }
}
