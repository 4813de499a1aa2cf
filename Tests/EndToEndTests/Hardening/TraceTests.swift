import Accounts
import Adapters
import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

extension HardeningTests {
  /// What happened to each message, asked as somebody at a terminal does.
  @Suite struct TraceTests {
    @Test func tellsWhereAMessageEnded() async throws {
      let token = try await send(from: "alice", to: "bob@example.test")
      let found = try await verdict(of: token, .delivered)
      #expect(found.en == "Delivered to bob@example.test, in INBOX.")
      #expect(found.es == "Entregado a bob@example.test, en INBOX.")
    }

    @Test func tellsThatARuleSortedIt() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("tidy")
      try await activate("require [\"fileinto\", \"mailbox\"]; fileinto :create \"Quarantine\";", for: "tidy")
      let token = try await send(from: "alice", to: "tidy@example.test")
      #expect(try await verdict(of: token, .delivered).en == "Delivered to tidy@example.test, in Quarantine.")
    }

    @Test func tellsWhatAnotherServerSaid() async throws {
      let sent = try await send(from: "alice", to: "somebody@remote.test")
      #expect(try await verdict(of: sent, .delivered).en.contains("which said “250 kept”"))
      let refused = try await send(from: "alice", to: "refused@remote.test")
      let bounce = try await verdict(of: refused, .bounced)
      #expect(bounce.en.hasPrefix("Returned to the sender for refused@remote.test: there is no such mailbox"))
      let later = try await send(from: "alice", to: "later@remote.test")
      let waiting = try await message(later, .deferred)
      #expect(waiting.verdict.en.hasPrefix("Waits for later@remote.test, and is tried again"))
      let layout = try HardenedService.shared.instance.layout
      let removal = try await Program.run(["/usr/sbin/postsuper", "-c", layout.postfixConfig, "-d", waiting.id])
      #expect(removal.code == 0, "\(removal.complaints)")
    }

    @Test func tellsEachRecipientOfAnAlias() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("dora")
      let team = try service.address("team")
      _ = try await service.instance.client.perform(
        AddAlias(address: team, targets: [service.address("bob"), service.address("dora")]))
      try await eventuallyKnown(team)
      let token = try await send(from: "alice", to: team.text)
      let message = try await message(token, .delivered)
      #expect(Set(message.recipients.map(\.address)) == ["bob@example.test", "dora@example.test"])
      #expect(message.recipients.allSatisfy { $0.originally == team.text && $0.placed?.target == "INBOX" })
    }

    @Test func tellsEachMemberOfAGroup() async throws {
      let service = try HardenedService.shared
      let crew = try service.address("crew")
      for name in ["crew-one", "crew-two"] { try await service.addAccount(name) }
      _ = try await service.instance.client.perform(AddGroup(address: crew, posting: .anyone))
      let members = try ["crew-one", "crew-two"].map(service.address)
      _ = try await service.instance.client.perform(JoinGroup(address: crew, members: members))
      try await eventuallyKnown(crew)
      let message = try await message(try await send(from: "alice", to: crew.text), .delivered)
      #expect(Set(message.recipients.map(\.address)) == ["crew-one@example.test", "crew-two@example.test"])
      #expect(message.recipients.allSatisfy { $0.originally == crew.text })
      #expect(message.verdict.en.contains("Delivered to crew-one@example.test (crew@example.test), in INBOX."))
    }

    @Test func followsAMessageThatARuleForwards() async throws {
      try await HardenedService.shared.addAccount("sends-it-on")
      try await activate("redirect \"friend@remote.test\";", for: "sends-it-on")
      let token = try await send(from: "alice", to: "sends-it-on@example.test")
      let verdict = "Forwarded by sends-it-on@example.test to friend@remote.test."
      let first = try await found {
        try await trace("--id", "\(token)@test.invalid").filter { $0.verdict.en == verdict }
      }
      #expect(first.verdict.es == "Reenviado por sends-it-on@example.test a friend@remote.test.")
      let second = try await found { try await trace("--id", "\(token)@test.invalid", "--to", "friend@remote.test") }
      #expect(second.id != first.id)
      let arrived = try await found {
        try await trace("--id", "\(token)@test.invalid", "--to", "friend@remote.test", "--status", "delivered")
      }
      #expect(arrived.verdict.en.contains("which said “250 kept”"))
    }

    @Test func tellsThatSomebodyWasAskedToComeAgain() async throws {
      try await HardenedService.shared.whileGreylisting {
        let stranger = try await HardenedService.shared.mailServer()
        let message = TestMessage(from: "new@foreign.test", to: "bob@example.test")
        let refusal = await #expect(throws: ProtocolRefusal.self) {
          try await stranger.submit(message.bytes, from: "new@foreign.test", to: ["bob@example.test"])
        }
        #expect(refusal?.answer.hasPrefix("451") == true, "\(String(describing: refusal))")
        await stranger.quit()
        let found = try await found { try await trace("--from", "new@foreign.test", "--status", "greylisted") }
        #expect(
          found.verdict.en == "Asked to come again in some minutes (greylisting); nothing is delivered yet.")
        #expect(found.statuses == [.greylisted])
      }
    }

    @Test func findsRefusalsByWhomTheyWereFor() async throws {
      let service = try HardenedService.shared
      let stranger = try await service.mailServer()
      await #expect(throws: ProtocolRefusal.self) {
        try await stranger.submit(
          TestMessage(from: "x@foreign.test", to: "nobody-at-all@example.test").bytes, from: "x@foreign.test",
          to: ["nobody-at-all@example.test"])
      }
      await stranger.quit()
      let unknown = try await found { try await trace("--to", "nobody-at-all@example.test") }
      #expect(unknown.verdict.en.contains("there is no such mailbox"))
      #expect(unknown.statuses == [.rejected])
    }

    @Test func saysThatTheFilterRefusedIt() async throws {
      let service = try HardenedService.shared
      let stranger = try await service.mailServer()
      let spam = "XJS*C4JDBQADN1.NSBN3*2IDNEN*" + "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"
      let message = TestMessage(from: "y@foreign.test", to: "bob@example.test", body: spam)
      await #expect(throws: ProtocolRefusal.self) {
        try await stranger.submit(message.bytes, from: "y@foreign.test", to: ["bob@example.test"])
      }
      await stranger.quit()
      let refused = try await found { try await trace("--from", "y@foreign.test") }
      #expect(refused.verdict.en.hasPrefix("Refused as spam ("))
      #expect(refused.filter?.symbols.contains { $0.name == "GTUBE" } == true)
    }

    @Test func saysThatTheMailboxIsFull() async throws {
      let service = try HardenedService.shared
      _ = try await service.instance.client.perform(
        AddAccount(
          address: service.address("full"), displayName: "", quota: ByteCount("10K"),
          password: HardenedService.password))
      try await service.addAccount("after-full")
      let body = String(repeating: String(repeating: "x", count: 62) + "\r\n", count: 1_000)
      for number in 1...2 {
        let client = try await service.submission(as: "alice")
        let message = TestMessage(from: "alice@example.test", to: "full@example.test", body: body)
        let accepted = try? await client.submit(message.bytes, from: "alice@example.test", to: ["full@example.test"])
        await client.quit()
        if number == 1, accepted != nil { _ = try await self.message(message.token, .delivered) }
      }
      let found = try await found { try await trace("--to", "full@example.test", "--status", "rejected") }
      #expect(found.verdict.en.contains("the mailbox is full"), "\(found)")
    }

    @Test func listsSignInsBesideTheMessages() async throws {
      let service = try HardenedService.shared
      let client = try await service.imap(as: "ceo")
      await client.logout()
      let found = try await found { try await trace("--account", "ceo@example.test", "--status", "signedIn") }
      #expect(found.verdict.en == "ceo@example.test signed in by IMAP from \(service.stranger.inside.text).")
    }

    private func send(from name: String, to recipient: String) async throws -> String {
      let client = try await HardenedService.shared.submission(as: name)
      let message = TestMessage(from: "\(name)@example.test", to: recipient)
      try await client.submit(message.bytes, from: "\(name)@example.test", to: [recipient])
      await client.quit()
      return message.token
    }

    private func activate(_ script: String, for name: String) async throws {
      let service = try HardenedService.shared
      let sieve = try await ManageSieveClient(over: try await service.open(\.sieve)).startTLS(try service.trust)
      try await sieve.signIn("\(name)@example.test", HardenedService.password)
      #expect(try await sieve.put(script, as: "mine").isOK)
      #expect(try await sieve.activate("mine").isOK)
      await sieve.logout()
    }

    private func eventuallyKnown(_ address: Address) async throws {
      let layout = try HardenedService.shared.instance.layout
      let known = try await eventually {
        let maps = try await HardenedService.shared.postconf("virtual_alias_maps")
        let map = maps.split(whereSeparator: { $0 == " " || $0 == "," }).first.map(String.init) ?? ""
        let command = ["/usr/sbin/postmap", "-c", layout.postfixConfig, "-q", address.text, map]
        return try await Program.run(command).code == 0 ? true : nil
      }
      try #require(known == true)
    }

    private func verdict(of token: String, _ status: TraceStatus) async throws -> Text {
      try await message(token, status).verdict
    }

    private func message(_ token: String, _ status: TraceStatus) async throws -> TracedMessage {
      try await found {
        try await trace("--id", "\(token)@test.invalid", "--status", "\(status)").filter { !$0.recipients.isEmpty }
      }
    }

    private func found(_ ask: () async throws -> [TracedMessage]) async throws -> TracedMessage {
      try #require(try await eventually { try await ask().first })
    }

    private func trace(_ arguments: String...) async throws -> [TracedMessage] {
      let outcome = try await HardenedService.shared.instance.palomar(["trace", "find", "--json"] + arguments)
      try #require(outcome.code == 0, "\(outcome.complaints)")
      return try WireJSON.decoder().decode(Page<TracedMessage>.self, from: Data(outcome.output.utf8)).items
    }
  }
}
