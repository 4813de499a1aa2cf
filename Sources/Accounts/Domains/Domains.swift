import Kernel
import MailModel
import Surface

/// The domains that the organisation receives mail for.
package let domains = Capability(
  "domains",
  migrations: [Domain.migration, Domain.limits],
  doors: [
    .action(AddDomain.self), .action(RemoveDomain.self), .action(ChangeDomain.self),
    .action(LimitDomain.self), .query(ListDomains.self), .query(ShowDomain.self), .query(ShowDomainUse.self),
  ],
  documentSection: domainSection,
  contribution: { system, db in
    system.domains = try Domain.all(in: db).map { MailDomain(name: $0.name, selector: $0.selector) }
  },
  commands: [DomainCommand.self],
  pages: DomainsPage.pages
)

/// What domains may have, for the service file: after the classes that it names, before the accounts that it bounds.
package let domainLimits = Capability("domain limits", documentSection: domainLimitSection)

/// `domains:` of the service file: a list of names.
let domainSection = DocumentSection(
  key: "domains",
  schema: #"{"type": "array", "items": {"type": "string"}, "uniqueItems": true}"#,
  export: { db in .list(try Domain.all(in: db).map { .text($0.name.name) }) },
  changes: { node, db in
    let present = Set(try Domain.all(in: db).map(\.name))
    let wanted = try node.list().map { try $0.value(DomainName.init) }
    let added = wanted.filter { !present.contains($0) }
    let removed = present.subtracting(wanted).sorted()
    return added.map { DocumentChange(.add, "domain \($0)", AddDomain(domain: $0)) }
      + removed.map { DocumentChange(.remove, "domain \($0)", RemoveDomain(domain: $0, purges: true)) }
  }
)
