import AgentProtocol
import Kernel
import MailModel
import Store

/// What applying a service file, or the desired state as it is, would change: in the model, and in each file of each
/// host. Changes nothing.
package struct PlanRollout: Inspection {
  package static let name = "rollouts.plan"
  package static let route = Route.post("generations/plan")
  package static let permission: Permission = "rollouts.plan"
  package static let summary = Text(
    en: "Shows what applying would change.", es: "Muestra qué cambiaría al aplicar.")
  package static let octets = ApplyDocument.octets
  /// A service file, in YAML; `nil` is the desired state as it stands in the store.
  package var document: String?
  private var sections: [DocumentSection] = []

  private enum CodingKeys: String, CodingKey { case document }

  package init(document: String? = nil, sections: [DocumentSection] = []) {
    self.document = document
    self.sections = sections
  }

  package func inspect(with plane: ControlPlane) async throws -> RolloutPlan {
    let intent = try await intent(with: plane)
    let plan = try await plane.world.agent.call(PlanGeneration(system: intent.system))
    let host = HostPlan(host: intent.system.host, files: plan.changes)
    return RolloutPlan(model: intent.changes, hosts: plan.changes.isEmpty ? [] : [host])
  }

  private func intent(with plane: ControlPlane) async throws -> Intent {
    guard let document else {
      return Intent(changes: [], system: try await plane.store.read { try plane.mailSystem($0) })
    }
    let parsed = try ServiceDocument(document, sections: sections)
    do {
      // Only making the changes shows that they can be made; then they are thrown away with their transaction.
      return try await plane.store.write { [plane] db in
        let work = Work(db: db, now: plane.now(), principal: .system("plan"))
        let changes = try parsed.apply(in: work)
        throw Intent(changes: changes, system: try plane.mailSystem(db))
      }
    } catch let intent as Intent {
      return intent
    }
  }
}

/// What would be. Thrown, it takes the transaction that found it back.
private struct Intent: Error {
  let changes: [PlannedChange]
  let system: MailSystem
}

package struct RolloutPlan: Codable, Sendable {
  package var model: [PlannedChange]
  /// Hosts on which nothing changes are left out.
  package var hosts: [HostPlan]

  package var isEmpty: Bool { model.isEmpty && hosts.isEmpty }
}

package struct HostPlan: Codable, Sendable {
  package var host: DomainName
  package var files: [FileChange]
}
