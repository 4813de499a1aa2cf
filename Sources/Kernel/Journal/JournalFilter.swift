import Foundation
import MailModel
import Store

/// Which entries of the journal somebody looks for; what is `nil` does not matter.
package struct JournalFilter: Sendable {
  package var actor: String?
  /// `accounts.add`, or `accounts` for all that begins with `accounts.`.
  package var action: String?
  package var scope: String?
  package var result: JournalEntry.Result?
  /// Stands in the request or in its reason; ASCII letters match in upper and lower case.
  package var text: String?
  /// The first moment, and the first that is too late.
  package var from: Date?
  package var until: Date?
  /// What whoever looks may see.
  package var visible = Visibility.everything

  package static let all = JournalFilter()

  package init(
    actor: String? = nil, action: String? = nil, scope: String? = nil, result: JournalEntry.Result? = nil,
    text: String? = nil, from: Date? = nil, until: Date? = nil
  ) {
    self.actor = actor
    self.action = action
    self.scope = scope
    self.result = result
    self.text = text
    self.from = from
    self.until = until
  }

  package func within(_ visible: Visibility) -> JournalFilter {
    var filter = self
    filter.visible = visible
    return filter
  }

  /// `AND …` for each wish.
  var condition: SQL {
    var condition: SQL = visible == .everything ? "" : "AND \(sql: visible.condition(on: "scope")) "
    if let actor { condition = condition + "AND actor = \(actor) " }
    if let scope { condition = condition + "AND scope = \(scope) " }
    if let result { condition = condition + "AND result = \(result.rawValue) " }
    if let from { condition = condition + "AND at >= \(from) " }
    if let until { condition = condition + "AND at < \(until) " }
    if let action { condition = condition + matching(action: action) }
    if let text { condition = condition + matching(text: text) }
    return condition
  }

  /// The character after the dot ends the range of names that begin with it, so that an index serves.
  private func matching(action: String) -> SQL {
    guard !action.contains(".") else { return "AND action = \(action) " }
    return "AND action >= \("\(action).") AND action < \("\(action)/") "
  }

  private func matching(text: String) -> SQL {
    let letters = text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
    let escaped = String(decoding: letters, as: UTF8.self)
      .replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
    let pattern = "%\(escaped)%"
    return "AND (LOWER(request) LIKE \(pattern) ESCAPE '\\' OR LOWER(reason) LIKE \(pattern) ESCAPE '\\') "
  }
}
