import Kernel
import MailModel
import Store

/// Makes a shared mailbox. Nobody has access to it until somebody gives it.
package struct AddSharedMailbox: Action {
  package static let name = "shared.add"
  package static let route = Route.post("shared")
  package static let permission: Permission = "shared.add"
  package static let summary = Text(en: "Adds a shared mailbox.", es: "Añade un buzón compartido.")
  package var address: Address
  package var displayName: String?
  package var quota: ByteCount?
  /// The shared mailbox's own `Sent` when nobody says.
  package var sent: SentPlacement?
  package var scope: Scope { .domain(address.domain) }

  package init(address: Address, displayName: String? = nil, quota: ByteCount? = nil, sent: SentPlacement? = nil) {
    self.address = address
    self.displayName = displayName
    self.quota = quota
    self.sent = sent
  }

  package func perform(in work: Work) throws -> Account {
    _ = try Domain.existing(address.domain, in: work.db)
    try MailboxGrant.requireLendable(address)
    try AddAccount.requireFree(address, in: work.db)
    var account = Account(
      address: address, displayName: try AddAccount.checked(displayName ?? ""), quota: quota, created: work.now)
    account.state = .receiveOnly
    account.sharedSent = sent ?? .shared
    try account.insert(hash: nil, into: work.db)
    try Domain.requireRoom(address.domain, in: work.db)
    try work.publish(.account, address.text)
    try work.enqueue(LendMailbox(mailbox: address, hasFolders: true))
    return account
  }
}

/// Changes what is given and leaves the rest. A quota of 0 is no limit.
package struct ChangeSharedMailbox: Action {
  package static let name = "shared.change"
  package static let route = Route.put("shared/{address}")
  package static let permission: Permission = "shared.change"
  package static let summary = Text(en: "Changes a shared mailbox.", es: "Modifica un buzón compartido.")
  package var address: Address
  package var displayName: String?
  package var quota: ByteCount?
  package var sent: SentPlacement?
  package var scope: Scope { .account(address) }

  package init(address: Address, displayName: String? = nil, quota: ByteCount? = nil, sent: SentPlacement? = nil) {
    self.address = address
    self.displayName = displayName
    self.quota = quota
    self.sent = sent
  }

  package func perform(in work: Work) throws -> Account {
    _ = try SharedMailbox.existing(address, in: work.db)
    return try work.change(Account.present(address, in: work.db)) { account in
      if let displayName { account.displayName = try AddAccount.checked(displayName) }
      if let quota { account.quota = quota.bytes == 0 ? nil : quota }
      if let sent { account.sharedSent = sent }
    }
  }
}

package struct ListSharedMailboxes: DomainQuery {
  package static let name = "shared.list"
  package static let route = Route.get("shared")
  package static let permission: Permission = "shared.read"
  package static let summary = Text(
    en: "Lists shared mailboxes, page by page.", es: "Enumera los buzones compartidos por páginas.")
  package var domain: DomainName?
  /// The beginning of an address.
  package var search: String?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(
    domain: DomainName? = nil, search: String? = nil, after: String? = nil, limit: QueryNumber? = nil
  ) {
    self.domain = domain
    self.search = search
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Account> {
    let size = Page<Account>.size(limit)
    var filter: SQL = "\(sql: visible.condition(on: "domain")) AND removed IS NULL AND address > \(after ?? "")"
    if let search = search?.lowercased() {
      filter = filter + " AND address >= \(search) AND address < \(search + "\u{10FFFF}")"
    }
    let rows = try Account.list(shared: true, where: filter, limit: size + 1, in: db)
    return Page(rows: rows, limit: size) { $0.address.text }
  }
}

package struct ShowSharedMailbox: Query {
  package static let name = "shared.show"
  package static let route = Route.get("shared/{address}")
  package static let permission: Permission = "shared.read"
  package static let summary = Text(
    en: "Shows a shared mailbox and who has access to it.",
    es: "Muestra un buzón compartido y quién tiene acceso a él.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> SharedMailbox {
    SharedMailbox(
      mailbox: try SharedMailbox.existing(address, in: db), members: try MailboxGrant.all(to: address, in: db))
  }
}
