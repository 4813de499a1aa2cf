import Kernel
import MailModel
import Store

package struct ListAccounts: DomainQuery {
  package static let name = "accounts.list"
  package static let route = Route.get("accounts")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(en: "Lists accounts, page by page.", es: "Enumera las cuentas por páginas.")
  /// Those that are there, or those that were removed and can be restored.
  package enum Which: String, Codable, Sendable, CaseIterable { case present, removed }

  package var domain: DomainName?
  package var which: Which?
  /// The beginning of an address.
  package var search: String?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(
    domain: DomainName? = nil, which: Which? = nil, search: String? = nil, after: String? = nil,
    limit: QueryNumber? = nil
  ) {
    self.domain = domain
    self.which = which
    self.search = search
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Account> {
    let size = min(max(limit?.value ?? Page<Account>.limit, 1), Page<Account>.limit)
    let rows = try Account.list(
      within: visible, search: search?.lowercased(), removed: which == .removed, after: after, limit: size + 1, in: db)
    return Page(rows: rows, limit: size) { $0.address.text }
  }
}

package struct ShowAccount: Query {
  package static let name = "accounts.show"
  package static let route = Route.get("accounts/{address}")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(en: "Shows one account.", es: "Muestra una cuenta.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> Account {
    try Account.existing(address, in: db)
  }
}
