import Accounts
import Adapters
import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

extension GroupMailTests {
  /// Messages that wait for a group's owner: real Postfix, Rspamd and Dovecot.
  @Suite struct ModerationTests {
    private let group = "council@example.test"

    @Test func aStrangersMailWaitsAndGoesOnWhenItsOwnerSaysSo() async throws {
      let service = try await moderated()
      let message = TestMessage(
        from: "x@foreign.test", to: group, headers: ["X-Palomar-Held: board@example.test"],
        body: "Canción, not yet.\r\n")
      let refusal = try await service.post(message, from: "x@foreign.test", to: [group])
      #expect(refusal == nil, "\(service.instance.lastWords())")
      let post = try await waiting(message.token)
      #expect(post.author == "x@foreign.test" && post.subject == message.token)

      // Its owner reads it in a mail program.
      let letter = try #require(try await find("Held for \(group)", text: message.token, of: "keeper"))
      #expect(letter.contains("message/rfc822") && letter.contains("palomar group release \(group) \(post.id)"))
      #expect(letter.contains("Canción, not yet."))
      #expect(try await find(message.token, text: nil, of: "councillor", patiently: false) == nil)

      _ = try await service.instance.client.perform(ReleasePost(address: Address(group), id: post.id))
      let arrived = try #require(try await service.arrival(message.token, for: "councillor"))
      #expect(arrived.contains("List-Id: <council.example.test>"), "\(arrived)")
      #expect(try await posts().allSatisfy { $0.id != post.id })
    }

    @Test func whatIsRefusedReachesNobody() async throws {
      let service = try await moderated()
      let message = TestMessage(from: "bob@example.test", to: group)
      #expect(try await service.post(message, as: "bob", to: [group]) == nil)
      let post = try await waiting(message.token)
      let outcome = try await service.instance.palomar(["group", "refuse", group, post.id.text])
      #expect(outcome.code == 0 && outcome.output.contains("refused"), "\(outcome.complaints)")
      let isGone = try await eventually { () -> Bool? in
        FileManager.default.fileExists(atPath: "\(service.instance.layout.postfixQueue)/hold/\(post.id)") ? nil : true
      }
      #expect(isGone == true)
      #expect(try await find(message.token, text: nil, of: "councillor", patiently: false) == nil)
      #expect(try await service.instance.palomar(["group", "refuse", group, post.id.text]).code != 0)
    }

    @Test func whoMayWriteFreelyWaitsForNobody() async throws {
      let service = try await moderated()
      let message = TestMessage(from: "councillor@example.test", to: group)
      #expect(try await service.post(message, as: "councillor", to: [group]) == nil)
      #expect(try await service.arrival(message.token, for: "councillor") != nil)
    }

    /// A message is held whole, and others must not wait with it.
    @Test func heldMailKeepsNobodyElseWaiting() async throws {
      let service = try await moderated()
      let message = TestMessage(from: "x@foreign.test", to: group)
      let refusal = try #require(
        try await service.post(message, from: "x@foreign.test", to: ["bob@example.test", group]))
      #expect(refusal.answer.hasPrefix("554 5.7.1 \(group) is moderated: write to it alone"), "\(refusal)")
    }

    @Test func whatTheFilterRefusesWaitsForNobody() async throws {
      let service = try await moderated()
      let message = TestMessage(from: "councillor@example.test", to: group)
      let refusal = try await service.post(message, from: "x@attacker.test", to: [group])
      #expect(refusal?.answer.hasPrefix("554 5.7.1") == true, "\(String(describing: refusal))")
    }

    /// `council` of councillor, which keeper looks after.
    private func moderated() async throws -> HardenedService {
      let service = try HardenedService.shared
      let client = service.instance.client
      let address = try Address(group)
      guard try await service.instance.palomar(["group", "show", group]).code != 0 else { return service }
      for name in ["councillor", "keeper"] { try await service.addAccount(name) }
      _ = try await client.perform(AddGroup(address: address, posting: .members, moderated: true))
      _ = try await client.perform(JoinGroup(address: address, members: [service.address("councillor")]))
      _ = try await client.perform(AddGroupOwner(address: address, owner: service.address("keeper")))
      try await service.agree()
      return service
    }

    private func posts() async throws -> [HeldPost] {
      try await HardenedService.shared.instance.client.ask(ListHeldPosts(address: Address(group))).items
    }

    /// The look comes by itself within half a minute.
    private func waiting(_ token: String) async throws -> HeldPost {
      var found: HeldPost?
      for _ in 0..<3 where found == nil {
        found = try await eventually { try await posts().first { $0.subject == token } }
      }
      return try #require(found)
    }

    /// The message in somebody's inbox with that in its subject and, in all of it, that text.
    private func find(_ subject: String, text: String?, of name: String, patiently: Bool = true) async throws -> String?
    {
      let client = try await HardenedService.shared.imap(as: name)
      func look() async throws -> String? {
        try await client.select("INBOX")
        for uid in try await client.search(header: "Subject", subject) {
          let message = String(decoding: try await client.fetch(uid) ?? [], as: UTF8.self)
          if text.map({ message.contains($0) }) ?? true { return message }
        }
        return nil
      }
      let found = try await patiently ? eventually(look) : look()
      await client.logout()
      return found
    }
  }
}
