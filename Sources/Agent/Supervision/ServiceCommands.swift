import AgentProtocol
import Foundation
import MailModel

/// What rollouts ask of the services.
struct ServiceCommands: Sendable {
  let supervisor: Supervisor
  let host: LocalHost
  private let doubts = Doubts()

  init(supervisor: Supervisor, host: LocalHost) {
    self.supervisor = supervisor
    self.host = host
  }

  /// How often a service may end or stay silent before a rollout gives up on it.
  private static let chances = 2

  /// Starts, reloads, relieves or restarts what must be, and returns once every service answers to newcomers with
  /// the files that are in place.
  func settle(_ reaction: Reaction, atMost limit: Duration) async throws {
    let deadline = ContinuousClock.now + limit
    let ends = host.logEnds()
    for service in LocalService.mail {
      switch reaction.move(of: service) {
      case .leave: break
      case .restart: await supervisor.send(.restart(service.rawValue))
      case .relieve: await supervisor.send(.relieve(service.rawValue))
      case .reload: try await reload(service, atMost: deadline - .now, since: ends)
      }
    }
    await supervisor.send(.want(LocalService.mail.map(\.rawValue)))
    try await awaitRunning(until: deadline, since: ends)
  }

  /// One that does not run is started, and one that did not take its last files is not asked to take others.
  private func reload(_ service: LocalService, atMost limit: Duration, since ends: LogEnds) async throws {
    guard case .running(let process)? = await supervisor.entry(service.rawValue)?.phase,
      await !doubts.settle(service)
    else {
      return await supervisor.send(.restart(service.rawValue))
    }
    guard await host.reload(service, process, atMost: limit) else {
      await doubts.add(service)
      throw await unavailable(service, since: ends)
    }
  }

  /// Has what waits for these services tried again at once.
  func makeUp() async { await host.waitingMail.flushOnce() }

  func list() async -> [ServiceStatus] { await supervisor.statuses }

  private func awaitRunning(until deadline: ContinuousClock.Instant, since ends: LogEnds) async throws {
    while true {
      let entries = await supervisor.entries(LocalService.mail.map(\.rawValue))
      if entries.allSatisfy(\.isRunning) { return }
      if entries.contains(where: { !$0.isWanted }) { throw ServiceCommands.stopping }
      let isLate = ContinuousClock.now >= deadline
      if let entry = entries.first(where: { $0.failures >= ServiceCommands.chances || isLate && !$0.isRunning }),
        let service = LocalService(rawValue: entry.service.name)
      {
        throw await unavailable(service, since: ends)
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  private static let stopping = Fault(
    .unavailable, en: "the services are being stopped", es: "los servicios se están deteniendo")

  /// The reason why it could not be started, or its own words.
  private func unavailable(_ service: LocalService, since ends: LogEnds) async -> Fault {
    if let fault = await supervisor.fault(of: service.rawValue) { return fault }
    let words = host.words(of: service, since: ends)
    return Fault(
      .unavailable, en: "\(service.rawValue) does not come up: \(words)",
      es: "\(service.rawValue) no arranca: \(words)")
  }
}

/// Services of which nobody knows which files they go by, because they did not take the last ones.
private actor Doubts {
  private var services: Set<LocalService> = []

  /// Says whether there is one, which whoever asks settles by a restart.
  func settle(_ service: LocalService) -> Bool { services.remove(service) != nil }

  func add(_ service: LocalService) { services.insert(service) }
}

extension Supervision.Entry {
  var isRunning: Bool {
    if case .running = phase { true } else { false }
  }
}
