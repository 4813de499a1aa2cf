import AgentProtocol
import Kernel
import MailModel

/// The records that a domain ought to have. Without the one for DKIM until the host has made its key.
package struct ListDNSRecords: Inspection {
  package static let name = "dns.records"
  package static let route = Route.get("domains/{domain}/dns-records")
  package static let permission: Permission = "dns.read"
  package static let summary = Text(
    en: "Lists the DNS records that a domain needs.", es: "Enumera los registros DNS que necesita un dominio.")
  package var domain: DomainName
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName) {
    self.domain = domain
  }

  package func inspect(with plane: ControlPlane) async throws -> [ExpectedRecord] {
    try expectedRecords(for: await PublishedDomain.read(domain, with: plane))
  }
}

/// How those records stand in the DNS.
package struct CheckDNSRecords: Inspection {
  package static let name = "dns.check"
  package static let route = Route.get("domains/{domain}/dns-check")
  package static let permission: Permission = "dns.read"
  package static let summary = Text(
    en: "Compares a domain's DNS records with what they should be.",
    es: "Compara los registros DNS de un dominio con los que debería tener.")
  package var domain: DomainName
  /// Whom to ask; the host's own resolvers where it is left out.
  package var resolver: Endpoint?
  package var scope: Scope { .domain(domain) }

  package init(domain: DomainName, resolver: Endpoint? = nil) {
    self.domain = domain
    self.resolver = resolver
  }

  package func inspect(with plane: ControlPlane) async throws -> [RecordVerdict] {
    let published = try await PublishedDomain.read(domain, with: plane)
    guard published.signingKey != nil else {
      throw Fault(
        .conflict, en: "\(domain) has no DKIM key yet, so its records cannot be judged",
        es: "\(domain) aún no tiene clave DKIM, así que sus registros no se pueden juzgar",
        hint: Text(
          en: "“palomar generations” shows whether the rollout that makes it got through",
          es: "«palomar generations» muestra si salió bien el despliegue que la crea"))
    }
    return try await check(expectedRecords(for: published), at: resolver, with: plane.world.dns)
  }
}

extension PublishedDomain {
  /// What the service as it is set up publishes for `domain`.
  static func read(_ domain: DomainName, with plane: ControlPlane) async throws -> PublishedDomain {
    let (system, keys) = try await plane.store.read { db in
      (try plane.mailSystem(db), try ListSigningKeys(domain: domain).answer(from: db))
    }
    guard let served = system.domains.first(where: { $0.name == domain }) else {
      throw Fault(
        .notFound, en: "\(domain) is not a domain of this service", es: "\(domain) no es un dominio de este servicio",
        hint: Text(
          en: "“palomar domain list” shows those there are", es: "«palomar domain list» muestra los que hay"),
        field: "domain")
    }
    return PublishedDomain(
      domain: domain, host: system.host, addresses: system.listen,
      signingKey: keys.first { $0.selector == served.selector }, ports: system.ports,
      reports: try Address(local: "postmaster", domain: domain))
  }
}
