import Foundation
import MailModel
import Store

/// One transaction of one action: the database, the time, and what is to be recorded beside the change.
package final class Work {
  package let db: any Database
  package let now: Date
  package let principal: Principal
  /// The state that the action found, for the journal.
  package private(set) var before: String?
  package private(set) var enqueuesJobs = false
  /// What all works of this transaction have done.
  let ledger: Ledger

  package convenience init(db: any Database, now: Date, principal: Principal) {
    self.init(db: db, now: now, principal: principal, ledger: Ledger())
  }

  init(db: any Database, now: Date, principal: Principal, ledger: Ledger) {
    self.db = db
    self.now = now
    self.principal = principal
    self.ledger = ledger
  }

  /// Records the state that is about to change; its secrets are redacted.
  package func record(before value: some Encodable) throws {
    before = try Redacted.json(value)
  }

  /// Puts on record what a job found or did by itself, beside what people ask for.
  package func record(_ event: String, _ facts: some Encodable, in scope: Scope = .everything) throws {
    try Journal(db: db).append(.event(event, facts, scope, in: self))
  }

  /// Work for the outside world, carried out after the commit. While a job with the same `key` waits,
  /// no second one is added.
  package func enqueue<Body: JobBody>(_ job: Body, key: String? = nil, at time: Date? = nil) throws {
    try JobTable(db: db).add(job, key: key, due: time ?? now, now: now)
    enqueuesJobs = true
  }

  /// Takes back the job with this `key` that waits, because what it asks for is being done; whether there was one.
  @discardableResult
  package func withdraw(key: String) throws -> Bool {
    try JobTable(db: db).withdraw(key: key)
  }

  /// Performs another action in this transaction: authorised by its own permission and scope, with a journal entry
  /// of its own. When it throws, so must the action that asked for it.
  @discardableResult
  package func perform<Change: Action>(_ action: Change) throws -> Change.Outcome {
    try principal.require(action)
    let ready = try action.prepared()
    return try inPart(as: principal, ledger) { try $0.carryOut(ready) }
  }

  /// What belongs to this change and is done in another's name.
  package func acting(as principal: Principal, _ body: (Work) throws -> Void) throws {
    try inPart(as: principal, ledger, body)
  }

  /// A part of this transaction that has records of its own, and may have another's name.
  func inPart<Value>(as principal: Principal, _ ledger: Ledger, _ body: (Work) throws -> Value) throws -> Value {
    let part = Work(db: db, now: now, principal: principal, ledger: ledger)
    let value = try body(part)
    if part.enqueuesJobs { enqueuesJobs = true }
    return value
  }

  /// The action itself, with what stands on record beside each.
  func carryOut<Change: Action>(_ ready: Change) throws -> Change.Outcome {
    var scope = ready.scope
    if let placed = ready as? any PlacedAction {
      scope = try placed.place(in: db, for: principal)
      try principal.require(Change.permission, in: scope)
    }
    let outcome = try ready.perform(in: self)
    // After it: whoever may not do it at all is told that, and not asked for a reason.
    try MailAccess.record(ready, in: self)
    let entry = try JournalEntry.done(ready, outcome, scope, in: self)
    try Journal(db: db).append(entry)
    ledger.add(PlanPart(entry, Change.permission, scope), by: principal)
    return outcome
  }
}

/// JSON in which no secret stands.
package enum Redacted {
  package static func json(_ value: some Encodable) throws -> String {
    let encoder = WireJSON.encoder()
    encoder.userInfo[Secret.redacting] = true
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// JSON as it goes over sockets and into the journal: sorted keys, times in ISO 8601 with milliseconds, UTC.
package enum WireJSON {
  static func text(of value: some Encodable) throws -> String {
    String(decoding: try encoder().encode(value), as: UTF8.self)
  }

  package static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
    return encoder
  }

  /// The end of the year 9999: what lies beyond does not fit into the store's microseconds.
  private static let lastSecond: TimeInterval = 253_402_300_800

  package static func decoder() -> JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let text = try decoder.singleValueContainer().decode(String.self)
      let date =
        (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        ?? (try? Date(text, strategy: .iso8601))
      guard let date, abs(date.timeIntervalSince1970) < lastSecond else {
        throw Fault(
          .invalid, en: "“\(text.prefix(40))” is no moment of RFC 3339 up to the year 9999",
          es: "«\(text.prefix(40))» no es un momento de RFC 3339 hasta el año 9999",
          hint: Text(en: "write 2026-03-01T12:00:00Z", es: "escriba 2026-03-01T12:00:00Z"),
          field: decoder.codingPath.last?.stringValue)
      }
      return date
    }
    return decoder
  }
}
