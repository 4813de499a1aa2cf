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

  /// Looks, when all of `action` is done, whether it may be done alone. If not, all of it is undone and kept as a request.
  func settle<Change: Action>(_ action: Change, _ outcome: Change.Outcome) throws {
    guard !ledger.isApproved, !principal.isPalomar, let rule = try ruleThatApplies() else { return }
    if principal.origin.breaksGlass { return try breakGlass(rule) }
    let body = try WireJSON.text(of: action)
    guard try body == Redacted.json(action), try WireJSON.text(of: outcome) == Redacted.json(outcome) else {
      throw cannotWait(Change.self, rule)
    }
    throw turningBack(Change.name, body, ledger.parts.last?.scope ?? action.scope, rule)
  }

  private func ruleThatApplies() throws -> String? {
    if let demand = ledger.demand { return demand }
    return try ApprovalRule.all(in: db).first { try $0.applies(to: ledger.parts, in: self) }?.permissions.text
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
