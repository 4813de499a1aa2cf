import Accounts
import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  @Suite struct LimitTests {
    /// PFX-10.
    @Test func cutsOffWhoGuessesNames() async throws {
      let client = try await HardenedService.shared.mailServer()
      try await client.demand("MAIL FROM:<x@foreign.test>")
      var last = 0
      for guess in 0..<25 where last != 421 {
        last = try await client.command("RCPT TO:<guess\(guess)@example.test>").code
      }
      #expect(last == 421)
      await client.connection.close()
    }

    /// PFX-10.
    @Test(arguments: [
      ("smtpd_client_message_rate_limit", "90"), ("smtpd_client_recipient_rate_limit", "1000"),
      ("smtpd_client_connection_rate_limit", "600"), ("smtpd_client_auth_rate_limit", "120"),
      ("smtpd_client_connection_count_limit", "50"), ("smtpd_recipient_limit", "200"),
    ])
    func appliesTheLimitOfTheSettings(_ name: String, _ value: String) async throws {
      #expect(try await HardenedService.shared.postconf(name) == value)
    }

    /// PFX-10.
    @Test func takesNoMoreThanItsShareFromOneClient() async throws {
      let service = try HardenedService.shared
      try await NetworkNamespace.with { flooder in
        try await flooder.reach(service.stranger.outside)
        let endpoint = try Endpoint(host: service.stranger.outside.text, port: service.instance.ports.smtp)
        let client = try await SMTPClient(over: try await flooder.open(endpoint))
        _ = try await client.hello(as: "flooder.invalid")
        var replies: [Int] = []
        for _ in 0...90 {
          replies.append(try await client.command("MAIL FROM:<x@foreign.test>").code)
          try await client.command("RSET")
        }
        await client.connection.close()
        #expect(replies.dropLast().allSatisfy { $0 == 250 })
        #expect(replies.last == 450)
      }
    }

    /// PFX-11.
    @Test func refusesAMessageThatIsTooLargeBeforeItIsSent() async throws {
      let client = try await SMTPClient(over: try await HardenedService.shared.open(\.smtp))
      let limit = try #require(Int(try await client.hello()["SIZE"] ?? ""))
      let reply = try await client.command("MAIL FROM:<x@foreign.test> SIZE=\(limit + 1)")
      #expect(reply.code == 552)
      await client.quit()
    }

    /// PFX-11.
    @Test func letsEachStepTakeWhatTheStepBeforeAccepted() async throws {
      let service = try HardenedService.shared
      let accepted = try #require(Int(try await service.postconf("message_size_limit")))
      let scanned = try #require(try await service.rspamd("options")["max_message"] as? Int)
      let stored = try #require(Int(try await service.doveconf("plugin/quota_max_mail_size")))
      let free = try #require(Int(try await service.postconf("queue_minfree")))
      #expect(accepted <= scanned && scanned <= stored && free * 2 >= accepted * 3)
    }

    @Test func tellsWhoFillsAMailboxBeforeItIsFull() async throws {
      let service = try HardenedService.shared
      let address = try service.address("hoarder")
      try await service.addAccount("hoarder")
      _ = try await service.instance.client.perform(ChangeAccount(address: address, quota: ByteCount("200K")))
      for (size, percent) in [(170, 80), (25, 95)] {
        let client = try await service.submission(as: "alice")
        let line = String(repeating: "x", count: 62) + "\r\n"
        let message = TestMessage(
          from: "alice@example.test", to: address.text, body: String(repeating: line, count: size * 16))
        try await client.submit(message.bytes, from: "alice@example.test", to: [address.text])
        await client.quit()
        let warning = try await eventually { try await self.warning(of: percent, for: "hoarder") }
        let text = try #require(warning)
        #expect(text.contains("is \(percent) % full") && text.contains("está al \(percent) %"))
      }
    }

    private func warning(of percent: Int, for name: String) async throws -> String? {
      let client = try await HardenedService.shared.imap(as: name)
      try await client.select("INBOX")
      let found = try await client.search(header: "Subject", "is \(percent)% full")
      var message: [UInt8]?
      if let uid = found.first { message = try await client.fetch(uid) }
      await client.logout()
      return message.map { String(decoding: $0, as: UTF8.self) }
    }

    /// PFX-13.
    @Test func keepsWaitingMailLongEnoughAndSaysSo() async throws {
      let service = try HardenedService.shared
      #expect(try await service.postconf("maximal_queue_lifetime") == "5d")
      #expect(try await service.postconf("bounce_queue_lifetime") == "5d")
      #expect(try await service.postconf("delay_warning_time") == "4h")
      #expect(try await service.postconf("maximal_backoff_time") == "3600s")
    }
  }
}

extension NetworkNamespace {
  /// A way to another address of this host.
  func reach(_ address: IPAddress) async throws {
    let route = try await Program.run(["ip", "-n", name, "route", "add", address.text, "via", outside.text])
    #expect(route.code == 0, "\(route.complaints)")
  }
}
