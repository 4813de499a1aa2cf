import AgentProtocol
import Kernel
import MailModel
import Surface

/// What runs, from which generation, and where it listens.
package let status = Capability(
  "status", doors: [.inspection(ShowStatus.self), .inspection(ShowConsole.self)], commands: [StatusCommand.self],
  evidence: [ShowStatus.evidence])

/// The answer of `palomar status --json`.
package struct ServiceOverview: Codable, Sendable {
  package var profile: Layout.Profile
  package var dir: String
  /// `nil` before the first configuration is installed.
  package var generation: Int?
  package var services: [ServiceStatus]
  package var ports: Ports
}

package struct ShowStatus: Inspection {
  package static let name = "status.show"
  package static let route = Route.get("status")
  package static let permission: Permission = "status.read"
  package static let summary = Text(
    en: "Shows what runs and where it listens.", es: "Muestra qué funciona y dónde escucha.")

  package init() {}

  package func inspect(with plane: ControlPlane) async throws -> ServiceOverview {
    let system = try await plane.store.read { try plane.mailSystem($0) }
    return ServiceOverview(
      profile: plane.layout.profile, dir: plane.layout.root,
      generation: try await plane.world.agent.call(InstalledGeneration()),
      services: try await plane.world.agent.call(ListServices()), ports: system.ports)
  }
}

/// Where the web console answers, or why it does not. Apart from the status, which stands on the agent.
package struct ShowConsole: Inspection {
  package static let name = "console.show"
  package static let route = Route.get("status/console")
  package static let permission: Permission = "status.read"
  package static let summary = Text(
    en: "Shows where the console answers.", es: "Muestra dónde responde la consola.")

  package init() {}

  package func inspect(with plane: ControlPlane) async throws -> ConsoleStatus {
    try plane.world.console.status()
  }
}
