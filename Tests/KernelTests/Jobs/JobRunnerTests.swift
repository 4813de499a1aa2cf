import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store
import Surface
import Synchronization
import TestSupport
import Testing

@Suite(.eachEngine) struct JobRunnerTests {
  @Test func carriesOutWhatWasCommitted() async throws {
    let sent = Sent()
    let bench = try await TestBench([notes], world: sent.world)
    try await bench.perform(AddNote(text: "first"))
    #expect(sent.texts.isEmpty)
    await bench.drain()
    #expect(sent.texts == ["first"])
    #expect(try await bench.jobs().isEmpty)
  }

  @Test func meltsJobsWithTheSameKeyWhileOneWaits() async throws {
    let sent = Sent()
    let bench = try await TestBench([notes], world: sent.world)
    try await bench.perform(AddNote(text: "first"))
    try await bench.perform(AddNote(text: "second"))
    await bench.drain()
    #expect(sent.texts == ["first"])
  }

  @Test func doesAtOnceWhatIsAskedForAgainWhileItPausesAfterAFailure() async throws {
    let bench = try await TestBench([notes])
    try await bench.perform(AddNote(text: "first"))
    for _ in 0..<8 {
      await bench.drain()
      bench.clock.advance(by: 60)
    }
    await bench.drain()
    let waiting = try #require(try await bench.jobs().first)
    #expect(waiting.due > bench.clock.now)
    try await bench.perform(AddNote(text: "second"))
    await bench.drain()
    #expect(try await bench.jobs().map(\.attempts) == [waiting.attempts + 1])
  }

  @Test func triesAgainLaterAndSaysWhy() async throws {
    let bench = try await TestBench([notes])
    try await bench.perform(AddNote(text: "first"))
    await bench.drain()
    let job = try #require(try await bench.jobs().first)
    #expect(job.state == .pending)
    #expect(job.attempts == 1)
    #expect(job.error?.contains("unexpected call") == true)
    #expect(job.due > bench.clock.now)
    bench.clock.advance(by: 1)
    await bench.drain()
    #expect(try await bench.jobs().first?.attempts == 2)
  }

  @Test func givesUpInTheEndAndStaysVisible() async throws {
    let bench = try await TestBench([notes])
    try await bench.perform(AddNote(text: "first"))
    for _ in 0..<JobRetry.attempts {
      await bench.drain()
      bench.clock.advance(by: 301)
    }
    #expect(try await bench.jobs().map(\.state) == [.failed])
  }

  @Test func waitsLongerEachTime() {
    let delays = (1...20).map { JobRetry.delay(afterAttempt: $0) }
    #expect(delays == delays.sorted())
    #expect(delays.first == 0.25)
    #expect(delays.last == 300)
  }

  @Test func runsASchedule() async throws {
    let sent = Sent()
    var capability = notes
    capability.schedules = [Schedule(every: 60, CopyNote(text: "tick"))]
    let bench = try await TestBench([capability], world: sent.world)
    await bench.drain()
    #expect(sent.texts.isEmpty)
    bench.clock.advance(by: 61)
    await bench.drain()
    #expect(sent.texts == ["tick"])
  }
}

/// An agent that takes what it is sent.
private final class Sent: Sendable {
  private let list = Mutex<[String]>([])

  var texts: [String] { list.withLock { $0 } }

  var world: World {
    var world = World.unexpected
    world.agent = AgentClient { _, line in
      self.list.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
      return Data()
    }
    return world
  }
}
