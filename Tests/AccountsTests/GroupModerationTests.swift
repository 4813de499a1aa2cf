import AgentProtocol
import Foundation
import Kernel
import MailModel
import Surface
import Synchronization
import TestSupport
import Testing

@testable import Accounts

/// Messages that wait for a group's owners, as the hold queue has them.
@Suite(.eachEngine) struct GroupModerationTests {
  private let team: Address
  private let ana: Address

  init() throws {
    team = try Address("team@example.org")
    ana = try Address("ana@example.org")
  }

  /// A hold queue, and what was asked about it.
  private final class Queue: Sendable {
    let held = Mutex<[HeldMessage]>([])
    let calls = Mutex<[String]>([])
    /// Released, and on their way.
    let released = Mutex<Set<QueueID>>([])

    func add(_ id: String, for group: String, at moment: Date) throws {
      let header = "X-Palomar-Held: \(group)\nFrom: x@else.example\nSubject: =?utf-8?q?Canci=C3=B3n?=\n"
      let message = HeldMessage(id: try QueueID(id), header: header, size: 1_000, arrived: moment)
      held.withLock { $0.append(message) }
    }

    var agent: AgentClient {
      AgentClient { verb, line in
        func reply(_ value: some Codable & Sendable) throws -> Data {
          try JSONEncoder().encode(AgentReply.reply(value))
        }
        switch verb {
        case InstalledGeneration.name: return Data(#"{"reply":1}"#.utf8)
        case FindHeldMessages.name:
          let known = try JSONDecoder().decode(AgentRequest<FindHeldMessages>.self, from: line).body.known
          self.calls.withLock { $0.append("find") }
          return try self.held.withLock { held in
            try reply(
              HeldMessagesFound(
                held: held.map(\.id), elsewhere: self.released.withLock { known.filter($0.contains) },
                new: held.filter { !known.contains($0.id) }))
          }
        case TellOfHeldMessage.name:
          let body = try JSONDecoder().decode(AgentRequest<TellOfHeldMessage>.self, from: line).body
          self.calls.withLock { $0.append("tell \(body.moderator) of \(body.id) for \(body.group)") }
        case SettleHeldMessage.name:
          let body = try JSONDecoder().decode(AgentRequest<SettleHeldMessage>.self, from: line).body
          self.calls.withLock { $0.append("\(body.releases ? "release" : "refuse") \(body.id)") }
          self.held.withLock { $0.removeAll { $0.id == body.id } }
          if body.releases { self.released.withLock { _ = $0.insert(body.id) } }
        default: throw UnexpectedCall(verb)
        }
        return Data(#"{"reply":{}}"#.utf8)
      }
    }

    /// What was asked since the last time.
    func taken() -> [String] {
      calls.withLock { calls in
        defer { calls = [] }
        return calls.filter { $0 != "find" }
      }
    }
  }

  private func bench(_ queue: Queue) async throws -> TestBench {
    var world = World.unexpected
    world.agent = queue.agent
    let parts = every.filter { $0.name != "mail directory" }
    // The directory's tables, and nobody who publishes it.
    let bench = try await benchWithAna(
      TestBench(parts + [Capability("tables", migrations: mailDirectory.migrations), moderation], world: world))
    try await bench.perform(AddGroup(address: team, moderated: true))
    try await bench.perform(AddGroupOwner(address: team, owner: ana))
    // A schedule counts from the first pass on.
    await bench.drain()
    return bench
  }

  /// A look at the queue, and all that follows from it.
  private func look(_ bench: TestBench) async {
    bench.clock.advance(by: NoteHeldPosts.interval + 1)
    await bench.drain()
  }

  @Test func ownersAreToldOnceAndTheirDecisionIsCarriedOut() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    await look(bench)
    #expect(queue.taken() == ["tell ana@example.org of 4XyZ8k3Lq2z1 for team@example.org"])
    let post = try #require(try await bench.ask(ListHeldPosts(address: team)).items.first)
    #expect(post.author == "x@else.example" && post.subject == "Canción")
    let owner = try await bench.plane.store.read { try Rights.principal(of: ana, in: $0, at: bench.clock.now) }
    _ = try await bench.plane.perform(ReleasePost(address: team, id: post.id), as: owner)
    #expect(try await bench.ask(ListHeldPosts(address: team)).items == [])
    await look(bench)
    #expect(queue.taken() == ["release 4XyZ8k3Lq2z1"])
    await #expect(throws: notFound) { try await bench.perform(RefusePost(address: team, id: post.id)) }
  }

  @Test func whoDoesNotLookAfterTheGroupDecidesNothing() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    let luis = try Address("luis@example.org")
    try await bench.perform(AddAccount(address: luis))
    try await bench.perform(JoinGroup(address: team, members: [luis]))
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    let member = try await bench.plane.store.read { try Rights.principal(of: luis, in: $0, at: bench.clock.now) }
    let forbidden = Fault(.forbidden, en: "", es: "")
    let id = try QueueID("4XyZ8k3Lq2z1")
    await #expect(throws: forbidden) { try await bench.plane.perform(ReleasePost(address: team, id: id), as: member) }
    await #expect(throws: forbidden) { try await bench.plane.ask(ListHeldPosts(address: team), as: member) }
    // Nor does another group's owner.
    try await bench.perform(AddGroup(address: Address("other@example.org")))
    await #expect(throws: notFound) {
      try await bench.perform(ReleasePost(address: Address("other@example.org"), id: id))
    }
  }

  @Test func whatNobodyDecidesAboutIsRefusedInTheEnd() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    _ = queue.taken()
    bench.clock.advance(by: Double(HeldPost.days) * 86_400 - 100)
    await look(bench)
    #expect(queue.taken() == [])
    bench.clock.advance(by: 100)
    await look(bench)
    #expect(queue.taken() == ["refuse 4XyZ8k3Lq2z1"])
    let entry = try #require(try await bench.journal().first { $0.action == "groups.refuse" })
    #expect(entry.actor.contains(NoteHeldPosts.name) && entry.before?.contains("x@else.example") == true)
  }

  /// By hand, with Postfix's own tools.
  @Test func whatLeavesTheQueueOtherwiseIsForgotten() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    queue.held.withLock { $0 = [] }
    await look(bench)
    #expect(try await bench.ask(ListHeldPosts(address: team)).items == [])
  }

  @Test func aGroupGoesOnlyWhenNothingWaitsForIt() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    let fault = await #expect(throws: Fault.self) { try await bench.perform(RemoveGroup(address: team)) }
    #expect(fault?.message.en == "1 messages to team@example.org still wait for a decision")
    try await bench.perform(RefusePost(address: team, id: QueueID("4XyZ8k3Lq2z1")))
    try await bench.perform(RemoveGroup(address: team))
    // What came for it meanwhile stays on hold: nobody has decided that it may be lost.
    try await bench.perform(AddGroup(address: Address("other@example.org"), moderated: true))
    try queue.add("4XyZ8k3Lq2z2", for: team.text, at: bench.clock.now)
    await look(bench)
    #expect(!queue.taken().contains("refuse 4XyZ8k3Lq2z2"))
    #expect(queue.held.withLock { $0.map(\.id.text) } == ["4XyZ8k3Lq2z2"])
  }

  /// The agent was away for longer than the job was tried.
  @Test func aDecisionIsCarriedOutWheneverTheMessageIsFoundOnHoldStill() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    try await bench.perform(ReleasePost(address: team, id: QueueID("4XyZ8k3Lq2z1")))
    try await bench.plane.store.write { try $0.execute("DELETE FROM job") }
    await look(bench)
    #expect(queue.taken().contains("release 4XyZ8k3Lq2z1"))
  }

  @Test func whatAnAdministratorHoldsAfterItsReleaseIsNotTheGroups() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    try await bench.perform(ReleasePost(address: team, id: QueueID("4XyZ8k3Lq2z1")))
    await look(bench)
    _ = queue.taken()
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    #expect(queue.taken() == [])
    #expect(try await bench.ask(ListHeldPosts(address: team)).items == [])
  }

  /// It came just before; nothing is forgotten in the queue.
  @Test func whatCameBeforeAGroupCeasedToBeModeratedStillWaits() async throws {
    let queue = Queue()
    let bench = try await bench(queue)
    try await bench.perform(ChangeGroup(address: team, moderated: false))
    try queue.add("4XyZ8k3Lq2z1", for: team.text, at: bench.clock.now)
    await look(bench)
    #expect(try await bench.ask(ListHeldPosts(address: team)).items.map(\.id.text) == ["4XyZ8k3Lq2z1"])
  }

  @Test func whereAnyoneWritesFreelyThereIsNothingToModerate() async throws {
    let bench = try await bench(Queue())
    let fault = await #expect(throws: Fault.self) {
      try await bench.perform(ChangeGroup(address: team, posting: .anyone))
    }
    #expect(fault?.code == .invalid && fault?.field == "moderated")
  }

  @Test func isDecidedAtABrowser() async throws {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(
      bench, capabilities: [accounts, groups, memberships, moderation, domains, signIns, sessions, secondFactors])
    try await browser.signIn()
    let group = try Address("team@example.test")
    try await bench.bench.perform(AddGroup(address: group))
    try await browser.submit(
      "/groups/team%40example%2Etest/details",
      ["displayName": "", "posting": "members", "posters": "", "moderated": "yes"])
    #expect(browser.page.contains("Messages that wait"))
    try await bench.bench.plane.store.write { db in
      for (id, name) in [("4XyZ8k3Lq2z1", "<b>x</b>"), ("4XyZ8k3Lq2z2", "y")] {
        let header = "X-Palomar-Held: \(group)\nFrom: \(name)\nSubject: s\n"
        let message = HeldMessage(id: try QueueID(id), header: header, size: 1, arrived: bench.bench.clock.now)
        try HeldPost(message)?.insert(into: db)
      }
    }
    let path = "/groups/team%40example%2Etest/posts"
    try await browser.open(path)
    #expect(browser.page.contains("&lt;b&gt;x&lt;/b&gt;") && browser.page.contains("2026-03-15"))
    try await browser.submit("\(path)/release", ["id": "4XyZ8k3Lq2z1"])
    try await browser.submit("\(path)/refuse", ["id": "4XyZ8k3Lq2z2"])
    #expect(browser.page.contains("The message is refused.") && browser.page.contains("Nothing waits."))
    try await browser.submit("\(path)/refuse", ["id": "4XyZ8k3Lq2z2"])
    #expect(browser.status == 422 && browser.page.contains("no post 4XyZ8k3Lq2z2 waits"))
  }
}
