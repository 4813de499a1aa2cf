import MailModel

/// Everything outside this process, as values that a test can replace one by one.
package struct World: Sendable {
  package var agent: AgentClient
  package var dns: DNSClient
  package var mail: MailClient
  package var anchors: AnchorClient
  package var console: ConsoleClient
  package var openID: OpenIDClient
  package var ldap: LDAPClient

  /// Fails whatever is called: where a test starts from.
  package static let unexpected = World(agent: .unexpected, dns: .unexpected, mail: .unexpected, anchors: .unexpected)

  package init(
    agent: AgentClient, dns: DNSClient, mail: MailClient, anchors: AnchorClient, console: ConsoleClient = .unexpected,
    openID: OpenIDClient = .unexpected, ldap: LDAPClient = .unexpected
  ) {
    self.agent = agent
    self.dns = dns
    self.mail = mail
    self.anchors = anchors
    self.console = console
    self.openID = openID
    self.ldap = ldap
  }
}

/// What an `unexpected` value throws: not a `Fault`, so that no code takes it for an outage that it knows.
package struct UnexpectedCall: Error, CustomStringConvertible {
  package let description: String

  package init(_ call: String) {
    description = "unexpected call: \(call)"
  }
}
