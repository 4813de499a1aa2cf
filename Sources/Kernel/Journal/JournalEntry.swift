import Foundation
import MailModel

/// What somebody asked for, and what became of it.
package struct JournalEntry: Codable, Hashable, Sendable {
  package enum Result: String, Codable, Sendable { case done, refused }

  /// 1 for the first entry, without gaps.
  package var number: Int64
  package var at: Date
  package var actor: String
  package var action: String
  package var scope: String
  package var result: Result
  /// The request as JSON, without secrets.
  package var request: String
  /// The state that it found, as JSON, where the action records one.
  package var before: String?
  /// The outcome as JSON, or the fault of a refusal.
  package var after: String
}

extension JournalEntry {
  static func done<Change: Action>(_ action: Change, _ outcome: Change.Outcome, in work: Work) throws -> JournalEntry {
    JournalEntry(
      number: 0, at: work.now, actor: work.principal.name, action: Change.name, scope: action.scope.text, result: .done,
      request: try Redacted.json(action), before: work.before, after: try Redacted.json(outcome))
  }

  static func event(_ name: String, _ facts: some Encodable, in work: Work) throws -> JournalEntry {
    JournalEntry(
      number: 0, at: work.now, actor: work.principal.name, action: name, scope: Scope.everything.text, result: .done,
      request: "{}", before: nil, after: try Redacted.json(facts))
  }

  static func refused(_ request: some Request, _ fault: Fault, at time: Date, by principal: Principal) throws
    -> JournalEntry
  {
    JournalEntry(
      number: 0, at: time, actor: principal.name, action: type(of: request).name, scope: request.scope.text,
      result: .refused, request: try Redacted.json(request), before: nil, after: try Redacted.json(fault))
  }
}
