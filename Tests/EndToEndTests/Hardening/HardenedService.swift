import Accounts
import Adapters
import AgentProtocol
import Deployment
import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

/// One service for all the tests of a suite, with people in it, a way out, and a stranger's machine beside it.
struct HardenedService: Sendable {
  let instance: LocalInstance
  /// Neither loopback nor trusted.
  let stranger: NetworkNamespace
  /// Where its mail for other domains ends up.
  let sink: MailSink

  /// The service of the running suite.
  @TaskLocal static var current: HardenedService?

  static var shared: HardenedService {
    get throws { try #require(current) }
  }

  static let password = Secret("a plain horse, well stapled")

  /// What one client may do in a minute here; the suite does more than a person.
  static let limits = """
    service:
      limits: { messagesPerMinute: 90, recipientsPerMinute: 1000, connectionsPerMinute: 600, signInsPerMinute: 120 }
      outbound: relay
    """

  static func with(_ body: (HardenedService) async throws -> Void) async throws {
    try await MailSink.with { sink in
      try await NetworkNamespace.with { stranger in
        try await LocalInstance.with(listen: [stranger.outside]) { instance in
          let service = HardenedService(instance: instance, stranger: stranger, sink: sink)
          try await service.prepare()
          try await body(service)
        }
      }
    }
  }

  private func prepare() async throws {
    for name in ["alice", "bob", "ceo"] { try await addAccount(name) }
    _ = try await instance.client.perform(AddAlias(address: address("info"), targets: [address("alice")]))
    let document = HardenedService.limits.replacing("relay", with: "relay \(sink.endpoint.text)")
    let outcome = try await instance.palomar(["apply", "--yes", "-"], input: document)
    guard outcome.code == 0 else {
      throw Fault(.unavailable, Text(verbatim: outcome.output + outcome.complaints + instance.lastWords()))
    }
  }

  /// Comes back once the account is in the mail directory.
  func addAccount(_ name: String) async throws {
    _ = try await instance.client.perform(
      AddAccount(address: address(name), displayName: name, password: HardenedService.password))
    let lookUp = ["/usr/bin/doveadm", "-c", "\(instance.layout.dovecotConfig)/dovecot.conf", "user", mailbox(name)]
    let found = try await eventually { try await Program.run(lookUp).code == 0 ? true : nil }
    try #require(found == true)
  }

  func address(_ name: String) throws -> Address {
    try Address(local: name, domain: instance.domain)
  }

  /// `name` at our domain.
  func mailbox(_ name: String) -> String { "\(name)@\(instance.domain.name)" }
}

/// A port of the service as a stranger reaches it, or this host itself.
extension HardenedService {
  enum Side: Sendable {
    case outside, loopback
  }

  var trust: TrustedServer {
    get throws {
      TrustedServer(name: try DomainName("mail.\(instance.domain.name)"), authority: instance.layout.authority)
    }
  }

  func open(_ port: KeyPath<Ports, Int>, tls: Bool = false, from side: Side = .outside) async throws
    -> LineConnection
  {
    let server = tls ? try trust : nil
    let number = try instance.ports[keyPath: port]
    switch side {
    case .outside:
      return try await stranger.open(Endpoint(host: stranger.outside.text, port: number), tls: server)
    case .loopback:
      return try await LineConnection.open(.tcp(Endpoint(host: "127.0.0.1", port: number)), tls: server)
    }
  }

  /// Port 25, greeted.
  func mailServer(from side: Side = .outside) async throws -> SMTPClient {
    let client = try await SMTPClient(over: try await open(\.smtp, from: side))
    _ = try await client.hello(as: "stranger.invalid")
    return client
  }

  /// Port 465, signed in.
  func submission(as name: String, from side: Side = .outside) async throws -> SMTPClient {
    let client = try await SMTPClient(over: try await open(\.submissions, tls: true, from: side))
    _ = try await client.hello(as: "laptop.invalid")
    try await client.signIn(mailbox(name), HardenedService.password)
    return client
  }

  func imap(as name: String) async throws -> IMAPClient {
    let client = try await IMAPClient(over: try await open(\.imaps, tls: true))
    try await client.signIn(mailbox(name), HardenedService.password)
    return client
  }
}

extension HardenedService {
  /// The message of `name` that carries `token` in its header, once it is in one of `folders`; `nil` when it does
  /// not come.
  func arrival(_ token: String, for name: String, in folders: [String] = ["INBOX", "Junk"]) async throws -> String? {
    let client = try await imap(as: name)
    let message = try await eventually {
      for folder in folders {
        try await client.select(folder)
        if let uid = try await client.search(header: "X-Token", token).first { return try await client.fetch(uid) }
      }
      return nil as [UInt8]?
    }
    await client.logout()
    return message.map { String(decoding: $0, as: UTF8.self) }
  }

  /// A setting as Postfix has it in effect.
  func postconf(_ name: String) async throws -> String {
    let outcome = try await Program.run(["/usr/sbin/postconf", "-x", "-h", "-c", instance.layout.postfixConfig, name])
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A setting as Dovecot has it in effect.
  func doveconf(_ name: String) async throws -> String {
    let outcome = try await Program.run(
      ["/usr/bin/doveconf", "-h", "-c", "\(instance.layout.dovecotConfig)/dovecot.conf", name])
    return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A section as Rspamd has it in effect.
  func rspamd(_ section: String) async throws -> [String: Any] {
    let layout = instance.layout
    let outcome = try await Program.run(
      ["/usr/bin/rspamadm", "--var=LOCAL_CONFDIR=\(layout.rspamdConfig)", "--var=DBDIR=\(layout.rspamdData)"]
        + ["--var=RUNDIR=\(layout.rspamdRun)", "--var=LOGDIR=\(layout.log)"]
        + ["configdump", "-j", "-c", "/etc/rspamd/rspamd.conf", section])
    return try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
  }

  func service(_ name: String) async throws -> ServiceStatus? {
    try await instance.client.inspect(ShowStatus()).services.first { $0.name == name }
  }
}

/// Asks until there is an answer, for at most 15 seconds.
func eventually<Value>(_ ask: () async throws -> Value?) async throws -> Value? {
  let deadline = ContinuousClock.now + .seconds(15)
  while ContinuousClock.now < deadline {
    if let value = try await ask() { return value }
    try await Task.sleep(for: .milliseconds(50))
  }
  return nil
}
