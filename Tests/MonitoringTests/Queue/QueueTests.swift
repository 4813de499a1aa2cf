import AgentProtocol
import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

@testable import Monitoring

@Suite struct QueueTests {
  private func message(
    _ place: QueuedMessage.Place, _ reasons: String?...
  ) throws -> QueuedMessage {
    QueuedMessage(
      id: try QueueID("4h1GZk0wSbz9rxk"), place: place, arrived: Date(timeIntervalSince1970: 1_800_000_000), size: 512,
      sender: "ana@example.org", recipients: reasons.map { .init(address: "luis@example.com", reason: $0) })
  }

  @Test(arguments: [
    ("connect to mx.example.com[192.0.2.1]:25: Connection refused", "the other server takes no connections"),
    ("host mx[192.0.2.1] said: 452 4.2.2 Over quota (in reply to RCPT TO command)", "the mailbox is full"),
    ("Host or domain name not found. Name service error for name=x", "DNS does not say where the domain's mail goes"),
    ("host mx[192.0.2.1] said: 451 who knows", "host mx[192.0.2.1] said: 451 who knows"),
  ])
  func saysWhyAMessageWaits(words: String, meaning: String) throws {
    #expect(WaitingReason.of(try message(.deferred, words)).en == meaning)
  }

  @Test func saysHowManyOtherReasonsThereAre() throws {
    let both = try message(.deferred, "lost connection with mx", "connect to mx: Connection refused")
    #expect(WaitingReason.of(both).en == "the other server takes no connections (and 1 more reasons)")
  }

  @Test func saysThatSomebodyHoldsIt() throws {
    #expect(WaitingReason.of(try message(.hold)).es == "está retenido hasta que alguien lo libere")
  }

  @Test func asksPostfixAndPutsOnRecordWhatBecameOfEach() async throws {
    let ids = try ["4h1GZk0wSbz9rxk", "9A1B2C3D4E"].map { try QueueID($0) }
    var world = World.unexpected
    world.agent = AgentClient { verb, line in
      #expect(verb == ChangeQueuedMessages.name)
      let asked = try JSONDecoder().decode(AgentRequest<ChangeQueuedMessages>.self, from: line).body
      #expect(asked.change == .delete)
      return try JSONEncoder().encode(AgentReply.reply(QueueChangeReport(done: [asked.ids[0]], gone: [asked.ids[1]])))
    }
    let bench = try await TestBench([queue], world: world)
    let order = try await bench.perform(ChangeQueue(.delete, ids))
    #expect(order.messages == 2)
    await bench.drain()
    let entry = try #require(try await bench.journal().first { $0.action == "queue.changed" })
    #expect(entry.after.contains(#""done":["4h1GZk0wSbz9rxk"],"gone":["9A1B2C3D4E"]"#))
  }

  @Test func refusesToChangeNothing() async throws {
    let bench = try await TestBench([queue])
    await #expect(throws: Fault.self) { try await bench.perform(ChangeQueue(.hold, [])) }
    #expect(try await bench.jobs().isEmpty)
  }

  @Test func tellsWhereAMessageMayHaveGone() async throws {
    var world = World.unexpected
    world.agent = AgentClient { _, _ in
      try JSONEncoder().encode(
        AgentReply.reply(
          QueueListing(counts: [:], oldest: nil, matching: 0, messages: [], isCut: false, unread: 0)))
    }
    let bench = try await TestBench([queue], world: world)
    let fault = await #expect(throws: Fault.self) {
      try await bench.inspect(ShowQueuedMessage(id: QueueID("4h1GZk0wSbz9rxk")))
    }
    #expect(fault?.code == .notFound)
    #expect(fault?.hint?.en.contains("palomar trace 4h1GZk0wSbz9rxk") == true)
  }
}
