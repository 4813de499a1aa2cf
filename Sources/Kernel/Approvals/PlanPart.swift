import Foundation
import MailModel

/// One action of what somebody wants to do, as the journal would have it: tried out, and undone again.
package struct PlanPart: Codable, Hashable, Sendable {
  package var action: String
  /// What it takes to do it, and where: whoever approves must hold the same.
  package var permission: Permission
  package var scope: Scope
  /// The request as JSON, and the states before and after it, all without secrets.
  package var request: String
  package var before: String?
  package var after: String
  /// When Palomar will do it by itself; `nil` where it is done with the rest.
  package var day: Date?

  init(_ entry: JournalEntry, _ permission: Permission, _ scope: Scope) {
    action = entry.action
    self.permission = permission
    self.scope = scope
    request = entry.request
    before = entry.before
    after = entry.after
  }

  /// Whether `other` does the same to the same: what comes out may hold another time of day.
  func isSame(as other: PlanPart) -> Bool {
    (action, scope, request, before, day) == (other.action, other.scope, other.request, other.before, other.day)
  }
}

extension [PlanPart] {
  func isSame(as other: [PlanPart]) -> Bool {
    count == other.count && zip(self, other).allSatisfy { $0.isSame(as: $1) }
  }
}
