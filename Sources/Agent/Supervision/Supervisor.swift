import AgentProtocol
import Foundation
import MailModel

/// What the supervisor needs of the system to carry out its steps.
package struct ProcessHost: Sendable {
  package var start: @Sendable (_ service: String) async throws -> ProcessIdentity
  /// Returns when the process and all its descendants have ended.
  package var ended: @Sendable (_ service: String, ProcessIdentity) async -> Void
  /// Returns whether the service answered in time.
  package var ready: @Sendable (_ service: String, ProcessIdentity) async -> Bool
  /// Returns once the process serves nobody any more, or has had time enough.
  package var idle: @Sendable (_ service: String, ProcessIdentity) async -> Void = { _, _ in }
  /// Has others do now what they put off while the service was away.
  package var makeUp: @Sendable (_ service: String) async -> Void = { _ in }
  package var end: @Sendable (_ service: String, ProcessIdentity) async -> Void
  package var kill: @Sendable (_ service: String, ProcessIdentity) async -> Void
  /// How long a service may take to end gently.
  package var patience: Duration = .seconds(10)
  package var now: @Sendable () -> Date = { Date() }
}

/// Keeps the services going: holds the state machine, and carries out what it says.
package actor Supervisor {
  private var machine: Supervision
  private let host: ProcessHost
  private let steps: AsyncStream<Supervision.Step>
  private let queue: AsyncStream<Supervision.Step>.Continuation
  private var waiting: [(met: @Sendable (Supervision) -> Bool, CheckedContinuation<Void, Never>)] = []
  /// Why a service could not be started, for whoever waits for it.
  private var words: [String: Fault] = [:]

  package init(_ services: [Supervision.Service], host: ProcessHost) {
    machine = Supervision(services, at: host.now())
    self.host = host
    (steps, queue) = AsyncStream.makeStream()
  }

  /// Carries out steps until the task is cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      for await step in steps {
        group.addTask { await self.carryOut(step) }
      }
      group.cancelAll()
    }
  }

  /// `time` is when it happened, if not now.
  package func send(_ event: Supervision.Event, at time: Date? = nil) {
    for step in machine.handle(event, at: time ?? host.now()) { queue.yield(step) }
    let met = waiting.filter { $0.met(machine) }
    waiting.removeAll { $0.met(machine) }
    for (_, continuation) in met { continuation.resume() }
  }

  package var statuses: [ServiceStatus] { machine.entries.map(\.status) }

  package func entry(_ name: String) -> Supervision.Entry? { machine[name] }

  package func entries(_ names: [String]) -> [Supervision.Entry] { names.compactMap { machine[$0] } }

  package func fault(of name: String) -> Fault? { words[name] }

  /// Returns once the condition holds.
  package func wait(until met: @escaping @Sendable (Supervision) -> Bool) async {
    guard !met(machine) else { return }
    await withCheckedContinuation { waiting.append((met, $0)) }
  }

  /// Ends every service, and returns when all have ended.
  package func stopAll() async {
    send(.stopAll)
    await wait { $0.entries.allSatisfy(\.isGone) }
  }

  private func carryOut(_ step: Supervision.Step) async {
    switch step {
    case .start(let name): await start(name)
    case .watch(let name, let process):
      await host.ended(name, process)
      if !Task.isCancelled { send(.ended(name, process)) }
    case .awaitReady(let name, let process):
      let isReady = await host.ready(name, process)
      if !Task.isCancelled { send(isReady ? .ready(name, process) : .silent(name, process)) }
    case .pause(let name, let failures, let duration):
      try? await Task.sleep(for: duration)
      send(.paused(name, failures: failures))
    case .makeUp(let name): await host.makeUp(name)
    case .retire(let name, let process):
      await host.idle(name, process)
      if !Task.isCancelled { await end(name, process) }
    case .end(let name, let process): await end(name, process)
    case .kill(let name, let process): await host.kill(name, process)
    }
  }

  private func end(_ name: String, _ process: ProcessIdentity) async {
    await host.end(name, process)
    try? await Task.sleep(for: host.patience)
    send(.lingers(name, process))
  }

  private func start(_ name: String) async {
    do {
      let process = try await host.start(name)
      words[name] = nil
      send(.started(name, process))
    } catch {
      words[name] = error as? Fault ?? Fault(.unavailable, Text(verbatim: "\(name): \(error)"))
      send(.startFailed(name))
    }
  }
}
