import MailFormats
import MailModel
import TestSupport
import Testing

@testable import Monitoring

@Suite struct VerdictTests {
  @Test func aDeferralSaysWhyInPlainWords() async throws {
    let verdict = try await verdict(
      Lines.delivery("AAAAAA1", status: "deferred", dsn: "4.4.1", "connect to mx.example.net: Connection timed out"))
    #expect(verdict.en.hasPrefix("Waits for ana@example.test, and is tried again: the other system does not answer"))
    #expect(verdict.es.hasPrefix("Espera para ana@example.test, y se reintentará: el otro sistema no responde"))
  }

  @Test func aBounceNamesTheRemotesWords() async throws {
    let verdict = try await verdict(
      Lines.delivery("AAAAAA1", status: "bounced", dsn: "5.1.1", "550 5.1.1 unknown"), Lines.removal("AAAAAA1"))
    #expect(verdict.en == "Returned to the sender for ana@example.test: there is no such mailbox: “550 5.1.1 unknown”.")
  }

  @Test func aHandOverNamesTheOtherServer() async throws {
    let verdict = try await verdict(Lines.delivery("AAAAAA1"), Lines.removal("AAAAAA1"))
    #expect(verdict.en.contains("to mx.example.net[192.0.2.9]:25, which said “250 ok”"))
  }

  private func verdict(_ lines: String...) async throws -> Text {
    var verdict = Text(verbatim: "")
    try await LogBook.with { book in
      try book.write(Lines.arrival("AAAAAA1"), Lines.cleanup("AAAAAA1"), Lines.queued("AAAAAA1"))
      for line in lines { try book.write(line) }
      try await book.follow()
      verdict = try #require(try await book.find("eva@example.org").first).verdict
    }
    return verdict
  }
}
