import Adapters
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

/// What the probe says when something is wrong, asked of real programs.
@Suite struct ProbeFailureTests {
  @Test func namesTheStageAndTheReason() async throws {
    try await LocalInstance.with { instance in
      let address = try Address("ana@example.test")
      try await instance.add(address, password: "correct horse battery")
      let good = try RoundTrip(within: instance, from: address, password: "correct horse battery")

      let proof = await MailClient.live().roundTrip(good)
      #expect(proof.ok, "\(String(describing: proof.fault))")
      #expect(try await instance.probes(in: address, password: "correct horse battery") == 0)

      let stranger = try RoundTrip(within: instance, from: address, password: "wrong")
      let refused = await MailClient.live().roundTrip(stranger)
      #expect(refused.stages.map(\.name) == ["connect", "sign-in"])
      #expect(refused.fault?.message.en.contains("535") == true)

      var unknown = good
      unknown.authority = nil
      let untrusted = await MailClient.live().roundTrip(unknown)
      #expect(untrusted.fault?.message.en.contains("not to be trusted") == true)

      var lost = good
      lost.recipient.address = try Address("nobody@example.test")
      let bounced = await MailClient.live().roundTrip(lost)
      #expect(!bounced.ok)

      try await instance.palomar(["down"])
      let dead = await MailClient.live().roundTrip(good)
      #expect(dead.fault?.message.en.contains("accepts no connection") == true)
    }
  }
}

extension RoundTrip {
  init(within instance: LocalInstance, from address: Address, password: String) throws {
    let end = Mailbox(address: address, password: Secret(password))
    self.init(
      submissions: try Endpoint(host: "127.0.0.1", port: instance.ports.submissions),
      imaps: try Endpoint(host: "127.0.0.1", port: instance.ports.imaps),
      serverName: try DomainName("mail.\(instance.domain)"), authority: instance.layout.authority, sender: end,
      recipient: end)
  }
}

extension LocalInstance {
  /// Adds an account and waits until it can sign in: the mail directory follows the store at a moment's distance.
  func add(_ address: Address, password: String) async throws {
    let outcome = try await palomar(["account", "add", address.text, "--password-stdin"], input: password + "\n")
    guard outcome.code == 0 else { throw Fault(.unavailable, Text(verbatim: outcome.complaints)) }
    try await eventually("\(address) can sign in") {
      let imaps = try Endpoint(host: "127.0.0.1", port: ports.imaps)
      let mailbox = try await IMAPClient(over: LineConnection.open(.tcp(imaps), tls: trust))
      let response = try await mailbox.command("LOGIN", .string(address.text), .string(password))
      await mailbox.logout()
      return response.status == .ok
    }
  }

  var trust: TrustedServer {
    get throws { TrustedServer(name: try DomainName("mail.\(domain)"), authority: layout.authority) }
  }

  /// How many probes lie in any folder of this mailbox.
  func probes(in address: Address, password: String) async throws -> Int {
    let imaps = try Endpoint(host: "127.0.0.1", port: ports.imaps)
    let mailbox = try await IMAPClient(over: LineConnection.open(.tcp(imaps), tls: trust))
    try await mailbox.signIn(address.text, Secret(password))
    var count = 0
    for folder in try await mailbox.folders() {
      try await mailbox.select(folder.name)
      count += try await mailbox.search(header: "X-Palomar-Probe", "").count
    }
    await mailbox.logout()
    return count
  }
}
