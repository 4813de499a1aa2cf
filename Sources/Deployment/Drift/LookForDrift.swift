import AgentProtocol
import Kernel
import MailModel

/// What differs on the host from what was installed, and since when. Changes nothing.
package struct LookForDrift: Inspection {
  package static let name = "drift.find"
  package static let route = Route.get("drift")
  package static let permission: Permission = "rollouts.read"
  package static let summary = Text(
    en: "Shows which files differ from what was installed.", es: "Muestra qué ficheros difieren de lo instalado.")

  package init() {}

  package func inspect(with plane: ControlPlane) async throws -> DriftReport {
    let installed = try await plane.world.agent.call(InstalledGeneration())
    return DriftReport(generation: installed, files: try await plane.world.agent.call(FindDrift()))
  }
}

package struct DriftReport: Codable, Sendable {
  /// The installed generation; `nil` before the first.
  package var generation: Int?
  package var files: [DriftedFile]
}
