import Adapters
import Deployment
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

extension FaultTests {
  /// Changes while mail flows.
  @Suite struct ChangeTests {
    @Test(arguments: [
      (Override.Program.rspamd, "actions.add_header", "7"), (.dovecot, "mail_prefetch_count", "2"),
      (.postfix, "smtpd_junk_command_limit", "90"),
    ])
    func refusesNobodyDuringARollout(_ program: Override.Program, _ setting: String, _ value: String) async throws {
      let service = try FaultyService.shared
      let load = try service.load()
      let ended = try await load.during {
        try await service.generation(
          by: AddOverride(program: program, setting: setting, value: value, reason: "test", days: 1))
      }
      #expect(ended.outcome == .done, "\(String(describing: ended.fault))")
      #expect(await load.sent.refusals == [])
      try await load.expectArrivals("rollout of \(setting)")
    }

    @Test func anAccountAddedReceivesMailAtOnceWithNoReload() async throws {
      let service = try FaultyService.shared
      let load = try service.load()
      let newcomer = try service.address("nueva")
      let reloads = service.reloads
      let before = try await [service.pid(of: "postfix"), service.pid(of: "dovecot")]
      let message = TestMessage(from: load.sender.text, to: newcomer.text)
      try await load.during {
        let outcome = try await service.instance.palomar(
          ["account", "add", newcomer.text, "--password-stdin"], input: load.password.value + "\n")
        #expect(outcome.code == 0, "\(outcome.complaints)")
        let committed = ContinuousClock.now
        try await eventually("mail for the new account is taken") { try await load.isTaken(message, for: newcomer) }
        try await eventually("it is there") { try await load.tokens(of: newcomer)[message.token] != nil }
        print("a new account has its first mail after \(ContinuousClock.now - committed)")
      }
      #expect(try await [service.pid(of: "postfix"), service.pid(of: "dovecot")] == before)
      #expect(service.reloads == reloads)
      #expect(await load.sent.refusals == [])
      try await load.expectArrivals("an account added")
    }
  }
}

extension MailLoad {
  /// Whether a server's message is answered with 250.
  func isTaken(_ message: TestMessage, for recipient: Address) async throws -> Bool {
    let client = try await SMTPClient(over: connection(instance.ports.smtp))
    _ = try await client.hello(as: "other.invalid")
    let reply = try? await client.submit(message.bytes, from: message.from, to: [recipient.text])
    await client.quit()
    return reply?.code == 250
  }
}

extension FaultyService {
  /// How often Postfix and Dovecot have read their files anew, as their logs tell.
  var reloads: Int {
    ["postfix", "dovecot"].map { name in
      let text = (try? String(contentsOfFile: "\(instance.layout.log)/\(name).log", encoding: .utf8)) ?? ""
      return text.split(separator: "\n").count { $0.contains("reload -- ") || $0.contains("reloading configuration") }
    }.reduce(0, +)
  }
}
