import Deployment
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

extension FaultTests {
  /// Configurations that do not work, with mail on its way.
  @Suite struct FailedRolloutTests {
    @Test(arguments: FailedRollout.all)
    func servesAsBeforeAndLosesNoMail(_ rollout: FailedRollout) async throws {
      let service = try FaultyService.shared
      let load = try service.load()
      let before = try await service.overview()?.generation
      let ended = try await load.during { try await service.generation(by: rollout.request) }
      #expect(ended.outcome == rollout.outcome)
      #expect(ended.stages.last { $0.name != .returning }?.name == rollout.stage)
      #expect(ended.fault?.message.en.contains(rollout.words) == true, "\(String(describing: ended.fault))")
      #expect(try await service.overview()?.generation == before)
      let shown = try await service.instance.palomar(["generations", "\(ended.number)", "--json"])
      #expect(shown.output.contains(rollout.words), "\(shown.output)")
      let stages = ended.stages.map { "\($0.name) \($0.ms) ms" }.joined(separator: ", ")
      print("\(rollout.request.setting) = \(rollout.request.value), \(rollout.outcome): \(stages)")
      try await load.expectArrivals("return from \(rollout.request.setting)", duplicatesAllowed: true)
    }
  }
}

struct FailedRollout: Sendable {
  let request: AddOverride
  /// Where it fails.
  let stage: Rollout.Stage
  let outcome: Rollout.Outcome
  /// What the program says itself.
  let words: String

  static let all = [
    // A number that Postfix's own does not hold.
    FailedRollout(
      .postfix, "header_size_limit", "1024G", stage: .validating, outcome: .refused,
      words: "bad numerical configuration: header_size_limit"),
    // Children without memory to begin.
    FailedRollout(
      .dovecot, "default_vsz_limit", "2K", stage: .activating, outcome: .returned, words: "killed with signal"),
    // Children that begin, and have no memory to look a password up.
    FailedRollout(
      .dovecot, "default_vsz_limit", "24M", stage: .probing, outcome: .returned, words: "authentication failed"),
  ]

  private init(
    _ program: Override.Program, _ setting: String, _ value: String, stage: Rollout.Stage, outcome: Rollout.Outcome,
    words: String
  ) {
    request = AddOverride(program: program, setting: setting, value: value, reason: "test", days: 1)
    self.stage = stage
    self.outcome = outcome
    self.words = words
  }
}
