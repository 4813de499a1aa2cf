import Foundation
import Kernel
import MailModel
import Testing

@testable import Monitoring

/// What the owner of a mailbox gets to see, and what not.
@Suite struct OwnTraceTests {
  @Test func ofOthersMailOnlyWhatConcernsTheOwnerIsShown() async throws {
    try await LogBook.with { book in
      try book.write(Lines.arrival("AAAAAA1"), Lines.cleanup("AAAAAA1"), Lines.queued("AAAAAA1"))
      try book.write(Lines.delivery("AAAAAA1"))
      try book.write(
        Lines.delivery("AAAAAA1", to: "luis@example.test", status: "bounced", dsn: "5.2.2", "552 full"),
        Lines.removal("AAAAAA1"))
      try await book.follow()
      let found = try #require(try await book.own("ana@example.test").first)
      #expect(found.recipients.map(\.address) == ["ana@example.test"])
      #expect(found.client == nil && found.statuses == [.delivered])
      #expect(!found.verdict.en.contains("luis") && !found.verdict.es.contains("luis"))
      #expect(try await book.own("ana@example.test", "luis@example.test").isEmpty)
      #expect(try await book.own("eva@example.test").isEmpty)
    }
  }

  @Test func anEnvelopeSenderAloneProvesNothing() async throws {
    try await LogBook.with { book in
      for line in Lines.message("AAAAAA1") { try book.write(line) }
      for line in Lines.message("AAAAAA2", signedInAs: "eva@example.org") { try book.write(line) }
      try await book.follow()
      #expect(try await book.own("eva@example.org").map(\.id) == ["AAAAAA2"])
      #expect(try await book.own("eva@example.org").first?.client == "192.0.2.7")
      #expect(try await book.own("eva@example.org", "ana@example.test").map(\.id) == ["AAAAAA2"])
    }
  }

  @Test func usesAreCountedByPlaceProtocolAndPassword() async throws {
    try await LogBook.with { book in
      for second in [1, 2, 30] {
        try book.write(Lines.signIn("ana@example.test", "imap", second, app: "My%20phone"), to: "dovecot.log")
      }
      try book.write(Lines.signIn("ana@example.test", "pop3", 5), to: "dovecot.log")
      try book.write(Lines.signIn("luis@example.test", "imap", 6), to: "dovecot.log")
      for line in Lines.message("AAAAAA1", signedInAs: "luis@example.test", from: "ana@example.test") {
        try book.write(line)
      }
      try await book.follow()
      let uses = try await book.history.read {
        try ListMailboxUses(address: Address("ana@example.test")).answer(from: $0).uses
      }
      let phone = try #require(uses.first { $0.appPassword != nil })
      #expect(phone.appPassword == "My phone" && phone.access == "imap" && phone.times == 3)
      #expect(phone.last.timeIntervalSince(phone.first) == 29)
      #expect(uses.first { $0.access == "pop3" }?.appPassword == nil)
      // Who may send as the owner used the mailbox too; where else that person signed in is their own business.
      #expect(uses.filter { $0.account == "luis@example.test" }.map(\.kind) == [.sent])
      #expect(uses.count == 3)
    }
  }

  @Test func aMessageIsToldStepByStep() async throws {
    try await LogBook.with { book in
      for line in Lines.message("AAAAAA1", signedInAs: "eva@example.org") { try book.write(line) }
      try await book.follow()
      let story = try await book.history.read { try ShowMessage(id: "AAAAAA1").answer(from: $0, within: .everything) }
      #expect(
        story.steps.compactMap(\.words?.en) == [
          "Came from 192.0.2.7, signed in as eva@example.org.", "Taken into the queue. Recipients: 1.",
          "Handed over for ana@example.test to mx.example.net[192.0.2.9]:25, which said “250 ok”.",
          "Left the queue: nothing is left to do.",
        ])
    }
  }
}

extension LogBook {
  fileprivate func own(_ address: String, _ text: String? = nil) async throws -> [TracedMessage] {
    try await history.read { try FindOwnMessages(address: Address(address), text: text).answer(from: $0).items }
  }
}

extension Lines {
  fileprivate static func message(_ id: String, signedInAs user: String, from sender: String = "eva@example.org")
    -> [String]
  {
    let arrival = "\(arrival(id)), sasl_method=PLAIN, sasl_username=\(user)"
    return [arrival, cleanup(id), queued(id, from: sender), delivery(id), removal(id)]
  }

  fileprivate static func signIn(_ user: String, _ access: String, _ second: Int, app: String = "") -> String {
    "2026-11-24T10:00:\(second < 10 ? "0" : "")\(second).000000+00:00 mx1 dovecot: \(access)-login: Login: user=<\(user)>, "
      + "method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=3\(second), TLS, session=<s\(second)>, app=<\(app)>"
  }
}
