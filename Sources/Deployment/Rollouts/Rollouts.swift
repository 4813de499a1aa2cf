import Kernel
import MailModel
import Surface

/// Numbered generations of configuration: made, validated, installed, proved, and taken back.
package let rollouts = rolloutCapability(limits: .standard)

func rolloutCapability(limits: RolloutLimits) -> Capability {
  Capability(
    "rollouts",
    migrations: [GenerationTable.migration],
    doors: [
      .action(ApplyRollout.self), .action(RollBack.self), .query(ListGenerations.self), .query(ShowGeneration.self),
      .query(ShowGenerationChanges.self), .query(ListSigningKeys.self),
    ],
    jobs: [
      JobKind(RunRollouts.self) { _, plane in try await RolloutRunner(plane: plane, limits: limits).runAll() },
      JobKind(RolloutRequest.self) { request, plane in try await RolloutFollower(plane: plane).follow(request) },
    ],
    commands: [GenerationsCommand.self, RollbackCommand.self],
    pages: [GenerationsPage.page],
    evidence: [GenerationsPage.evidence]
  )
}
