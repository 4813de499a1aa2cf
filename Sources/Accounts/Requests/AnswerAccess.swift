import Kernel
import MailModel
import Store

/// Grants access to what one looks after oneself: one's mailbox, a group that one owns. Nobody becomes the second person of a
/// change by it: only access that somebody asks for is granted so, in the name of whoever grants it.
package struct GrantAccess: PlacedAction {
  package static let name = "requests.grant"
  package static let route = Route.post("requests/{id}/grant")
  package static let permission: Permission = "ownRequests.grant"
  package static let summary = Text(
    en: "Grants access to what is one's own, that somebody asks for.",
    es: "Concede a quien lo pide acceso a algo propio.")
  package var id: QueryNumber
  package var comment: String?
  private var replays: Replays = .none

  private enum CodingKeys: String, CodingKey { case id, comment }

  package init(id: Int64, comment: String? = nil) {
    self.id = QueryNumber(Int(id))
    self.comment = comment
  }

  func knowing(_ replays: Replays) -> GrantAccess {
    var action = self
    action.replays = replays
    return action
  }

  package func place(in db: any Database, for principal: Principal) throws -> Scope {
    try ChangeRequest.existing(id, in: db).scope
  }

  package func perform(in work: Work) throws -> ChangeRequest {
    var request = try ChangeRequest.waiting(id, in: work)
    try request.requireAccess()
    try request.grant(by: replays, in: work)
    try request.decide(.approved, comment, in: work)
    return request
  }
}

/// Refuses access to what one looks after oneself.
package struct RefuseAccess: PlacedAction {
  package static let name = "requests.refuse"
  package static let route = Route.post("requests/{id}/refuse")
  package static let permission: Permission = "ownRequests.refuse"
  package static let summary = Text(
    en: "Refuses access to what is one's own, that somebody asks for.",
    es: "Niega a quien lo pide acceso a algo propio.")
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
    try request.requireAccess()
    try request.requireOther(than: work.principal)
    try request.decide(.denied, comment, in: work)
    return request
  }
}

/// The requests that wait for somebody's own answer: for access to their mailbox, or to a group that they look after.
package struct ListRequestsToAnswer: Query {
  package static let name = "requests.toAnswer"
  package static let route = Route.get("accounts/{address}/requests/to-answer")
  package static let permission: Permission = "ownRequests.read"
  package static let summary = Text(
    en: "Lists the requests for access that an account answers itself, page by page, the newest first.",
    es: "Enumera por páginas las peticiones de acceso a las que responde una cuenta, primero las más nuevas.")
  package var address: Address
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { .account(address) }

  package init(address: Address, after: String? = nil, limit: QueryNumber? = nil) {
    self.address = address
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> Page<ChangeRequest> {
    let owned = try RoleAssignment.list(AssignmentFilter(account: address, role: Role.groupOwner.name), in: db)
    let scopes = [.account(address)] + owned.map(\.scope)
    return try .of(limit) {
      try ChangeRequest.list(
        kind: .access, about: scopes, state: .waiting, before: after.flatMap(Int64.init), limit: $0, in: db)
    }
  }
}

extension ChangeRequest {
  fileprivate func requireAccess() throws(Fault) {
    guard kind != .access else { return }
    throw Fault(
      .forbidden, en: "request \(id) asks for no access: it waits for a second person",
      es: "la petición \(id) no pide acceso: espera a una segunda persona",
      hint: Text(
        en: "approve it instead: palomar request approve \(id)", es: "apruébela: palomar request approve \(id)"))
  }

  /// Gives what was asked for, in the name of whoever grants it.
  func grant(by replays: Replays, in work: Work) throws {
    try requireOther(than: work.principal)
    try work.carryOut(self, as: work.principal.granting(self), isApproved: false, replays.replay(self))
  }
}
