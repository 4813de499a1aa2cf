import Foundation
import Kernel
import Logging
import MailModel
import Store
import Surface
import Synchronization

/// A control plane for a test: an in-memory store (or another), a clock that stands still until it is moved, and
/// an outside world that fails whatever is called, unless the test gives it.
package struct TestBench: Sendable {
  package let plane: ControlPlane
  package let clock: TestClock
  private let runner: JobRunner

  package init(
    _ capabilities: [Capability], at location: StoreLocation = EachEngine.location, world: World = .unexpected,
    probe: Probe = .unexpected, layout: Layout = .local("/nowhere"),
    mailSystem: @escaping @Sendable (any Database) throws -> MailSystem = { _ in throw UnexpectedCall("mail system") }
  ) async throws {
    let stores = try await Stores(at: location, history: .memory, for: capabilities)
    let clock = TestClock()
    self.clock = clock
    plane = ControlPlane(
      store: stores.store, history: stores.history, world: world, layout: layout, now: { clock.now }, probe: probe,
      mailSystem: mailSystem)
    runner = JobRunner(
      plane: plane, kinds: capabilities.flatMap(\.jobs), schedules: capabilities.flatMap(\.schedules),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  package static let administrator = Principal.localAdministrator("root")

  /// Says why where that is demanded.
  @discardableResult
  package func perform<Change: Action>(_ action: Change) async throws -> Change.Outcome {
    let origin = action.opens == nil ? Origin() : Origin(reason: "a test")
    return try await plane.perform(action, as: Self.administrator.coming(from: origin))
  }

  package func ask<Question: Query>(_ query: Question) async throws -> Question.Answer {
    try await plane.ask(query, as: Self.administrator)
  }

  package func inspect<Look: Inspection>(_ inspection: Look) async throws -> Look.Answer {
    try await plane.inspect(inspection, as: Self.administrator)
  }

  /// Runs every job that is due, and those that they make.
  package func drain() async {
    await runner.drain()
  }

  package func jobs() async throws -> [JobStatus] {
    try await plane.store.read { try JobTable(db: $0).list(limit: 1_000) }
  }

  package func journal() async throws -> [JournalEntry] {
    try await plane.store.read { try Journal(db: $0).entries(before: nil, limit: 1_000) }
  }
}

/// Stands at 2026-03-01 12:00 UTC until a test moves it.
package final class TestClock: Sendable {
  private let time = Mutex(Date(timeIntervalSince1970: 1_772_366_400))

  package var now: Date { time.withLock { $0 } }

  package func advance(by seconds: TimeInterval) {
    time.withLock { $0 += seconds }
  }
}
