import Kernel
import MailModel
import Store

/// Agrees to what somebody else wants to do, which is done with it: whoever agrees must be able to do the same.
package struct ApproveRequest: PlacedAction {
  package static let name = "requests.approve"
  package static let route = Route.post("requests/{id}/approve")
  package static let permission: Permission = "requests.approve"
  package static let summary = Text(
    en: "Approves somebody else's request, and carries it out.", es: "Aprueba la petición de otra persona y la ejecuta."
  )
  package var id: QueryNumber
  package var comment: String?
  private var replays: Replays = .none

  private enum CodingKeys: String, CodingKey { case id, comment }

  package init(id: Int64, comment: String? = nil) {
    self.id = QueryNumber(Int(id))
    self.comment = comment
  }

  func knowing(_ replays: Replays) -> ApproveRequest {
    var action = self
    action.replays = replays
    return action
  }

  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    try ChangeRequest.existing(id, in: db).scope
  }

  package func perform(in work: Work) throws -> ChangeRequest {
    var request = try ChangeRequest.waiting(id, in: work)
    switch request.kind {
    case .secondPerson:
      try request.requireOther(than: work.principal)
      for part in request.plan { try work.principal.require(part.permission, in: part.scope) }
      let author = try request.author(in: work)
      try work.carryOut(request, as: author, isApproved: true, replays.replay(request))
    case .access:
      try request.grant(by: replays, in: work)
    }
    try request.decide(.approved, comment, in: work)
    return request
  }
}

/// Refuses what somebody else wants to do.
package struct DenyRequest: PlacedAction {
  package static let name = "requests.deny"
  package static let route = Route.post("requests/{id}/deny")
  package static let permission: Permission = "requests.deny"
  package static let summary = Text(en: "Denies somebody else's request.", es: "Deniega la petición de otra persona.")
  package var id: QueryNumber
  package var comment: String?

  package init(id: Int64, comment: String? = nil) {
    self.id = QueryNumber(Int(id))
    self.comment = comment
  }

  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    try ChangeRequest.existing(id, in: db).scope
  }

  package func perform(in work: Work) throws -> ChangeRequest {
    var request = try ChangeRequest.waiting(id, in: work)
    try request.requireOther(than: work.principal)
    try request.decide(.denied, comment, in: work)
    return request
  }
}

/// Takes one's own request back.
package struct WithdrawRequest: PlacedAction {
  package static let name = "requests.withdraw"
  package static let route = Route.post("requests/{id}/withdraw")
  package static let permission: Permission = "ownRequests.withdraw"
  package static let summary = Text(en: "Takes one's own request back.", es: "Retira la petición propia.")
  package var id: QueryNumber

  package init(id: Int64) {
    self.id = QueryNumber(Int(id))
  }

  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    try ChangeRequest.existing(id, in: db).account.map(Scope.account) ?? .everything
  }

  package func perform(in work: Work) throws -> ChangeRequest {
    var request = try ChangeRequest.waiting(id, in: work)
    guard request.account == work.principal.account else {
      throw Fault(
        .forbidden, en: "request \(request.id) is \(request.author)'s",
        es: "la petición \(request.id) es de \(request.author)",
        hint: Text(en: "deny it instead", es: "deniéguela en su lugar"))
    }
    try request.decide(.withdrawn, nil, in: work)
    return request
  }
}
