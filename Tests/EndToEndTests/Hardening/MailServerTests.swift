import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// Port 25, as other servers and those who pretend to be one meet it.
  @Suite struct MailServerTests {
    static let relayForms = [
      "v@remote.test", "v%remote.test@example.test", "remote.test!v@example.test", "\"v@remote.test\"",
      "\"v@remote.test\"@example.test", "@example.test:v@remote.test", "v@remote.test@example.test",
      "v@[203.0.113.9]",
    ]

    /// PFX-04.
    @Test(arguments: ["", "x@example.test", "x@evil.test"])
    func passesNothingOnForStrangers(_ sender: String) async throws {
      let client = try await HardenedService.shared.mailServer()
      for form in Self.relayForms {
        try await client.demand("RSET")
        let reply = try await client.command("MAIL FROM:<\(sender)>")
        guard reply.isPositive else { continue }
        let answer = try await client.command("RCPT TO:<\(form)>")
        #expect((500..<600).contains(answer.code), "\(form): \(answer)")
      }
      await client.quit()
    }

    /// PFX-05.
    @Test func trustsTheLoopbackAlone() async throws {
      let service = try HardenedService.shared
      #expect(try await service.postconf("mynetworks") == "127.0.0.0/8, [::1]/128")
      #expect(try await service.postconf("compatibility_level") == "3.6")
    }

    /// PFX-06.
    @Test func permitsNobodyBeforeItHasRefusedForeignRecipients() async throws {
      let service = try HardenedService.shared
      let relay = try await service.postconf("smtpd_relay_restrictions")
      #expect(relay == "permit_mynetworks, reject_unauth_destination")
      for list in ["client", "helo", "sender", "recipient", "data", "end_of_data"] {
        let rules = try await service.postconf("smtpd_\(list)_restrictions")
        #expect(!rules.contains("permit"), "\(list): \(rules)")
        // A table is there only to refuse: everything that it answers is a 5xx reply of ours.
        let tables = rules.components(separatedBy: "_access ").dropFirst()
        let refusal = #/regexp:\{ \{ /[^/]+/ 5\d\d 5\.\d\.\d [^}]+\} \}.*/#
        #expect(tables.allSatisfy { $0.wholeMatch(of: refusal) != nil }, "\(list): \(rules)")
      }
    }

    /// PFX-07.
    @Test(arguments: [
      "nobody-here@example.test", "alice@[198.51.100.1]", "alice@localhost", "alice", "root", "alice@mail.example.test",
    ])
    func refusesUnknownRecipientsWhileTheSenderListens(_ recipient: String) async throws {
      let client = try await HardenedService.shared.mailServer()
      try await client.demand("MAIL FROM:<x@foreign.test>")
      let reply = try await client.command("RCPT TO:<\(recipient)>")
      #expect((500..<600).contains(reply.code), "\(reply)")
      await client.quit()
    }

    /// PFX-08.
    @Test(arguments: [
      ("VRFY", "alice", "nobody-here"), ("EXPN", "alice", "nobody-here"), ("ETRN", "example.test", "x.test"),
    ])
    func answersQuestionsAboutNamesAlikeForAllNames(_ command: String, _ known: String, _ unknown: String) async throws
    {
      let client = try await HardenedService.shared.mailServer()
      let first = try await client.command("\(command) \(known)")
      let second = try await client.command("\(command) \(unknown)")
      #expect(first.description.replacing(known, with: unknown) == second.description)
      #expect(!first.isPositive)
      await client.quit()
    }

    /// PFX-08.
    @Test func doesNotSayWhatItIsMadeOf() async throws {
      let service = try HardenedService.shared
      let client = try await service.mailServer()
      #expect(client.greeting.lines == ["mail.example.test ESMTP"])
      await client.quit()
      for port in [\Ports.imap, \Ports.sieve] {
        let connection = try await service.open(port)
        let greeting = try await connection.text().lowercased()
        #expect(!greeting.contains("dovecot") && !greeting.contains("debian") && !greeting.contains("pigeonhole"))
        await connection.close()
      }
    }

    /// PFX-09.
    @Test func offersNoSigningInAndBelievesNoOtherAddress() async throws {
      let service = try HardenedService.shared
      let client = try await SMTPClient(over: try await service.open(\.smtp))
      for isSecure in [false, true] {
        if isSecure { try await client.startTLS(try service.trust) }
        let offered = try await client.hello(as: "stranger.invalid")
        #expect(Set(offered.keys).isDisjoint(with: ["AUTH", "XCLIENT", "XFORWARD"]))
        #expect(try await client.authenticate("alice@example.test", HardenedService.password).code >= 500)
        #expect(try await client.command("XCLIENT ADDR=127.0.0.1").code == 550)
        #expect(try await client.command("XFORWARD ADDR=127.0.0.1").code == 550)
      }
      await client.quit()
    }

    /// TLS-07.
    @Test func offersTLS() async throws {
      let client = try await SMTPClient(over: try await HardenedService.shared.open(\.smtp))
      #expect(try await client.hello().keys.contains("STARTTLS"))
      await client.quit()
    }
  }
}
