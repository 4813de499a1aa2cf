import Kernel
import MailModel
import Store

package struct ListAccounts: DomainQuery {
  package static let name = "accounts.list"
  package static let route = Route.get("accounts")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(en: "Lists accounts, page by page.", es: "Enumera las cuentas por páginas.")
  /// Those that are there, or a part of them; or those that were removed and can be restored.
  package enum Which: String, Codable, Sendable, CaseIterable {
    case present, suspended, receiveOnly, held
    /// With a first or a last day.
    case dated
    case removed
  }

  package var domain: DomainName?
  package var which: Which?
  /// The beginning of an address.
  package var search: String?
  /// Those of this class of service.
  package var serviceClass: String?
  package var sort: AccountOrder?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(
    domain: DomainName? = nil, which: Which? = nil, search: String? = nil, serviceClass: String? = nil,
    sort: AccountOrder? = nil, after: String? = nil, limit: QueryNumber? = nil
  ) {
    self.domain = domain
    self.which = which
    self.search = search
    self.serviceClass = serviceClass
    self.sort = sort
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Account> {
    let size = Page<Account>.size(limit)
    let order = sort ?? .address
    let page: SQL = try after.map { try order.condition(after: $0) } ?? "1 = 1"
    // Shared mailboxes have a list of their own; what was removed is looked for here, whatever it was.
    let rows = try Account.list(
      shared: which == .removed ? nil : false, where: "\(sql: filter(within: visible)) AND \(sql: page)",
      order: order, limit: size + 1, in: db)
    return Page(rows: rows, limit: size) { order.place(of: $0) }
  }

  private func filter(within visible: Visibility) -> SQL {
    var filter: SQL = "\(sql: visible.condition(on: "domain")) AND \(sql: (which ?? .present).condition)"
    // A range instead of LIKE: it uses the index, and no character of the search has a meaning.
    if let search = search?.lowercased() {
      filter = filter + " AND address >= \(search) AND address < \(search + "\u{10FFFF}")"
    }
    if let serviceClass { filter = filter + " AND service_class = \(serviceClass)" }
    return filter
  }
}

extension ListAccounts.Which {
  fileprivate var condition: SQL {
    switch self {
    case .present: "removed IS NULL"
    case .suspended: "removed IS NULL AND state = 'suspended'"
    case .receiveOnly: "removed IS NULL AND state = 'receiveOnly'"
    case .held: "hold IS NOT NULL"
    case .dated: "removed IS NULL AND (valid_from IS NOT NULL OR valid_until IS NOT NULL)"
    case .removed: "removed IS NOT NULL"
    }
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
