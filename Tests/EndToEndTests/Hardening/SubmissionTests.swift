import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  @Suite struct SubmissionTests {
    /// SUB-01.
    @Test func offersSigningInUnderTLSFromTheFirstOctet() async throws {
      let service = try HardenedService.shared
      let client = try await SMTPClient(over: try await service.open(\.submissions, tls: true))
      #expect(try await client.hello()["AUTH"]?.contains("PLAIN") == true)
      await client.quit()
    }

    /// SUB-01.
    @Test func offersSigningInAfterSTARTTLSOnly() async throws {
      let service = try HardenedService.shared
      let client = try await SMTPClient(over: try await service.open(\.submission))
      let before = try await client.hello()
      #expect(before.keys.contains("STARTTLS") && !before.keys.contains("AUTH"))
      try await client.startTLS(try service.trust)
      #expect(try await client.hello().keys.contains("AUTH"))
      await client.quit()
    }

    /// SUB-02.
    @Test func takesNoPasswordInClearForSending() async throws {
      let client = try await SMTPClient(over: try await HardenedService.shared.open(\.submission))
      _ = try await client.hello()
      #expect([530, 538].contains(try await client.authenticate("alice@example.test", HardenedService.password).code))
      #expect([530, 538].contains(try await client.command("AUTH LOGIN").code))
      #expect(try await client.command("MAIL FROM:<alice@example.test>").code == 530)
      await client.quit()
    }

    /// SUB-02, DVC-01.
    @Test func takesNoPasswordInClearForReading() async throws {
      let client = try await IMAPClient(over: try await HardenedService.shared.open(\.imap))
      #expect(client.greeting.contains("LOGINDISABLED") && !client.greeting.contains("AUTH=PLAIN"))
      let login = try await client.command(
        "LOGIN", .string("alice@example.test"), .string(HardenedService.password.value))
      #expect(login.status == .no && login.text.contains("PRIVACYREQUIRED"))
      let other = try await client.command("AUTHENTICATE PLAIN")
      #expect(other.status == .no && other.text.contains("PRIVACYREQUIRED"))
      await client.logout()
    }

    /// SUB-02, DVC-01.
    @Test func takesNoPasswordInClearForScripts() async throws {
      let client = try await ManageSieveClient(over: try await HardenedService.shared.open(\.sieve))
      #expect(client.capabilities.contains("\"SASL\" \"\""))
      await #expect(throws: ProtocolRefusal.self) {
        try await client.signIn("alice@example.test", HardenedService.password)
      }
      await client.logout()
    }

    /// SUB-03.
    @Test(arguments: ["bob@example.test", "", "ceo@example.test", "x@foreign.test", "nobody-here@example.test"])
    func refusesASenderThatIsNotTheLogins(_ sender: String) async throws {
      let client = try await HardenedService.shared.submission(as: "alice")
      var reply = try await client.command("MAIL FROM:<\(sender)>")
      if reply.isPositive { reply = try await client.command("RCPT TO:<bob@example.test>") }
      #expect(reply.code == 553 && reply.lines.contains { $0.hasPrefix("5.7.1") }, "\(reply)")
      await client.quit()
    }

    /// SUB-03.
    @Test(arguments: ["alice@example.test", "info@example.test"])
    func acceptsTheLoginsOwnAddressesAndAliases(_ sender: String) async throws {
      let service = try HardenedService.shared
      let client = try await service.submission(as: "alice")
      let message = TestMessage(from: sender, to: "bob@example.test")
      try await client.submit(message.bytes, from: sender, to: ["bob@example.test"])
      await client.quit()
      #expect(try await service.arrival(message.token, for: "bob", in: ["INBOX"]) != nil)
    }

    /// SUB-04.
    @Test(arguments: [
      ("ceo@example.test", []), ("alice@example.test, ceo@example.test", []),
      ("alice@example.test", ["From: ceo@example.test"]), ("alice@example.test", ["Sender: ceo@example.test"]),
      ("=?utf-8?q?ceo=40example=2Etest?= <alice@example.test>", []), ("\"ceo@example.test\" <alice@example.test>", []),
      ("x@foreign.test", []),
    ])
    func refusesAnAuthorWhoIsNotTheSender(_ from: String, _ headers: [String]) async throws {
      let client = try await HardenedService.shared.submission(as: "alice")
      let message = TestMessage(from: from, to: "bob@example.test", headers: headers)
      await #expect(throws: ProtocolRefusal.self) {
        try await client.submit(message.bytes, from: "alice@example.test", to: ["bob@example.test"])
      }
      await client.quit()
    }

    /// SUB-05.
    @Test(arguments: [
      ("alice@example.test", "alice@example.test"), ("x@foreign.test", "alice@example.test"),
      ("x@sub.example.test", "x@sub.example.test"), ("x@foreign.test", "x@no-such-host.example.test"),
      ("", "ceo@example.test"),
    ])
    func refusesStrangersWhoWriteInOurName(_ sender: String, _ author: String) async throws {
      let client = try await HardenedService.shared.mailServer()
      let message = TestMessage(from: author, to: "bob@example.test")
      await #expect(throws: ProtocolRefusal.self) {
        try await client.submit(message.bytes, from: sender, to: ["bob@example.test"])
      }
      await client.quit()
    }

    /// SUB-05.
    @Test(arguments: ["\"ceo@example.test\" <x@foreign.test>", "\"The boss (example.test)\" <x@foreign.test>"])
    func marksStrangersWhoOnlySeemToBeOneOfUs(_ author: String) async throws {
      let service = try HardenedService.shared
      let client = try await service.mailServer()
      let message = TestMessage(from: author, to: "bob@example.test")
      try await client.submit(message.bytes, from: "x@foreign.test", to: ["bob@example.test"])
      await client.quit()
      let arrived = try #require(try await service.arrival(message.token, for: "bob", in: ["Junk"]))
      #expect(arrived.contains("X-Spam: Yes"))
    }
  }
}
