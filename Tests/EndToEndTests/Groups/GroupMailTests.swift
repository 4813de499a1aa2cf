import Accounts
import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

/// Groups as those see them who write to them and who are in them: real Postfix, Rspamd and Dovecot.
@Suite(.serialized, .groupService) struct GroupMailTests {
  @Test func aMembersMailReachesAllMembers() async throws {
    let service = try HardenedService.shared
    let message = TestMessage(from: "alice@example.test", to: "staff@example.test")
    #expect(try await service.post(message, as: "alice", to: ["staff@example.test"]) == nil)
    for name in ["alice", "ceo"] {
      let arrived = try #require(try await service.arrival(message.token, for: name))
      #expect(arrived.contains("List-Id: <staff.example.test>"), "\(arrived)")
      #expect(arrived.contains("List-Post: <mailto:staff@example.test>"))
    }
    let outside = try await eventually { service.sink.messages.first { $0.holds(message.token) } }
    #expect(outside != nil)
  }

  @Test func aStrangersMailIsRefusedInPlainWords() async throws {
    let service = try HardenedService.shared
    let message = TestMessage(from: "x@foreign.test", to: "staff@example.test")
    let refusal = try #require(try await service.post(message, from: "x@foreign.test", to: ["staff@example.test"]))
    #expect(refusal.answer.hasPrefix("554 5.7.1 staff@example.test takes mail only from its members"), "\(refusal)")
  }

  /// Over an alias, with a detail part, in quotes, in capitals, and beside somebody else.
  @Test(arguments: [
    ["everybody@example.test"], ["staff+x@example.test"], [#""staff"@example.test"#], ["STAFF@EXAMPLE.TEST"],
    [#""st\aff"@example.test"#], ["bob@example.test", "staff@example.test"],
  ])
  func thereIsNoOtherWayIn(_ recipients: [String]) async throws {
    let service = try HardenedService.shared
    let message = TestMessage(from: "x@foreign.test", to: "staff@example.test")
    let refusal = try await service.post(message, from: "x@foreign.test", to: recipients)
    #expect(refusal?.answer.hasPrefix("5") == true, "\(String(describing: refusal))")
  }

  @Test func someoneOfUsWhoIsNoMemberIsRefused() async throws {
    let service = try HardenedService.shared
    let message = TestMessage(from: "bob@example.test", to: "staff@example.test")
    let refusal = try #require(try await service.post(message, as: "bob", to: ["staff@example.test"]))
    #expect(refusal.answer.hasSuffix("takes mail only from its members"), "\(refusal)")
  }

  @Test(arguments: ["friend@foreign.test", "alice@example.test"])
  func aForgedMemberIsRefused(_ member: String) async throws {
    let service = try HardenedService.shared
    let message = TestMessage(from: member, to: "staff@example.test")
    let refusal = try await service.post(message, from: "x@attacker.test", to: ["staff@example.test"])
    #expect(refusal?.answer.hasPrefix("554 5.7.1") == true, "\(String(describing: refusal))")
  }

  /// This host writes in its own name; what it passes on for others proves nothing.
  @Test func aTrustedHostSpeaksForUsAlone() async throws {
    let service = try HardenedService.shared
    for (author, isTaken) in [("alice@example.test", true), ("friend@foreign.test", false)] {
      let client = try await service.mailServer(from: .loopback)
      let message = TestMessage(from: author, to: "staff@example.test")
      do {
        try await client.submit(message.bytes, from: author, to: ["staff@example.test"])
        #expect(isTaken, "\(author)")
      } catch let refusal as ProtocolRefusal {
        #expect(!isTaken && refusal.answer.hasPrefix("554 5.7.1"), "\(refusal)")
      }
    }
  }

  @Test func anEmptyMessageIsNoWayIn() async throws {
    let service = try HardenedService.shared
    let client = try await service.mailServer()
    let refusal = await #expect(throws: ProtocolRefusal.self) {
      try await client.submit(Array("\r\n".utf8), from: "x@attacker.test", to: ["staff@example.test"])
    }
    #expect(refusal?.answer.hasPrefix("554 5.7.1") == true, "\(String(describing: refusal))")
  }

  @Test func aMemberElsewhereWritesFromWhereItsDomainSends() async throws {
    let service = try HardenedService.shared
    let message = TestMessage(from: "friend@foreign.test", to: "staff@example.test")
    #expect(try await service.post(message, from: "friend@foreign.test", to: ["staff@example.test"]) == nil)
    #expect(try await service.arrival(message.token, for: "ceo") != nil)
  }

  @Test func whoeverLeavesGetsNoMore() async throws {
    let service = try HardenedService.shared
    try await service.addAccount("leaver")
    let leaver = try service.address("leaver")
    let group = try service.address("choir")
    _ = try await service.instance.client.perform(AddGroup(address: group, posting: .domain))
    _ = try await service.instance.client.perform(JoinGroup(address: group, members: [leaver, service.address("bob")]))
    try await service.agree()
    let before = TestMessage(from: "alice@example.test", to: group.text)
    #expect(try await service.post(before, as: "alice", to: [group.text]) == nil)
    #expect(try await service.arrival(before.token, for: "leaver") != nil)

    _ = try await service.instance.client.perform(LeaveGroup(address: group, member: leaver))
    try await service.agree()
    let after = TestMessage(from: "alice@example.test", to: group.text)
    #expect(try await service.post(after, as: "alice", to: [group.text]) == nil)
    #expect(try await service.arrival(after.token, for: "bob") != nil)
    let client = try await service.imap(as: "leaver")
    for folder in ["INBOX", "Junk"] {
      try await client.select(folder)
      #expect(try await client.search(header: "X-Token", after.token).isEmpty)
    }
    await client.logout()
  }

  @Test func announcementsComeFromThoseWhoAreNamed() async throws {
    let service = try HardenedService.shared
    let news = try service.address("news")
    _ = try await service.instance.client.perform(
      AddGroup(address: news, posting: .listed, posters: [service.address("ceo")]))
    _ = try await service.instance.client.perform(JoinGroup(address: news, members: [service.address("alice")]))
    try await service.agree()
    let byMember = TestMessage(from: "alice@example.test", to: news.text)
    let refusal = try await service.post(byMember, as: "alice", to: [news.text])
    #expect(
      refusal?.answer.hasSuffix("takes mail only from a few named senders") == true, "\(String(describing: refusal))")
    let named = TestMessage(from: "ceo@example.test", to: news.text)
    #expect(try await service.post(named, as: "ceo", to: [news.text]) == nil)
    #expect(try await service.arrival(named.token, for: "alice")?.contains("List-Post: NO") == true)
  }

  /// A rule that cannot be read lets nobody in; mail waits where it is.
  @Test func withoutTheirFileGroupsWait() async throws {
    let service = try HardenedService.shared
    let file = service.instance.layout.groupsDirectory
    try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
    let message = TestMessage(from: "alice@example.test", to: "staff@example.test")
    let refusal = try await service.post(message, as: "alice", to: ["staff@example.test"])
    try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
    #expect(refusal?.answer.hasPrefix("451") == true, "\(String(describing: refusal))")
    #expect(try await service.post(message, as: "alice", to: ["staff@example.test"]) == nil)
  }
}

extension [UInt8] {
  fileprivate func holds(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
