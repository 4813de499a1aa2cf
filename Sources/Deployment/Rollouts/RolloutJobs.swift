import AgentProtocol
import Kernel
import MailModel
import Store

/// Carries out the generations that wait, or the one that a killed control plane left half-way.
struct RunRollouts: JobBody {
  static let name = "rollouts.run"
}

/// Makes a generation when something that the configuration is made of has changed.
struct RolloutFollower {
  let plane: ControlPlane

  /// A service that has never served follows nothing yet: its first generation is asked for by whoever sets it up.
  func follow(_ request: RolloutRequest) async throws {
    guard try await plane.world.agent.call(InstalledGeneration()) != nil else { return }
    guard let wanted = try await newSystem() else { return }
    if !wanted.isOverAnother {
      let plan = try await plane.world.agent.call(PlanGeneration(system: wanted.system))
      guard !plan.changes.isEmpty else { return }
    }
    _ = try await plane.perform(ApplyRollout(reason: request.reason), as: .system("rollouts, for \(request.actor)"))
  }

  private struct Wanted {
    var system: MailSystem
    /// Whether a generation with another state is under way: what the host has now says nothing of what it will have.
    var isOverAnother: Bool
  }

  /// The desired state, unless a generation already brings it.
  private func newSystem() async throws -> Wanted? {
    try await plane.store.read { [plane] db in
      let table = GenerationTable(db: db)
      if try table.waiting() != nil { return nil }
      let system = try plane.mailSystem(db)
      let newest = try table.unfinished().last
      guard try newest.flatMap({ try table.system(of: $0.number) }) != system else { return nil }
      return Wanted(system: system, isOverAnother: newest != nil)
    }
  }
}
