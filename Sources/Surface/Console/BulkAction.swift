import Foundation
import Kernel
import MailModel

/// What can be done to many rows at once. Its effect is shown first, row by row; then each is done by the same action,
/// with the same rules and the same entry in the journal, as if it were alone.
package struct BulkAction: Sendable {
  package typealias Typed = [String: String]

  let name: String
  let title: Text
  let permission: Permission
  let fields: [FormField]
  let isDangerous: Bool
  /// What would become of the row with this key.
  let rehearse: @Sendable (_ key: String, PageRequest) async throws -> Text
  let perform: @Sendable (_ key: String, PageRequest) async throws -> Text

  /// `action` makes the action out of a row's key and what was typed into `fields`; `outcome` says what has become of it
  /// at a moment.
  package init<Change: Action>(
    _ name: String, _ title: Text, fields: [FormField] = [], isDangerous: Bool = false,
    outcome: @escaping @Sendable (Change.Outcome, Date) -> Text,
    action: @escaping @Sendable (_ key: String, Typed) throws -> Change
  ) {
    self.name = name
    self.title = title
    self.fields = fields
    self.isDangerous = isDangerous
    permission = Change.permission
    rehearse = { key, request in
      let answer = try await request.plane.rehearse(action(key, request.form), as: request.principal())
      return outcome(answer, request.plane.now())
    }
    perform = { key, request in
      let answer = try await request.plane.perform(action(key, request.form), as: request.principal())
      return outcome(answer, request.plane.now())
    }
  }
}

extension [BulkAction] {
  /// Those that somebody may ask for, in one domain at least.
  package func allowed(to principal: Principal) -> [BulkAction] {
    filter { principal.maySomewhere($0.permission) }
  }
}
