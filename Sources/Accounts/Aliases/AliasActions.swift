import Kernel
import MailModel
import Store

/// Makes an alias, or adds targets to one that is there.
package struct AddAlias: Action {
  package static let name = "aliases.add"
  package static let route = Route.post("aliases")
  package static let permission: Permission = "aliases.add"
  package static let summary = Text(en: "Adds an alias.", es: "Añade un alias.")
  package var address: Address
  package var targets: [Address]
  package var scope: Scope { .domain(address.domain) }

  package init(address: Address, targets: [Address]) {
    self.address = address
    self.targets = targets
  }

  package func perform(in work: Work) throws -> Alias {
    _ = try Domain.existing(address.domain, in: work.db)
    try check(in: work)
    let present = try Alias.find(address, in: work.db)
    if let present { try work.record(before: present) }
    try Alias(address: address, targets: targets, created: work.now).insert(into: work.db)
    if present == nil { try Domain.requireRoom(address.domain, in: work.db) }
    try work.publish(.alias, address.text)
    try work.refreshRules(reachedFrom: targets + (present?.targets ?? []))
    return try Alias.existing(address, in: work.db)
  }

  fileprivate func check(in work: Work) throws {
    let db = work.db
    guard !targets.isEmpty, targets.count <= 1_000, !targets.contains(address) else {
      throw Fault(
        .invalid, en: "an alias needs 1 to 1,000 targets other than itself",
        es: "un alias necesita de 1 a 1.000 destinos distintos de él mismo", field: "targets")
    }
    // A removed account leaves its address to an alias: mail for somebody who left goes to whoever came.
    if let account = try Account.find(address, in: db), account.removed == nil {
      throw Fault(
        .conflict, en: "\(address) is an account", es: "\(address) es una cuenta",
        hint: Text(en: "choose another address for the alias", es: "elija otra dirección para el alias"),
        field: "address")
    }
    guard try Group.find(address, in: db) == nil else { throw Group.taken(address) }
    for target in targets { try Alias.requireKnown(target, field: "targets", in: db) }
    try Reach.check(address, leadingTo: targets, in: work)
  }
}

extension Alias {
  /// A target in one of our own domains must exist, or its mail would bounce.
  static func requireKnown(_ target: Address, field: String, in db: any Database) throws {
    guard try Domain.find(target.domain, in: db) != nil else { return }
    let address = try target.withoutDetail
    let account = try Account.find(address, in: db)
    let exists =
      try account.map { $0.removed == nil } ?? (find(address, in: db) != nil || Group.find(address, in: db) != nil)
    guard exists else {
      throw Fault(
        .notFound, en: "\(target) does not exist here", es: "\(target) no existe aquí",
        hint: Text(en: "add it first, or correct the target", es: "añádala antes, o corrija el destino"),
        field: field)
    }
  }
}

/// Has an alias point at these targets and at no others.
package struct ChangeAlias: Action {
  package static let name = "aliases.change"
  package static let route = Route.put("aliases/{address}")
  package static let permission: Permission = "aliases.change"
  package static let summary = Text(en: "Changes where an alias points.", es: "Cambia adónde apunta un alias.")
  package var address: Address
  package var targets: [Address]
  package var scope: Scope { .domain(address.domain) }

  package init(address: Address, targets: [Address]) {
    self.address = address
    self.targets = targets
  }

  package func perform(in work: Work) throws -> Alias {
    let before = try Alias.existing(address, in: work.db)
    try AddAlias(address: address, targets: targets).check(in: work)
    guard Set(before.targets) != Set(targets) else { return before }
    try work.record(before: before)
    try Alias.delete(address, in: work.db)
    try Alias(address: address, targets: targets, created: before.created).insert(into: work.db)
    try work.publish(.alias, address.text)
    try work.refreshRules(reachedFrom: targets + before.targets)
    return try Alias.existing(address, in: work.db)
  }
}

package struct RemoveAlias: Action {
  package static let name = "aliases.remove"
  package static let route = Route.delete("aliases/{address}")
  package static let permission: Permission = "aliases.remove"
  package static let summary = Text(en: "Removes an alias.", es: "Elimina un alias.")
  package var address: Address
  package var scope: Scope { .domain(address.domain) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> Alias {
    let alias = try Alias.existing(address, in: work.db)
    try Membership.requireNone(of: address, in: work.db)
    try work.requireNotFollowed(alias: address)
    try work.record(before: alias)
    try Alias.delete(address, in: work.db)
    try work.publish(.alias, address.text)
    try work.refreshRules(reachedFrom: alias.targets)
    return alias
  }
}

package struct ListAliases: DomainQuery {
  package static let name = "aliases.list"
  package static let route = Route.get("aliases")
  package static let permission: Permission = "aliases.read"
  package static let summary = Text(en: "Lists aliases, page by page.", es: "Enumera los alias por páginas.")
  package var domain: DomainName?
  /// The beginning of an address.
  package var search: String?
  /// Those that point at this address.
  package var target: Address?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { domain.map(Scope.domain) ?? .everything }

  package init(
    domain: DomainName? = nil, search: String? = nil, target: Address? = nil, after: String? = nil,
    limit: QueryNumber? = nil
  ) {
    self.domain = domain
    self.search = search
    self.target = target
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Alias> {
    let size = Page<Alias>.size(limit)
    let rows = try Alias.list(where: filter(within: visible), limit: size + 1, in: db)
    return Page(rows: rows, limit: size) { $0.address.text }
  }

  private func filter(within visible: Visibility) -> SQL {
    var filter: SQL = "address > \(after ?? "") AND \(sql: visible.condition(on: "domain"))"
    // A range instead of LIKE: it uses the index, and no character of the search has a meaning.
    if let search = search?.lowercased() {
      filter = filter + " AND address >= \(search) AND address < \(search + "\u{10FFFF}")"
    }
    if let target { filter = filter + " AND target = \(target)" }
    return filter
  }
}

package struct ShowAlias: Query {
  package static let name = "aliases.show"
  package static let route = Route.get("aliases/{address}")
  package static let permission: Permission = "aliases.read"
  package static let summary = Text(en: "Shows one alias.", es: "Muestra un alias.")
  package var address: Address
  package var scope: Scope { .domain(address.domain) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> Alias {
    try Alias.existing(address, in: db)
  }
}
