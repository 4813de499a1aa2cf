/// Where everything of one mail service lies on its host. Every path is absolute.
///
/// `local` keeps everything under one directory; `system` uses Debian's own places, so that postconf,
/// postqueue and doveadm behave as an administrator expects. Nothing but this type asks which it is.
package struct Layout: Codable, Hashable, Sendable {
  package enum Profile: String, Codable, Hashable, Sendable, CaseIterable {
    case local, system
  }

  package let profile: Profile
  /// The instance's directory; in `system` the places that are Palomar's alone.
  package let root: String

  package static let system = Layout(profile: .system, root: "/var/lib/palomar")

  package static func local(_ root: String) -> Layout {
    Layout(profile: .local, root: root)
  }

  private init(profile: Profile, root: String) {
    self.profile = profile
    self.root = root
  }

  private func place(_ local: String, _ system: String) -> String {
    profile == .local ? "\(root)/\(local)" : system
  }
}

/// Rendered configuration.
extension Layout {
  package var postfixConfig: String { place("etc/postfix", "/etc/postfix") }
  package var dovecotConfig: String { place("etc/dovecot", "/etc/dovecot") }
  /// Rspamd's `LOCAL_CONFDIR`: holds local.d, override.d and rspamd.local.lua.
  package var rspamdConfig: String { place("etc/rspamd", "/etc/rspamd") }
  package var redisConfig: String { place("etc/redis", "/etc/redis") }
}

/// What the programs keep.
extension Layout {
  package var postfixQueue: String { place("spool/postfix", "/var/spool/postfix") }
  package var postfixData: String { place("lib/postfix", "/var/lib/postfix") }
  package var dovecotState: String { place("lib/dovecot", "/var/lib/dovecot") }
  package var dovecotRun: String { place("run/dovecot", "/run/dovecot") }
  package var rspamdData: String { place("lib/rspamd", "/var/lib/rspamd") }
  package var rspamdRun: String { place("run/rspamd", "/run/rspamd") }
  package var redisData: String { place("lib/redis", "/var/lib/redis") }
  package var redisRun: String { place("run/redis", "/run/redis") }
  package var log: String { place("log", "/var/log/palomar") }
  package var mail: String { place("mail", "/var/mail/palomar") }
}

/// What is Palomar's own.
extension Layout {
  /// Private keys and certificates; only root enters, but for `dkim`, which the filter reads.
  package var keys: String { place("keys", "/etc/palomar/keys") }
  package var tlsKey: String { "\(keys)/tls/key.pem" }
  package var tlsChain: String { "\(keys)/tls/chain.pem" }
  /// The web face's own certificate chain and key, in one file so that they always fit; the control plane reads it.
  package var consoleCertificate: String { "\(keys)/console/certificate.pem" }
  /// The private authority's certificate, to be trusted by whoever tries the service out.
  package var authority: String { place("authority.pem", "/etc/palomar/authority.pem") }
  package func dkimKey(_ domain: DomainName, _ selector: Selector) -> String {
    "\(dkimKeys)/\(domain.name).\(selector.label).key"
  }
  package var dkimKeys: String { "\(keys)/dkim" }

  /// The mail directory: what Postfix reads, what Dovecot reads, and what Rspamd reads.
  package var routingDirectory: String { "\(root)/directory/routing/routing.sqlite" }
  package var accountsDirectory: String { "\(root)/directory/accounts/accounts.sqlite" }
  package var groupsDirectory: String { "\(root)/directory/groups/groups.sqlite" }

  /// The control plane's own: store and bootstrap file.
  package var control: String { "\(root)/control" }
  package var store: String { "\(control)/store.sqlite" }
  package var history: String { "\(control)/history.sqlite" }
  package var bootstrap: String { "\(control)/bootstrap.json" }
  package var controlSocket: String { place("run/control/palomar.sock", "/run/palomar/control/palomar.sock") }

  /// The agent's own: generations of configuration, what is installed.
  package var agent: String { "\(root)/agent" }
  package var agentSocket: String { place("run/agent/agent.sock", "/run/palomar/agent/agent.sock") }
}
