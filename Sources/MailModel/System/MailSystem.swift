/// The desired state of a mail service: everything that its configuration files follow from.
///
/// Accounts, aliases and quotas are not in it: they live in the mail directory, which Postfix and Dovecot
/// read by themselves, so that a change of account needs no new configuration.
package struct MailSystem: Codable, Hashable, Sendable {
  /// The name that the service gives itself: HELO, banner, certificate.
  package var host: DomainName
  package var domains: [MailDomain]
  package var listen: [IPAddress]
  package var ports: Ports
  /// Networks whose machines may send without signing in, beyond this host itself.
  package var trustedNetworks: [Network]
  package var outbound: Outbound
  package var limits: Limits
  package var directory: DirectoryBackend
  /// Resolvers for the filter; empty means those of the host.
  package var resolvers: [Endpoint]
  package var overrides: [Override]
  /// Domains that no mail is sent to for now; `nil` where there are none, as in states that were kept before there
  /// were pauses.
  package var paused: [DomainName]?

  /// What the queue says of mail that waits for a paused domain, among other words.
  package static let pauseWords = "/paused]: No such file or directory"

  package init(
    host: DomainName, domains: [MailDomain] = [], listen: [IPAddress] = [.loopback], ports: Ports,
    trustedNetworks: [Network] = [], outbound: Outbound = .closed, limits: Limits = .standard,
    directory: DirectoryBackend = .sqlite, resolvers: [Endpoint] = [], overrides: [Override] = [],
    paused: [DomainName]? = nil
  ) {
    self.host = host
    self.domains = domains
    self.listen = listen
    self.ports = ports
    self.trustedNetworks = trustedNetworks
    self.outbound = outbound
    self.limits = limits
    self.directory = directory
    self.resolvers = resolvers
    self.overrides = overrides
    self.paused = paused
  }
}

/// A domain that we receive for and sign as.
package struct MailDomain: Codable, Hashable, Sendable {
  package var name: DomainName
  /// The DKIM selector that signs; its key lies on the host and never leaves it.
  package var selector: Selector

  package init(name: DomainName, selector: Selector) {
    self.name = name
    self.selector = selector
  }
}

/// Where mail for other domains goes.
package enum Outbound: Codable, Hashable, Sendable {
  /// Nowhere: it is refused with an explanation. A service for trying things out sends nothing outside.
  case closed
  /// To the MX of each recipient's domain.
  case direct
  /// Through one other server.
  case relay(Endpoint)
}

/// Where Postfix and Dovecot look accounts up.
package enum DirectoryBackend: Codable, Hashable, Sendable {
  /// Two SQLite files of this host, at the places that the layout gives.
  case sqlite
  /// Views of a PostgreSQL database; the password lies in a file on the host.
  case postgreSQL(host: String, port: Int, database: String, user: String)
}
