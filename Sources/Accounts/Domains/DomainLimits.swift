import Foundation
import Kernel
import MailModel
import Store

/// How much of everything a domain may have at most, and what it has. `nil` is no limit.
package struct DomainLimits: Codable, Hashable, Sendable {
  package var accounts: Int?
  /// Aliases and groups together.
  package var aliases: Int?
  /// What the quotas of its accounts may come to in all.
  package var quota: ByteCount?

  static let none = DomainLimits()
}

/// What a domain gives out.
package struct DomainUse: Codable, Hashable, Sendable {
  package var accounts: Int
  /// Aliases and groups together.
  package var aliases: Int
  /// The quotas of its accounts in all, in octets, as far as they have one.
  package var quota: Int64
  /// Accounts without a quota.
  package var unlimited: Int

  init(of domain: DomainName, in db: any Database) throws {
    accounts = try Account.count(of: domain, in: db)
    aliases = try Alias.count(of: domain, in: db) + Group.count(of: domain, in: db)
    (quota, unlimited) = try Account.quotas(of: domain, in: db)
  }
}

extension Domain {
  /// Refuses what has just been done when it makes a domain of more than it may have. A check after the change, in its
  /// transaction: whatever adds something asks the same question.
  static func requireRoom(_ name: DomainName, in db: any Database) throws {
    guard let domain = try find(name, in: db), domain.limits != .none else { return }
    let limits = domain.limits
    if let most = limits.accounts, try Account.count(of: name, in: db) > most {
      throw full(
        name, Text(en: "\(most) accounts", es: "\(most) cuentas"),
        Text(en: "remove one that nobody needs", es: "elimine una que nadie necesite"))
    }
    if let most = limits.aliases, try Alias.count(of: name, in: db) + Group.count(of: name, in: db) > most {
      throw full(
        name, Text(en: "\(most) aliases and groups", es: "\(most) alias y grupos"),
        Text(en: "remove one that nobody needs", es: "elimine uno que nadie necesite"))
    }
    if let most = limits.quota { try requireQuota(name, most, in: db) }
  }

  private static func requireQuota(_ name: DomainName, _ most: ByteCount, in db: any Database) throws {
    let (given, unlimited) = try Account.quotas(of: name, in: db)
    guard unlimited == 0 else {
      throw Fault(
        .conflict, en: "\(name) gives out \(most) in all: an account there needs a quota",
        es: "\(name) reparte \(most) en total: una cuenta suya necesita una cuota",
        hint: Text(en: "give it a quota, or a class that has one", es: "dele una cuota, o una clase que la tenga"),
        field: "quota")
    }
    guard given > most.bytes else { return }
    throw full(
      name, Text(en: "\(most) of quota in all", es: "\(most) de cuota en total"),
      Text(en: "give out less", es: "reparta menos"))
  }

  private static func full(_ name: DomainName, _ most: Text, _ way: Text) -> Fault {
    Fault(
      .conflict, en: "\(name) may have \(most.en), and this would be more",
      es: "\(name) puede tener \(most.es), y esto sería más",
      hint: Text(
        en: "\(way.en), or ask whoever runs the service for more: palomar domain set \(name)",
        es: "\(way.es), o pida más a quien lleva el servicio: palomar domain set \(name)"))
  }
}

/// Says what a domain may have at most. What is given changes; 0 is no limit. Whoever looks after the domain alone may not.
package struct LimitDomain: Action {
  package static let name = "domains.limit"
  package static let route = Route.put("domains/{domain}/limits")
  package static let permission: Permission = "domains.limit"
  package static let summary = Text(
    en: "Sets what a domain may have at most.", es: "Fija lo que un dominio puede tener como máximo.")
  package var domain: DomainName
  package var accounts: QueryNumber?
  /// Aliases and groups together.
  package var aliases: QueryNumber?
  package var quota: ByteCount?

  package init(
    domain: DomainName, accounts: QueryNumber? = nil, aliases: QueryNumber? = nil, quota: ByteCount? = nil
  ) {
    self.domain = domain
    self.accounts = accounts
    self.aliases = aliases
    self.quota = quota
  }

  package func perform(in work: Work) throws -> Domain {
    let before = try Domain.existing(domain, in: work.db)
    var changed = before
    if let accounts { changed.limits.accounts = try Self.checked(accounts.value, field: "accounts") }
    if let aliases { changed.limits.aliases = try Self.checked(aliases.value, field: "aliases") }
    if let quota { changed.limits.quota = quota.bytes == 0 ? nil : quota }
    guard changed != before else { return changed }
    try work.record(before: before)
    try changed.update(in: work.db)
    return changed
  }

  private static func checked(_ number: Int, field: String) throws(Fault) -> Int? {
    guard (0...10_000_000).contains(number) else {
      throw Fault(
        .invalid, en: "a limit is a number from 1 to 10,000,000, or 0 for none",
        es: "un límite es un número de 1 a 10.000.000, o 0 si no hay", field: field)
    }
    return number == 0 ? nil : number
  }
}

/// Says what a new account of a domain gets when nobody says otherwise. What is given changes.
package struct ChangeDomain: Action {
  package static let name = "domains.change"
  package static let route = Route.put("domains/{domain}")
  package static let permission: Permission = "domains.change"
  package static let summary = Text(
    en: "Sets what new accounts of a domain get.", es: "Fija lo que reciben las cuentas nuevas de un dominio.")
  package var domain: DomainName
  /// An empty one is none.
  package var defaultClass: String?
  /// 0 is no limit. A class brings its own.
  package var defaultQuota: ByteCount?
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName, defaultClass: String? = nil, defaultQuota: ByteCount? = nil) {
    self.domain = domain
    self.defaultClass = defaultClass
    self.defaultQuota = defaultQuota
  }

  package func perform(in work: Work) throws -> Domain {
    let before = try Domain.existing(domain, in: work.db)
    var changed = before
    if let defaultClass {
      changed.defaultClass =
        defaultClass.isEmpty ? nil : try ServiceClass.existing(defaultClass, in: work.db).name
    }
    if let defaultQuota { changed.defaultQuota = defaultQuota.bytes == 0 ? nil : defaultQuota }
    guard changed != before else { return changed }
    try work.record(before: before)
    try changed.update(in: work.db)
    return changed
  }
}

package struct ShowDomainUse: Query {
  package static let name = "domains.use"
  package static let route = Route.get("domains/{domain}/use")
  package static let permission: Permission = "domains.read"
  package static let summary = Text(
    en: "Shows what a domain gives out, beside its limits.",
    es: "Muestra lo que reparte un dominio, junto a sus límites.")
  package var domain: DomainName
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName) {
    self.domain = domain
  }

  package func answer(from db: any Database) throws -> DomainUse {
    _ = try Domain.existing(domain, in: db)
    return try DomainUse(of: domain, in: db)
  }
}
