import Foundation
import Logging
import MailModel
import Store

/// The one door. Console, API, command line, files and schedules all build the same values and bring them here.
package struct ControlPlane: Sendable {
  package let store: Store
  /// What grows with the traffic: traces, indicators. The store itself where that is PostgreSQL, else a file beside it.
  package let history: Store
  package let world: World
  /// Composes the desired state from what every capability contributes.
  package let mailSystem: @Sendable (any Database) throws -> MailSystem
  /// Proves that mail goes through, from submission to mailbox: the last gate of a rollout.
  package let probe: Probe
  package let layout: Layout
  package let now: @Sendable () -> Date
  package let wakeUp: WakeUp
  private let refusals = RefusalMemory()

  package init(
    store: Store, history: Store, world: World, layout: Layout, now: @escaping @Sendable () -> Date = { Date() },
    wakeUp: WakeUp = WakeUp(), probe: Probe = .unexpected,
    mailSystem: @escaping @Sendable (any Database) throws -> MailSystem
  ) {
    self.store = store
    self.history = history
    self.world = world
    self.layout = layout
    self.now = now
    self.wakeUp = wakeUp
    self.mailSystem = mailSystem
    self.probe = probe
  }

  /// Authorises, decides in one transaction together with the journal entry and the jobs, and commits.
  /// `condition` is looked at first in that transaction: what it throws refuses the change. `receipt` keeps the outcome
  /// in it.
  package func perform<Change: Action>(
    _ action: Change, as principal: Principal, if condition: Precondition = .none, keeping receipt: Receipt = .none
  ) async throws -> Change.Outcome {
    try await authorise(action, as: principal)
    do {
      let ready = try await action.prepared(on: self)
      let (outcome, enqueuesJobs) = try await store.write { [now] db in
        try condition.require(db)
        let work = Work(db: db, now: now(), principal: principal)
        let outcome = try work.carryOut(ready)
        try work.settle(action, outcome)
        try receipt.keep(outcome, db)
        return (outcome, work.enqueuesJobs)
      }
      if enqueuesJobs { wakeUp.signal() }
      return outcome
    } catch let fault as Fault {
      try await record(fault, of: action, as: principal)
      throw fault
    } catch let turned as TurnedBack {
      throw try await record(turned, of: action, as: principal)
    }
  }

  /// What is to be known of a transaction that left no trace; the answer to whoever asked.
  private func record(_ turned: TurnedBack, of action: some Action, as principal: Principal) async throws -> any Error {
    try await store.write { [now] db in
      let answer = try turned.record(Work(db: db, now: now(), principal: principal))
      if let fault = answer as? Fault { try Journal(db: db).append(.refused(action, fault, at: now(), by: principal)) }
      return answer
    }
  }

  /// What `perform` would answer, or refuse with: the whole is done and taken back. Nothing of it stays, not even in the
  /// journal.
  package func rehearse<Change: Action>(_ action: Change, as principal: Principal) async throws -> Change.Outcome {
    try principal.require(action)
    let ready = try await action.prepared(on: self)
    do {
      return try await store.write { [now] db -> Change.Outcome in
        throw Rehearsed(outcome: try Work(db: db, now: now(), principal: principal).carryOut(ready))
      }
    } catch let rehearsed as Rehearsed<Change.Outcome> {
      return rehearsed.outcome
    } catch let turned as TurnedBack {
      throw turned.fault ?? turned
    }
  }

  package func ask<Question: Query>(_ query: Question, as principal: Principal) async throws -> Question.Answer {
    guard let list = query as? any DomainQuery<Question.Answer> else {
      try await authorise(query, as: principal)
      return try await memory(of: query).read { try query.answer(from: $0) }
    }
    let visible = try await recordingRefusal(of: query, as: principal) { () throws(Fault) in
      try principal.visibility(of: query)
    }
    return try await memory(of: query).read { try list.answer(from: $0, within: visible) }
  }

  private func memory(of query: some Query) -> Store { query is any HistoryQuery ? history : store }

  package func inspect<Look: Inspection>(_ inspection: Look, as principal: Principal) async throws -> Look.Answer {
    try await authorise(inspection, as: principal)
    return try await inspection.inspect(with: self)
  }

  private func authorise(_ request: some Request, as principal: Principal) async throws {
    try await recordingRefusal(of: request, as: principal) { () throws(Fault) in try principal.require(request) }
  }

  private func recordingRefusal<Value>(
    of request: some Request, as principal: Principal, _ decide: () throws(Fault) -> Value
  ) async throws -> Value {
    do {
      return try decide()
    } catch {
      try await record(error, of: request, as: principal)
      throw error
    }
  }

  private func record(_ fault: Fault, of request: some Request, as principal: Principal) async throws {
    guard fault.code != .forbidden || isNews(type(of: request).name, of: principal) else { return }
    try await store.write { [now] db in
      try Journal(db: db).append(.refused(request, fault, at: now(), by: principal))
    }
  }

  /// Puts on record that somebody was refused what is no request, such as a page; once a minute.
  package func recordRefusal(
    _ event: String, _ facts: some Encodable & Sendable, _ fault: Fault, of principal: Principal
  ) async throws {
    guard isNews(event, of: principal) else { return }
    try await store.write { [now] db in
      try Journal(db: db).append(.refused(event, facts, fault, at: now(), by: principal))
    }
  }

  private func isNews(_ action: String, of principal: Principal) -> Bool {
    refusals.isNews(action, of: principal, at: now())
  }
}

/// Ends the transaction of a rehearsal.
private struct Rehearsed<Outcome: Sendable>: Error {
  let outcome: Outcome
}
