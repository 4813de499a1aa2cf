import AgentProtocol
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What the mail programs are told of access to others' mailboxes.
@Suite struct SharingTests {
  private static var ana: Address { get throws { try Address("ana@example.org") } }
  private static var desk: Address { get throws { try Address("desk@example.org") } }

  private func withDesk(_ rights: String, until: TimeInterval? = nil, _ body: (TestBench, Place) async throws -> Void)
    async throws
  {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(AddSharedMailbox(address: Self.desk))
      await bench.drain()
      try await bench.perform(
        AddMember(
          mailbox: Self.desk, member: Self.ana, rights: MailboxRights(rights),
          until: until.map { bench.clock.now.addingTimeInterval($0) }))
      await bench.drain()
      try await body(bench, place)
    }
  }

  private func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  @Test func aGrantIsARowAFileAndANewSignIn() async throws {
    try await withDesk("manage,send-as") { _, place in
      let opened = try place.accounts("SELECT member || '>' || mailbox || manages FROM mailbox_share")
      #expect(opened == ["ana@example.org>desk@example.org1"])
      let sending = try place.routing("SELECT sender || '>' || login FROM delegate_sender")
      #expect(sending == ["desk@example.org>ana@example.org"])
      #expect(
        text("\(place.layout.sharing)/ana@example.org") == """
          Shared/desk@example.org group=reads:desk@example.org lr
          Shared/desk@example.org/* group=reads:desk@example.org lr
          Shared/desk@example.org group=manages:desk@example.org lrwstipekx
          Shared/desk@example.org/* group=manages:desk@example.org lrwstipekx

          """)
      let calls = place.calls.withLock { $0 }
      #expect(calls.contains("account.forget ana@example.org true"))
      #expect(calls.contains("mailbox.open desk@example.org true"))
      #expect(calls.contains("mailbox.subscribe ana@example.org desk@example.org true"))
    }
  }

  @Test func aRevocationTakesAllOfItAway() async throws {
    try await withDesk("manage,send-on-behalf") { bench, place in
      #expect(text(place.layout.sendingRules)?.contains("behalf ana@example.org desk@example.org\n") == true)
      place.calls.withLock { $0 = [] }
      try await bench.perform(RemoveMember(mailbox: Self.desk, member: Self.ana))
      await bench.drain()
      #expect(try place.accounts("SELECT member FROM mailbox_share").isEmpty)
      #expect(try place.routing("SELECT login FROM delegate_sender").isEmpty)
      #expect(text("\(place.layout.sharing)/ana@example.org") == nil)
      #expect(text(place.layout.sendingRules)?.contains("behalf") == false)
      let calls = place.calls.withLock { $0 }
      #expect(calls.contains("account.forget ana@example.org true"))
      #expect(calls.contains("mailbox.subscribe ana@example.org desk@example.org false"))
    }
  }

  @Test func itsEndIsFollowed() async throws {
    try await withDesk("read", until: 3_600) { bench, place in
      place.calls.withLock { $0 = [] }
      bench.clock.advance(by: 3_600)
      await bench.drain()
      #expect(place.calls.withLock { $0.contains("account.forget ana@example.org true") })
      let until = Int64(bench.clock.now.timeIntervalSince1970)
      let ends = try place.accounts("SELECT valid_until FROM mailbox_share")
      #expect(ends == ["\(until)"])
    }
  }

  @Test func aSuspendedSharedMailboxIsClosedToEverybody() async throws {
    try await withDesk("manage,send-as") { bench, place in
      place.calls.withLock { $0 = [] }
      try await bench.perform(SuspendAccount(address: Self.desk))
      await bench.drain()
      #expect(try place.accounts("SELECT member FROM mailbox_share").isEmpty)
      #expect(try place.routing("SELECT login FROM delegate_sender").isEmpty)
      #expect(place.calls.withLock { $0.contains("account.forget ana@example.org true") })
      try await bench.perform(ResumeAccount(address: Self.desk))
      await bench.drain()
      #expect(try place.accounts("SELECT member FROM mailbox_share") == ["ana@example.org"])
    }
  }

  @Test(arguments: [SentPlacement.sender, .shared, .both])
  func theFilterIsToldWhereCopiesGo(_ sent: SentPlacement) async throws {
    try await withDesk("send-as") { bench, place in
      try await bench.perform(ChangeSharedMailbox(address: Self.desk, sent: sent))
      await bench.drain()
      let line = "sent desk@example.org \(sent.rawValue)\n"
      #expect(text(place.layout.sendingRules)?.contains(line) == (sent != .sender))
    }
  }

  @Test func driftIsFoundAndRepaired() async throws {
    try await withDesk("manage,send-as") { bench, place in
      let file = "\(place.layout.sharing)/ana@example.org"
      let right = try #require(text(file))
      try "Shared/* anyone lrwstipekxa\n".write(toFile: file, atomically: true, encoding: .utf8)
      try "Shared/* anyone lrwstipekxa\n".write(
        toFile: "\(place.layout.sharing)/mallory@example.org", atomically: true, encoding: .utf8)
      try place.write(place.layout.accountsDirectory, "DELETE FROM mailbox_share")
      let found = try await bench.inspect(VerifyDirectory())
      #expect(found.map(\.table) == ["mailbox_share", "sharing"])
      try await bench.perform(RebuildDirectory())
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
      #expect(text(file) == right && text("\(place.layout.sharing)/mallory@example.org") == nil)
    }
  }

  @Test func aMailboxThatDovecotDoesNotShowAnyMoreIsLentAgain() async throws {
    try await withDesk("read") { bench, place in
      place.calls.withLock { $0 = [] }
      try await ReconcileAccess().run(with: bench.plane)
      await bench.drain()
      #expect(place.calls.withLock { $0 }.contains("mailbox.open desk@example.org true"))
      #expect(try await bench.journal().contains { $0.action == "access.repaired" })
    }
  }
}
