import Store

/// What must still hold when a change is made, because whoever asks has decided by it.
package struct Precondition: Sendable {
  /// Throws the fault to refuse with.
  let require: @Sendable (any Database) throws -> Void

  package static let none = Precondition { _ in }

  package init(_ require: @escaping @Sendable (any Database) throws -> Void) {
    self.require = require
  }
}
