import Accounts
import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// Which password opens which door.
  @Suite struct SignInTests {
    @Test func anAppPasswordOpensItsProtocolsAloneUntilItIsTakenAway() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("commuter")
      let address = try service.address("commuter")
      let made = try await service.instance.client.perform(
        AddAppPassword(address: address, name: "phone", protocols: Protocols("imap")))
      #expect(try await eventually { try await opens(\.imaps, "commuter", made.secret) ? true : nil } == true)
      #expect(try await !opens(\.submissions, "commuter", made.secret))
      #expect(try await opens(\.submissions, "commuter", HardenedService.password))
      _ = try await service.instance.client.perform(RemoveAppPassword(address: address, name: "phone"))
      #expect(try await eventually { try await opens(\.imaps, "commuter", made.secret) ? nil : true } == true)
      #expect(try await opens(\.imaps, "commuter", HardenedService.password))
    }

    @Test func anAppPasswordOfOneNetworkOpensNothingFromAnother() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("printer")
      let made = try await service.instance.client.perform(
        AddAppPassword(address: service.address("printer"), name: "printer", networks: [Network("127.0.0.0/8")]))
      for port in [\Ports.imaps, \.submissions] {
        #expect(
          try await eventually { try await opens(port, "printer", made.secret, from: .loopback) ? true : nil } == true)
        #expect(try await !opens(port, "printer", made.secret, from: .outside))
      }
    }

    @Test func aMainPasswordThatOpensNothingLeavesAppPasswords() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("careful")
      let address = try service.address("careful")
      #expect(try await opens(\.imaps, "careful", HardenedService.password))
      let made = try await service.instance.client.perform(AddAppPassword(address: address, name: "laptop"))
      var change = ChangeAccount(address: address)
      change.mainOpens = false
      _ = try await service.instance.client.perform(change)
      #expect(
        try await eventually { try await opens(\.imaps, "careful", HardenedService.password) ? nil : true } == true)
      #expect(try await !opens(\.submissions, "careful", HardenedService.password))
      #expect(try await opens(\.imaps, "careful", made.secret))
      #expect(try await opens(\.submissions, "careful", made.secret))
    }

    @Test func aClassDecidesWhichProtocolsItsAccountsSpeak() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("pupil")
      let client = service.instance.client
      _ = try await client.perform(AddClass(name: "readers", forwards: false))
      _ = try await client.perform(AssignClass(address: service.address("pupil"), serviceClass: "readers"))
      let open = try await service.submission(as: "pupil")
      _ = try await client.perform(ChangeClass(name: "readers", protocols: Protocols("imap")))
      #expect(
        try await eventually { try await opens(\.submissions, "pupil", HardenedService.password) ? nil : true } == true)
      #expect(try await opens(\.imaps, "pupil", HardenedService.password))
      // A session that was open before sends nothing more.
      var reply = try await open.command("MAIL FROM:<\(service.mailbox("pupil"))>")
      if reply.isPositive { reply = try await open.command("RCPT TO:<bob@example.test>") }
      #expect(reply.code == 553)
      await open.quit()
    }

    @Test func aScriptOfTheUsersForwardsOnlyWhereTheClassAllowsIt() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("forwarder")
      let client = service.instance.client
      _ = try await client.perform(AddClass(name: "keepers", forwards: false))
      _ = try await client.perform(AssignClass(address: service.address("forwarder"), serviceClass: "keepers"))
      let found = try await eventually {
        try await Program.run([
          "/usr/bin/doveadm", "-c", "\(service.instance.layout.dovecotConfig)/dovecot.conf", "user", "-f",
          "sieve_max_redirects", service.mailbox("forwarder"),
        ]).output.hasPrefix("0") ? true : nil
      }
      #expect(found == true)
      let sieve = try await ManageSieveClient(over: try await service.open(\.sieve)).startTLS(try service.trust)
      try await sieve.signIn(service.mailbox("forwarder"), HardenedService.password)
      _ = try await sieve.put("redirect \"bob@example.test\";\r\n", as: "away")
      _ = try await sieve.activate("away")
      await sieve.logout()
      let sender = try await service.submission(as: "alice")
      let message = TestMessage(from: "alice@example.test", to: service.mailbox("forwarder"))
      try await sender.submit(message.bytes, from: "alice@example.test", to: [service.mailbox("forwarder")])
      await sender.quit()
      #expect(try await service.arrival(message.token, for: "forwarder") != nil)
    }

    /// Whether the password opens the door behind `port`.
    private func opens(
      _ port: KeyPath<Ports, Int>, _ name: String, _ password: Secret, from side: HardenedService.Side = .outside
    ) async throws -> Bool {
      let service = try HardenedService.shared
      let connection = try await service.open(port, tls: true, from: side)
      if port == \.imaps {
        let client = try await IMAPClient(over: connection)
        let login = try await client.command("LOGIN", .string(service.mailbox(name)), .string(password.value))
        await client.logout()
        return login.status == .ok
      }
      let client = try await SMTPClient(over: connection)
      _ = try await client.hello()
      let reply = try await client.authenticate(service.mailbox(name), password)
      await client.quit()
      return reply.isPositive
    }
  }
}
