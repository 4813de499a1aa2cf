import AgentProtocol
import Foundation
import MailModel

/// What rollouts ask of the services.
struct ServiceCommands: Sendable {
  let supervisor: Supervisor
  let host: LocalHost

  /// How often a service may end or stay silent before a rollout gives up on it.
  private static let chances = 2

  /// Starts, reloads or restarts what must be, and returns once every service answers.
  func settle(_ reaction: Reaction) async throws {
    var reloaded: [(LocalService, ProcessIdentity)] = []
    for service in LocalService.mail {
      switch reaction.move(of: service) {
      case .leave: break
      case .restart: await supervisor.send(.restart(service.rawValue))
      case .reload:
        guard case .running(let process)? = await supervisor.entry(service.rawValue)?.phase else {
          await supervisor.send(.restart(service.rawValue))
          break
        }
        await host.reload(service, process)
        reloaded.append((service, process))
      }
    }
    await supervisor.send(.want(LocalService.mail.map(\.rawValue)))
    try await awaitRunning()
    for (service, process) in reloaded { try await awaitAnswer(service, process) }
  }

  func list() async -> [ServiceStatus] { await supervisor.statuses }

  private func awaitRunning() async throws {
    let names = LocalService.mail.map(\.rawValue)
    await supervisor.wait { machine in
      let entries = names.compactMap { machine[$0] }
      return entries.allSatisfy(\.isRunning)
        || entries.contains { !$0.isWanted || $0.failures >= ServiceCommands.chances }
    }
    for service in LocalService.mail {
      guard let entry = await supervisor.entry(service.rawValue) else { continue }
      if !entry.isWanted { throw ServiceCommands.stopping }
      if entry.failures >= ServiceCommands.chances { throw await unavailable(service) }
    }
  }

  private static let stopping = Fault(
    .unavailable, en: "the services are being stopped", es: "los servicios se están deteniendo")

  private func awaitAnswer(_ service: LocalService, _ process: ProcessIdentity) async throws {
    guard await host.processes.ready(service.rawValue, process) else { throw await unavailable(service) }
  }

  /// The reason why it could not be started, or its own last words.
  private func unavailable(_ service: LocalService) async -> Fault {
    if let fault = await supervisor.fault(of: service.rawValue) { return fault }
    let words = host.lastWords(of: service)
    return Fault(
      .unavailable, en: "\(service.rawValue) does not come up: \(words)",
      es: "\(service.rawValue) no arranca: \(words)")
  }
}

extension Supervision.Entry {
  var isRunning: Bool {
    if case .running = phase { true } else { false }
  }
}
