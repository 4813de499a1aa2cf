import Kernel
import MailModel
import Store

package struct ListRequests: DomainQuery {
  package static let name = "requests.list"
  package static let route = Route.get("requests")
  package static let permission: Permission = "requests.read"
  package static let summary = Text(
    en: "Lists requests for a second person or for access, page by page, the newest first.",
    es: "Enumera por páginas las peticiones de una segunda persona o de acceso, primero las más nuevas.")
  package var state: ChangeRequest.State?
  package var after: String?
  package var limit: QueryNumber?

  package init(state: ChangeRequest.State? = nil, after: String? = nil, limit: QueryNumber? = nil) {
    self.state = state
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<ChangeRequest> {
    try .of(limit) {
      try ChangeRequest.list(within: visible, state: state, before: after.flatMap(Int64.init), limit: $0, in: db)
    }
  }
}

package struct ShowRequest: DomainQuery {
  package static let name = "requests.show"
  package static let route = Route.get("requests/{id}")
  package static let permission: Permission = "requests.read"
  package static let summary = Text(
    en: "Shows a request, and what it would change.", es: "Muestra una petición, y lo que cambiaría.")
  package var id: QueryNumber

  package init(id: Int64) {
    self.id = QueryNumber(Int(id))
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> ChangeRequest {
    let found = try ChangeRequest.list(within: visible, before: Int64(id.value) &+ 1, limit: 1, in: db).first
    guard let found, found.id == id.value else { return try ChangeRequest.existing(QueryNumber(-1), in: db) }
    return found
  }
}

/// What somebody wants or wanted themselves.
package struct ListOwnRequests: Query {
  package static let name = "requests.own"
  package static let route = Route.get("accounts/{address}/requests")
  package static let permission: Permission = "ownRequests.read"
  package static let summary = Text(
    en: "Lists an account's own requests, page by page, the newest first.",
    es: "Enumera por páginas las peticiones de una cuenta, primero las más nuevas.")
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
    try .of(limit) { try ChangeRequest.list(of: address, before: after.flatMap(Int64.init), limit: $0, in: db) }
  }
}

extension Page<ChangeRequest> {
  static func of(_ limit: QueryNumber?, _ rows: (Int) throws -> [ChangeRequest]) throws -> Self {
    let size = Self.size(limit)
    return Page(rows: try rows(size + 1), limit: size) { String($0.id) }
  }
}
