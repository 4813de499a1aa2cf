import Kernel
import MailModel
import Store

/// Gives a mailbox the mail for addresses of a domain that nobody has.
package struct SetCatchAll: Action {
  package static let name = "catchAlls.set"
  package static let route = Route.put("catch-alls/{domain}")
  package static let permission: Permission = "catchAlls.set"
  package static let summary = Text(
    en: "Gives one mailbox the mail for addresses of a domain that nobody has; it draws spam.",
    es: "Da a un buzón el correo de direcciones de un dominio que nadie tiene; atrae correo basura.")
  package var domain: DomainName
  /// An account, of a person or shared.
  package var target: Address
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName, target: Address) {
    self.domain = domain
    self.target = target
  }

  package func perform(in work: Work) throws -> CatchAll {
    _ = try Domain.existing(domain, in: work.db)
    // Another domain's mailbox gets the spam, and cannot be removed: that is for whoever may say so there.
    if target.domain != domain { try work.principal.require(Self.permission, in: .domain(target.domain)) }
    let before = try CatchAll.find(of: domain, in: work.db)
    let target = try checked(in: work.db)
    if let before, before.target == target { return before }
    if let before { try work.record(before: before) }
    let catchAll = CatchAll(domain: domain, target: target, created: before?.created ?? work.now)
    try catchAll.save(in: work.db)
    try work.publish(.domain, domain.name)
    return catchAll
  }

  private func checked(in db: any Database) throws -> Address {
    let address = try target.withoutDetail
    guard let account = try Account.find(address, in: db), account.removed == nil else {
      throw Fault(
        .notFound, en: "\(target) is no account here", es: "\(target) no es una cuenta de aquí",
        hint: Text(
          en: "unknown addresses lead to one mailbox, a person's or a shared one; aliases, groups and addresses "
            + "elsewhere cannot take them",
          es:
            "las direcciones desconocidas llevan a un solo buzón, personal o compartido; ni los alias, ni los grupos, "
            + "ni las direcciones de fuera pueden recibirlas"), field: "target")
    }
    return address
  }
}

package struct RemoveCatchAll: Action {
  package static let name = "catchAlls.remove"
  package static let route = Route.delete("catch-alls/{domain}")
  package static let permission: Permission = "catchAlls.remove"
  package static let summary = Text(
    en: "Refuses mail for addresses of a domain that nobody has.",
    es: "Rechaza el correo de direcciones de un dominio que nadie tiene.")
  package var domain: DomainName
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName) {
    self.domain = domain
  }

  package func perform(in work: Work) throws -> CatchAll {
    let catchAll = try CatchAll.existing(of: domain, in: work.db)
    try work.record(before: catchAll)
    try CatchAll.delete(of: domain, in: work.db)
    try work.publish(.domain, domain.name)
    return catchAll
  }
}

package struct ListCatchAlls: DomainQuery {
  package static let name = "catchAlls.list"
  package static let route = Route.get("catch-alls")
  package static let permission: Permission = "catchAlls.read"
  package static let summary = Text(
    en: "Lists which mailboxes get mail for addresses that nobody has.",
    es: "Enumera qué buzones reciben el correo de direcciones que nadie tiene.")

  package init() {}

  package func answer(from db: any Database, within visible: Visibility) throws -> [CatchAll] {
    try CatchAll.all(within: visible, in: db)
  }
}

package struct ShowCatchAll: Query {
  package static let name = "catchAlls.show"
  package static let route = Route.get("catch-alls/{domain}")
  package static let permission: Permission = "catchAlls.read"
  package static let summary = Text(
    en: "Shows which mailbox gets mail for addresses of a domain that nobody has.",
    es: "Muestra qué buzón recibe el correo de direcciones de un dominio que nadie tiene.")
  package var domain: DomainName
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName) {
    self.domain = domain
  }

  package func answer(from db: any Database) throws -> CatchAll {
    _ = try Domain.existing(domain, in: db)
    return try CatchAll.existing(of: domain, in: db)
  }
}
