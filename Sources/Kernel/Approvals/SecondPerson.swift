import Foundation
import MailModel
import Store

/// Ends a transaction without a trace, and puts on record in another what is to be known of it.
struct TurnedBack: Error {
  /// What is wrong, where something is.
  var fault: Fault?
  /// What whoever asked is told: a fault, or that it waits.
  let record: @Sendable (Work) throws -> any Error
}

/// The answer to somebody whose change waits for a second person. No fault: nothing is wrong.
package struct AwaitingApproval: Error, Codable, Sendable {
  package var request: ChangeRequest

  package init(request: ChangeRequest) {
    self.request = request
  }

  package var message: Text {
    Text(
      en: "waits for a second person: request \(request.id), until \(request.expires.formatted(.iso8601))",
      es: "espera a una segunda persona: petición \(request.id), hasta \(request.expires.formatted(.iso8601))")
  }

  package var hint: Text {
    Text(
      en: "somebody else who may do the same can approve it: palomar request approve \(request.id)",
      es: "la puede aprobar otra persona que pueda hacer lo mismo: palomar request approve \(request.id)")
  }
}

extension Work {
  /// Demands a second person for this change, whatever the rules say.
  package func requireSecondPerson(because demand: String) {
    ledger.demandSecondPerson(because: demand)
  }

  /// Tries what Palomar will do on `day` because of this change, and undoes it. So whatever would be refused then is refused
  /// now, and stands in the plan that a second person approves: on the day nobody is asked any more.
  package func plan(for day: Date, _ body: (Work) throws -> Void) throws {
    ledger.day = day
    defer { ledger.day = nil }
    do {
      try db.attempt { db in
        try body(Work(db: db, now: day, principal: principal, ledger: ledger))
        throw TriedOut()
      }
    } catch is TriedOut {}
  }

  /// Refuses what takes a second person where there is nobody who could wait for one: in work that Palomar does by itself.
  package func requireNoSecondPerson() throws {
    guard !ledger.isApproved, let rule = try ruleThatApplies(among: ApprovalRule.all(in: db)) else { return }
    throw Fault(
      .conflict, en: "that takes a second person (\(rule))", es: "eso exige una segunda persona (\(rule))",
      hint: Text(en: "do it by hand, and have it approved", es: "hágalo a mano, y que lo apruebe otra persona"))
  }

  /// Looks, when all of `action` is done, whether it may be done alone. If not, all of it is undone and kept as a request.
  func settle<Change: Action>(_ action: Change, _ outcome: Change.Outcome) throws {
    let rules = try ApprovalRule.all(in: db)
    let rule = ledger.isApproved || principal.isPalomar ? nil : try ruleThatApplies(among: rules)
    try note(under: rules)
    guard let rule else { return }
    if principal.origin.breaksGlass { return try breakGlass(rule) }
    let body = try WireJSON.text(of: action)
    guard try body == Redacted.json(action), try WireJSON.text(of: outcome) == Redacted.json(outcome) else {
      throw cannotWait(Change.self, rule)
    }
    throw turningBack(Change.name, body, ledger.parts.last?.scope ?? action.scope, rule)
  }

  private func ruleThatApplies(among rules: [ApprovalRule]) throws -> String? {
    if let demand = ledger.demand { return demand }
    return try rules.first { try $0.applies(in: self) }?.permissions.text
  }

  private func note(under rules: [ApprovalRule]) throws {
    let counted = ledger.entries.filter { entry in
      entry.counts && rules.contains { $0.permissions.contains(entry.part.permission) }
    }
    if !counted.isEmpty { try PermissionUses(db: db).add(counted, at: now) }
  }

  private func turningBack(_ action: String, _ body: String, _ scope: Scope, _ rule: String) -> TurnedBack {
    let plan = ledger.parts
    return TurnedBack { work in
      try work.keep(
        ChangeRequest(.secondPerson, action: action, body: body, scope: scope, rule: rule, plan: plan, in: work),
        as: "requests.wait")
    }
  }

  /// Whoever sends the same again while it waits has asked once.
  private func keep(_ request: ChangeRequest, as event: String) throws -> AwaitingApproval {
    if let same = try request.findSame(in: db) { return AwaitingApproval(request: same) }
    try request.insert(into: db)
    try record(event, request, in: request.scope)
    return AwaitingApproval(request: request)
  }

  /// Whoever is root on the host can do without us; that it happened and why stands in the journal.
  private func breakGlass(_ rule: String) throws {
    guard principal.account == nil, principal.origin.reason?.isEmpty == false else {
      throw Fault(
        .invalid, en: "to break the two-person rule takes a reason",
        es: "saltarse la regla de dos personas exige un motivo",
        hint: Text(en: "give one with PALOMAR_REASON", es: "dé uno con PALOMAR_REASON"), field: "reason")
    }
    try record("approvals.broken", ["rule": rule])
  }

  private func cannotWait<Change: Action>(_ type: Change.Type, _ rule: String) -> Fault {
    Fault(
      .conflict,
      en: "\(Change.name) falls under the two-person rule (\(rule)) and cannot wait, because there is a secret in it",
      es: "\(Change.name) cae bajo la regla de dos personas (\(rule)) y no puede esperar, porque lleva un secreto",
      hint: Text(
        en:
          "a secret is neither kept nor shown to others: do it without one, or let root on the host do it, with PALOMAR_BREAK_GLASS=yes and a reason",
        es:
          "un secreto ni se guarda ni se enseña a otros: hágalo sin él, o que lo haga root en el equipo, con PALOMAR_BREAK_GLASS=yes y un motivo"
      ))
  }
}

extension Work {
  /// Carries out what somebody else has agreed to, as `principal`: `replay` performs the action that the request keeps.
  /// It must still do what it was agreed to do, to what it was agreed to be done to.
  ///
  /// With `isApproved` the two-person rule is kept with it; otherwise it still has its say.
  package func carryOut(
    _ request: ChangeRequest, as principal: Principal, isApproved: Bool, _ replay: (Work) throws -> Void
  ) throws {
    if isApproved { ledger.isApproved = true }
    let done = ledger.parts.count
    try inPart(as: principal, ledger, replay)
    let parts = Array(ledger.parts[done...])
    guard !parts.isSame(as: request.plan) else { return }
    var renewed = request
    renewed.plan = parts
    let fault = Fault(
      .conflict, en: "what request \(request.id) would change has changed since it was made",
      es: "lo que cambiaría la petición \(request.id) ha cambiado desde que se hizo",
      hint: Text(
        en: "look at it again: palomar request show \(request.id)",
        es: "vuelva a mirarla: palomar request show \(request.id)"))
    throw TurnedBack(fault: fault) { [renewed] work in
      try renewed.update(in: work.db)
      return fault
    }
  }

  /// Keeps what somebody may not do and asks for: tried out as if they might, and undone. It is about `account`, and
  /// whoever grants it does it in their own name.
  package func ask<Change: Action>(for action: Change, of account: Address, because reason: String) throws -> Never {
    let tried = Ledger()
    tried.isApproved = true
    // Nobody knows yet who will do it.
    let somebody = Principal.host(named: "?").coming(from: Origin(reason: reason))
    try inPart(as: somebody, tried) { _ = try $0.carryOut(action.prepared()) }
    let (body, plan) = (try WireJSON.text(of: action), tried.parts)
    throw TurnedBack { work in
      try work.keep(
        ChangeRequest(
          .access, action: Change.name, body: body, scope: action.scope, rule: "", plan: plan, of: account,
          because: reason, in: work), as: "requests.ask")
    }
  }
}

/// Ends the trial of what is planned.
private struct TriedOut: Error {}
