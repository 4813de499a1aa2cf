import Adapters
import Foundation
import TestSupport
import Testing

extension HardeningTests {
  /// Two servers that disagree about where a message ends let a third message through between them.
  @Suite struct SmugglingTests {
    /// What is not the end of a message, though some servers take it for one.
    static let variants = [
      "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\r\n.\r\r\n",
    ]

    /// PFX-01.
    @Test(arguments: variants)
    func deliversNothingThatIsSmuggledBehindAFalseEnd(_ end: String) async throws {
      let service = try HardenedService.shared
      let client = try await service.mailServer()
      let outer = TestMessage(from: "x@foreign.test", to: service.mailbox("bob"))
      let inner = TestMessage(from: "y@foreign.test", to: service.mailbox("bob"))
      try await client.begin(from: "x@foreign.test", to: [service.mailbox("bob")])
      let commands = "MAIL FROM:<y@foreign.test>\r\nRCPT TO:<\(service.mailbox("bob"))>\r\nDATA\r\n"
      let text = outer.bytes + Array("body\(end)\(commands)".utf8) + inner.bytes + Array("\r\n.\r\n".utf8)
      try await client.connection.send(text)
      let reply = try await client.reply(to: "the end of the message")
      await client.quit()
      if reply.isPositive { #expect(try await service.arrival(outer.token, for: "bob") != nil) }
      #expect(reply.isPositive || reply.code >= 500)
      let reader = try await service.imap(as: "bob")
      for folder in ["INBOX", "Junk"] {
        try await reader.select(folder)
        let messages = try await reader.command("UID SEARCH SUBJECT", .string(inner.token)).found
        #expect(messages.isEmpty)
      }
      await reader.logout()
    }

    /// PFX-02.
    @Test func cutsOffWhoSendsAWholeMessageWithoutWaiting() async throws {
      let service = try HardenedService.shared
      let client = try await SMTPClient(over: try await service.open(\.smtp))
      let message = TestMessage(from: "x@foreign.test", to: service.mailbox("bob"))
      let commands = "EHLO x.invalid\r\nMAIL FROM:<x@foreign.test>\r\nRCPT TO:<\(service.mailbox("bob"))>\r\nDATA\r\n"
      try await client.connection.send(Array(commands.utf8) + message.bytes + Array("\r\n.\r\n".utf8))
      #expect(try await client.reply(to: "EHLO").description.contains("554 5.5.0 Error: SMTP protocol synchronization"))
      await #expect(throws: ConnectionFailure.self) { try await client.reply(to: "MAIL") }
    }

    /// PFX-02.
    @Test func cutsOffWhoSpeaksBeforeTheAnswerToTheGreeting() async throws {
      let service = try HardenedService.shared
      let client = try await SMTPClient(over: try await service.open(\.smtp))
      try await client.connection.send(Array("EHLO x.invalid\r\nMAIL FROM:<x@foreign.test>\r\n".utf8))
      #expect(try await client.reply(to: "EHLO").code == 554)
    }

    /// PFX-03.
    @Test func sendsNoStrayLineEndOut() async throws {
      let service = try HardenedService.shared
      let client = try await service.submission(as: "alice")
      let body = "one\rtwo\nthree\r.\rfour\n.\r\nfive\r\n"
      let message = TestMessage(from: service.mailbox("alice"), to: "v@remote.test", body: body)
      try await client.submit(message.bytes, from: service.mailbox("alice"), to: ["v@remote.test"])
      await client.quit()
      let sent = try #require(
        try await eventually {
          service.sink.messages.first { String(decoding: $0, as: UTF8.self).contains(message.token) }
        })
      let rest = String(decoding: sent, as: UTF8.self).unicodeScalars
      let withoutPairs = String(String.UnicodeScalarView(rest)).replacing("\r\n", with: "")
      #expect(!withoutPairs.unicodeScalars.contains("\r"))
      #expect(!withoutPairs.unicodeScalars.contains("\n"))
      #expect(try await service.postconf("cleanup_replace_stray_cr_lf") == "yes")
    }
  }
}
