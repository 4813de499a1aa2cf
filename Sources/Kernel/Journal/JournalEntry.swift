import Foundation
import MailModel

/// What somebody asked for, and what became of it; a link of a chain of hashes.
package struct JournalEntry: Codable, Hashable, Sendable {
  package enum Result: String, Codable, Sendable, CaseIterable { case done, refused }

  /// 1 for the first entry, without gaps.
  package var number: Int64
  package var at: JournalTime
  package var actor: String
  /// Where the request came from, by which API token and for which reason, where there is one.
  package var address: String?
  package var token: String?
  package var reason: String?
  package var action: String
  /// The domain that it touched, or `*`.
  package var scope: String
  package var result: Result
  /// The request as JSON, without secrets.
  package var request: String
  /// The state that it found, as JSON, where the action records one.
  package var before: String?
  /// The outcome as JSON, or the fault of a refusal.
  package var after: String
  /// The hash of the entry before; `genesis` in the first.
  package var previous: String
  /// The hash of all of the above.
  package var hash: String

  /// An entry that has no place in the chain yet: `chained` gives it one.
  init(
    at time: Date, by principal: Principal, action: String, scope: Scope, result: Result, request: String,
    before: String? = nil, after: String
  ) {
    number = 0
    at = JournalTime(time)
    actor = principal.name
    address = principal.origin.address
    token = principal.origin.token
    reason = principal.origin.reason
    self.action = action
    self.scope = scope.domain?.name ?? scope.text
    self.result = result
    self.request = request
    self.before = before
    self.after = after
    previous = ""
    hash = ""
  }
}

extension JournalEntry {
  static func done<Change: Action>(_ action: Change, _ outcome: Change.Outcome, _ scope: Scope, in work: Work) throws
    -> JournalEntry
  {
    JournalEntry(
      at: work.now, by: work.principal, action: Change.name, scope: scope, result: .done,
      request: try Redacted.json(action), before: work.before, after: try Redacted.json(outcome))
  }

  static func event(_ name: String, _ facts: some Encodable, _ scope: Scope, in work: Work) throws -> JournalEntry {
    JournalEntry(
      at: work.now, by: work.principal, action: name, scope: scope, result: .done, request: "{}",
      after: try Redacted.json(facts))
  }

  static func refused(
    _ event: String, _ facts: some Encodable, _ fault: Fault, at time: Date, by principal: Principal
  ) throws -> JournalEntry {
    JournalEntry(
      at: time, by: principal, action: event, scope: .everything, result: .refused, request: try Redacted.json(facts),
      after: try Redacted.json(fault))
  }

  static func refused(_ request: some Request, _ fault: Fault, at time: Date, by principal: Principal) throws
    -> JournalEntry
  {
    let words = try Redacted.json(request)
    // Whoever may do nothing at all can still ask, and the journal keeps it for ever.
    let kept = words.utf8.count <= 4_096 ? words : #"{"octets":\#(words.utf8.count)}"#
    return JournalEntry(
      at: time, by: principal, action: type(of: request).name, scope: request.scope, result: .refused,
      request: kept, after: try Redacted.json(fault))
  }
}
