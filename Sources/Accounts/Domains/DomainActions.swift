import Foundation
import Kernel
import MailModel
import Store

/// Takes a domain into service: mail for it is accepted at once, and signed as soon as its key stands.
package struct AddDomain: Action {
  package static let name = "domains.add"
  package static let route = Route.post("domains")
  package static let permission: Permission = "domains.add"
  package static let summary = Text(en: "Adds a domain.", es: "Añade un dominio.")
  package var domain: DomainName
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName) {
    self.domain = domain
  }

  package func perform(in work: Work) throws -> Domain {
    guard try Domain.find(domain, in: work.db) == nil else {
      throw Fault(.conflict, en: "\(domain) is served already", es: "\(domain) ya está en servicio", field: "domain")
    }
    let domain = Domain(name: domain, selector: try Self.selector(for: work.now), created: work.now)
    try work.db.execute(
      "INSERT INTO domain (name, selector, created) VALUES (\(domain.name), \(domain.selector), \(domain.created))")
    try work.publish(.domain, domain.name.name)
    try work.requestRollout(because: "domain \(domain.name) added")
    return domain
  }

  /// Named after the month of its key, so that the next one never has the same name: `p202611`.
  private static func selector(for date: Date) throws(Fault) -> Selector {
    try Selector(
      "p"
        + date.formatted(
          .verbatim(
            "\(year: .defaultDigits)\(month: .twoDigits)", timeZone: .gmt, calendar: .init(identifier: .gregorian))))
  }
}

package struct RemoveDomain: Action {
  package static let name = "domains.remove"
  package static let route = Route.delete("domains/{domain}")
  package static let permission: Permission = "domains.remove"
  package static let summary = Text(en: "Removes a domain that holds nothing.", es: "Elimina un dominio vacío.")
  package var domain: DomainName
  /// Whether removed accounts that could still be restored end with it; their mail is set aside on the host.
  package var purges: QueryFlag?
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName, purges: Bool? = nil) {
    self.domain = domain
    self.purges = purges.map { QueryFlag($0) }
  }

  package func perform(in work: Work) throws -> Domain {
    let found = try Domain.existing(domain, in: work.db)
    let accounts = try Account.count(of: domain, in: work.db)
    let aliases = try Alias.count(of: domain, in: work.db)
    let groups = try Group.count(of: domain, in: work.db)
    guard accounts == 0, aliases == 0, groups == 0 else {
      throw Fault(
        .conflict, en: "\(domain) still holds \(accounts) accounts, \(aliases) aliases and \(groups) groups",
        es: "\(domain) aún tiene \(accounts) cuentas, \(aliases) alias y \(groups) grupos",
        hint: Text(en: "remove them first", es: "elimínelos antes"))
    }
    let removed = try Account.removed(of: domain, in: work.db)
    guard removed.isEmpty || purges?.value == true else {
      throw Fault(
        .conflict, en: "\(domain) has \(removed.count) removed accounts whose mail can still be restored",
        es: "\(domain) tiene \(removed.count) cuentas eliminadas cuyo correo aún puede recuperarse",
        hint: Text(
          en: "wait until their time is over, or end them too: --purge",
          es: "espere a que acabe su plazo, o acabe también con ellas: --purge"))
    }
    // Without a domain they could not be restored.
    for account in removed {
      try work.perform(PurgeAccount(address: account.address))
    }
    try work.record(before: found)
    try RoleAssignment.end(AssignmentFilter(scope: .domain(domain)), in: work)
    try Token.end(for: .domain(domain), in: work)
    try CatchAll.delete(of: domain, in: work.db)
    try work.db.execute("DELETE FROM domain WHERE name = \(domain)")
    try work.publish(.domain, domain.name)
    try work.requestRollout(because: "domain \(domain) removed")
    return found
  }
}

package struct ListDomains: DomainQuery {
  package static let name = "domains.list"
  package static let route = Route.get("domains")
  package static let permission: Permission = "domains.read"
  package static let summary = Text(en: "Lists the domains.", es: "Enumera los dominios.")

  package init() {}

  package func answer(from db: any Database, within visible: Visibility) throws -> [Domain] {
    try Domain.all(within: visible, in: db)
  }
}

package struct ShowDomain: Query {
  package static let name = "domains.show"
  package static let route = Route.get("domains/{domain}")
  package static let permission: Permission = "domains.read"
  package static let summary = Text(en: "Shows one domain.", es: "Muestra un dominio.")
  package var domain: DomainName
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName) {
    self.domain = domain
  }

  package func answer(from db: any Database) throws -> Domain {
    try Domain.existing(domain, in: db)
  }
}
