import AgentProtocol
import Foundation

/// Which services run, which should, and what to do next: a value that turns an event into steps.
///
/// A service starts when all that it needs are running, and is ended when nothing that needs it is left. One that
/// ends by itself is started again after a pause that doubles each time. A need is a matter of order only: when
/// Dovecot dies, Postfix goes on.
///
/// One that is relieved goes on beside its successor, until that answers and nobody is left to be served.
package struct Supervision: Sendable {
  package struct Service: Sendable {
    package let name: String
    package let needs: [String]

    package init(name: String, needs: [String] = []) {
      self.name = name
      self.needs = needs
    }
  }

  package enum Phase: Hashable, Sendable {
    case stopped
    /// Asked for; without a process until the system has made it.
    case starting(ProcessIdentity?)
    case running(ProcessIdentity)
    /// Told to end.
    case stopping(ProcessIdentity)
    /// Ended unexpectedly; waits for its next start.
    case pausing
  }

  package enum Event: Hashable, Sendable {
    case want([String])
    case stopAll
    /// End it and start it again, without a pause.
    case restart(String)
    /// Start another beside it, which takes over its doors.
    case relieve(String)
    /// Found running at our own start beside the one that relieved it.
    case outlived(String, ProcessIdentity)
    /// Found running at our own start.
    case adopted(String, ProcessIdentity)
    case started(String, ProcessIdentity)
    case startFailed(String)
    case ready(String, ProcessIdentity)
    /// It did not answer in time.
    case silent(String, ProcessIdentity)
    /// The process has ended, and all its descendants.
    case ended(String, ProcessIdentity)
    /// The pause after the given number of failures is over.
    case paused(String, failures: Int)
    /// The time to end gently is over.
    case lingers(String, ProcessIdentity)
  }

  package enum Step: Hashable, Sendable {
    case start(String)
    case watch(String, ProcessIdentity)
    case awaitReady(String, ProcessIdentity)
    /// It answers again after it was away: others may have put off what they wanted of it.
    case makeUp(String)
    /// Ask it to end once it serves nobody any more; nobody new comes to it.
    case retire(String, ProcessIdentity)
    case pause(String, failures: Int, Duration)
    /// Ask it to end, and say `lingers` when it takes too long.
    case end(String, ProcessIdentity)
    case kill(String, ProcessIdentity)
  }

  package struct Entry: Sendable {
    package let service: Service
    package var isWanted = false
    package var phase = Phase.stopped
    package var since: Date
    /// Unexpected ends in a row.
    package var failures = 0
    /// Nobody could reach it since it last answered.
    package var wasAway = false
    /// Those that it relieved and that have not ended.
    package var predecessors: [ProcessIdentity] = []

    package var isGone: Bool { phase == .stopped && predecessors.isEmpty }
  }

  /// A service that ran this long has recovered: its next failure is the first again. Seconds.
  static let steadyAfter: TimeInterval = 30
  /// From here on a service counts as failed; it is still tried again.
  static let failedAfter = 5

  package private(set) var entries: [Entry]

  package init(_ services: [Service], at now: Date) {
    entries = services.map { Entry(service: $0, since: now) }
  }

  package mutating func handle(_ event: Event, at now: Date) -> [Step] {
    take(event, at: now) + reconcile(at: now)
  }

  package subscript(_ name: String) -> Entry? {
    entries.first { $0.service.name == name }
  }

  /// The pause after `failures` unexpected ends: 0.1 s, doubling, at most 15 s.
  static func pause(after failures: Int) -> Duration {
    .milliseconds(min(15_000, 100 << min(failures - 1, 10)))
  }
}

extension Supervision {
  private mutating func take(_ event: Event, at now: Date) -> [Step] {
    switch event {
    case .want(let names):
      for name in names { change(name) { $0.isWanted = true } }
      for name in names where self[name]?.phase == .pausing { renew(name, at: now) }
      return []
    case .stopAll:
      for name in entries.map(\.service.name) { change(name) { $0.isWanted = false } }
      return entries.flatMap { entry in entry.predecessors.map { .end(entry.service.name, $0) } }
    case .restart(let name): return restart(name, at: now)
    case .relieve(let name): return relieve(name, at: now)
    case .outlived(let name, let process):
      change(name) { $0.predecessors.append(process) }
      return [.watch(name, process), .retire(name, process)]
    case .adopted(let name, let process):
      change(name) { $0.isWanted = true }
      return begin(name, process, at: now)
    case .started(let name, let process): return begin(name, process, at: now)
    case .startFailed(let name): return self[name]?.phase == .starting(nil) ? fail(name, at: now) : []
    case .ready(let name, let process): return answer(name, process, at: now)
    case .silent(let name, let process): return giveUp(name, process, at: now)
    case .ended(let name, let process): return end(name, process, at: now)
    case .paused(let name, let failures):
      if let entry = self[name], entry.phase == .pausing, entry.failures == failures {
        enter(name, .stopped, at: now)
      }
      return []
    case .lingers(let name, let process):
      let isLeaving = self[name]?.phase == .stopping(process) || self[name]?.predecessors.contains(process) == true
      return isLeaving ? [.kill(name, process)] : []
    }
  }

  private mutating func begin(_ name: String, _ process: ProcessIdentity, at now: Date) -> [Step] {
    switch self[name]?.phase {
    case .stopped, .pausing, .starting(nil):
      enter(name, .starting(process), at: now)
      return [.watch(name, process), .awaitReady(name, process)]
    default:
      return []
    }
  }

  private mutating func answer(_ name: String, _ process: ProcessIdentity, at now: Date) -> [Step] {
    guard let entry = self[name], entry.phase == .starting(process) else { return [] }
    enter(name, .running(process), at: now)
    change(name) { $0.wasAway = false }
    return (entry.wasAway ? [.makeUp(name)] : []) + entry.predecessors.map { .retire(name, $0) }
  }

  /// One that does not run has nothing to hand over. Of those that leave only the last may take its time: each holds
  /// memory.
  private mutating func relieve(_ name: String, at now: Date) -> [Step] {
    guard let entry = self[name], case .running(let process) = entry.phase else { return restart(name, at: now) }
    change(name) { entry in
      entry.failures = 0
      entry.predecessors.append(process)
    }
    enter(name, .starting(nil), at: now)
    return entry.predecessors.map { .end(name, $0) } + [.start(name)]
  }

  private mutating func restart(_ name: String, at now: Date) -> [Step] {
    change(name) { $0.failures = 0 }
    switch self[name]?.phase {
    case .starting(let process?), .running(let process):
      change(name) { $0.wasAway = true }
      enter(name, .stopping(process), at: now)
      return [.end(name, process)]
    case .pausing:
      renew(name, at: now)
      return []
    default:
      return []
    }
  }

  private mutating func giveUp(_ name: String, _ process: ProcessIdentity, at now: Date) -> [Step] {
    guard self[name]?.phase == .starting(process) else { return [] }
    change(name) { $0.failures += 1 }
    enter(name, .stopping(process), at: now)
    return [.end(name, process)]
  }

  private mutating func end(_ name: String, _ process: ProcessIdentity, at now: Date) -> [Step] {
    guard let entry = self[name] else { return [] }
    change(name) { $0.predecessors.removeAll { $0 == process } }
    switch entry.phase {
    case .starting(process):
      return fail(name, at: now)
    case .running(process):
      if now.timeIntervalSince(entry.since) >= Supervision.steadyAfter { change(name) { $0.failures = 0 } }
      return fail(name, at: now)
    case .stopping(process) where entry.isWanted && entry.failures > 0:
      return pause(name, at: now)
    case .stopping(process):
      enter(name, .stopped, at: now)
      return []
    default:
      return []
    }
  }

  private mutating func fail(_ name: String, at now: Date) -> [Step] {
    change(name) { $0.failures += 1 }
    return pause(name, at: now)
  }

  private mutating func pause(_ name: String, at now: Date) -> [Step] {
    enter(name, .pausing, at: now)
    change(name) { $0.wasAway = true }
    let failures = self[name]?.failures ?? 1
    return [.pause(name, failures: failures, Supervision.pause(after: failures))]
  }

  private mutating func renew(_ name: String, at now: Date) {
    change(name) { $0.failures = 0 }
    enter(name, .stopped, at: now)
  }

  /// Starts what can start and ends what must end.
  private mutating func reconcile(at now: Date) -> [Step] {
    var steps: [Step] = []
    for entry in entries {
      let name = entry.service.name
      switch entry.phase {
      case .stopped where entry.isWanted && entry.service.needs.allSatisfy(isRunning):
        enter(name, .starting(nil), at: now)
        steps.append(.start(name))
      case .starting(let process?) where !entry.isWanted && isFree(name),
        .running(let process) where !entry.isWanted && isFree(name):
        enter(name, .stopping(process), at: now)
        steps.append(.end(name, process))
      case .pausing where !entry.isWanted:
        enter(name, .stopped, at: now)
      default:
        break
      }
    }
    return steps
  }

  private func isRunning(_ name: String) -> Bool {
    if case .running? = self[name]?.phase { true } else { false }
  }

  /// Whether nothing that needs it is left.
  private func isFree(_ name: String) -> Bool {
    entries.allSatisfy { !$0.service.needs.contains(name) || $0.phase == .stopped || $0.phase == .pausing }
  }

  private mutating func enter(_ name: String, _ phase: Phase, at now: Date) {
    change(name) { entry in
      // A process that answers has run since it was started.
      if case .running = phase {} else { entry.since = now }
      entry.phase = phase
    }
  }

  private mutating func change(_ name: String, _ body: (inout Entry) -> Void) {
    guard let index = entries.firstIndex(where: { $0.service.name == name }) else { return }
    body(&entries[index])
  }
}

extension Supervision.Entry {
  package var status: ServiceStatus {
    switch phase {
    case .stopped: ServiceStatus(name: service.name, state: isWanted ? .waiting : .stopped, pid: nil, since: since)
    case .starting(let process):
      ServiceStatus(name: service.name, state: .starting, pid: process?.pid, since: since)
    case .running(let process): ServiceStatus(name: service.name, state: .running, pid: process.pid, since: since)
    case .stopping(let process):
      ServiceStatus(name: service.name, state: isWanted ? .waiting : .stopped, pid: process.pid, since: since)
    case .pausing:
      ServiceStatus(
        name: service.name, state: failures >= Supervision.failedAfter ? .failed : .waiting, pid: nil, since: since)
    }
  }
}
