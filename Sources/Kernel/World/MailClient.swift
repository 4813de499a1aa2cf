import MailModel

/// Mail programs as a user has them: one that sends and one that reads.
package struct MailClient: Sendable {
  /// Sends a message, waits for it and fetches it, over the network. Whatever fails stands in the report.
  package var roundTrip: @Sendable (RoundTrip) async -> ProbeReport
  /// Hands a letter to the mail service that takes mail there.
  package var send: @Sendable (Letter, Endpoint) async throws -> Void

  package static let unexpected = MailClient { _ in
    ProbeReport(stages: [], fault: Fault(.unavailable, Text(verbatim: UnexpectedCall("mail round trip").description)))
  }

  package init(
    send: @escaping @Sendable (Letter, Endpoint) async throws -> Void = { _, _ in throw UnexpectedCall("letter") },
    roundTrip: @escaping @Sendable (RoundTrip) async -> ProbeReport
  ) {
    self.send = send
    self.roundTrip = roundTrip
  }
}

/// A message from one mailbox to another, and all that it takes to send and find it.
package struct RoundTrip: Sendable {
  package struct Mailbox: Sendable {
    package var address: Address
    package var password: Secret

    package init(address: Address, password: Secret) {
      self.address = address
      self.password = password
    }
  }

  /// Submission with TLS from the first octet (RFC 8314 §3.3).
  package var submissions: Endpoint
  package var imaps: Endpoint
  /// The name that both certificates must carry, unless they carry the address of the endpoint.
  package var serverName: DomainName
  /// A PEM file with the authorities to trust; `nil` trusts those of the system.
  package var authority: String?
  package var sender: Mailbox
  package var recipient: Mailbox
  /// How long all of it may take.
  package var timeLimit: Duration

  package init(
    submissions: Endpoint, imaps: Endpoint, serverName: DomainName, authority: String?, sender: Mailbox,
    recipient: Mailbox, timeLimit: Duration = .seconds(15)
  ) {
    self.submissions = submissions
    self.imaps = imaps
    self.serverName = serverName
    self.authority = authority
    self.sender = sender
    self.recipient = recipient
    self.timeLimit = timeLimit
  }

  /// Through the service of `system`, on the first address that it listens on.
  package init(through system: MailSystem, in layout: Layout, from sender: Mailbox, to recipient: Mailbox)
    throws(Fault)
  {
    let host = (system.listen.first ?? .loopback).text
    self.init(
      submissions: try Endpoint(host: host, port: system.ports.submissions),
      imaps: try Endpoint(host: host, port: system.ports.imaps), serverName: system.host,
      authority: layout.profile == .local ? layout.authority : nil, sender: sender, recipient: recipient)
  }
}

/// How a round trip went: `{"ok", "stages": [{"name", "ms", "detail"}]}`, and the fault that ended it.
package struct ProbeReport: Codable, Equatable, Sendable {
  package var ok: Bool
  /// In the order in which they happened; after a failure the last one is the one that failed.
  package var stages: [ProbeStage]
  package var fault: Fault?

  package init(stages: [ProbeStage], fault: Fault? = nil) {
    ok = fault == nil
    self.stages = stages
    self.fault = fault
  }
}

package struct ProbeStage: Codable, Hashable, Sendable {
  /// `connect`, `sign-in`, `submit`, `filter`, `delivered`, `fetched`.
  package var name: String
  /// Milliseconds that this stage took.
  package var ms: Int
  /// A fact of the protocol: a TLS version, a queue ID, a folder.
  package var detail: String

  package init(name: String, ms: Int, detail: String) {
    self.name = name
    self.ms = ms
    self.detail = detail
  }
}
