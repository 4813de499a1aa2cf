import Foundation
import Kernel
import MailModel
import Synchronization
import Testing

@testable import Deployment

@Suite struct RolloutProgressTests {
  @Test func reportsEachStageOnce() async throws {
    let service = try await ServiceBench()
    let made = try await service.bench.perform(ApplyRollout(reason: "test"))
    let looks = Mutex(0)
    let progress = RolloutProgress { number in
      let look = looks.withLock { count in
        count += 1
        return count
      }
      if look == 2 { await service.bench.drain() }
      return try await service.bench.ask(ShowGeneration(number: number))
    }
    let reported = Mutex<[Rollout.Stage]>([])
    let ended = try await progress.quick.follow(made.number) { stage in reported.withLock { $0.append(stage.name) } }
    #expect(ended.outcome == .done)
    #expect(reported.withLock { $0 } == [.waiting, .staging, .validating, .activating, .probing])
  }

  @Test func waitsForAControlPlaneThatIsAwayForAWhile() async throws {
    let service = try await ServiceBench()
    let generation = try await service.roll()
    let looks = Mutex(0)
    let progress = RolloutProgress { _ in
      let look = looks.withLock { count in
        count += 1
        return count
      }
      if look < 4 { throw Fault(.unavailable, en: "away", es: "fuera") }
      return generation
    }
    #expect(try await progress.quick.follow(generation.number) { _ in }.number == generation.number)
  }

  @Test func givesUpOnAControlPlaneThatStaysAway() async throws {
    let progress = RolloutProgress { _ in throw Fault(.unavailable, en: "away", es: "fuera") }
    await #expect(throws: Fault(.unavailable, en: "", es: "")) { try await progress.quick.follow(1) { _ in } }
  }

  @Test(arguments: Rollout.Outcome.allCases)
  func saysHowItEndedInBothLanguages(_ outcome: Rollout.Outcome) async throws {
    let service = try await ServiceBench()
    var generation = try await service.roll()
    generation.follow(
      Rollout(
        number: 4, previous: 3, stage: .ended, outcome: outcome, fault: Fault(.unavailable, en: "why", es: "por qué")),
      at: generation.entered)
    #expect(generation.verdict(in: .english) != generation.verdict(in: .spanish))
    let isGood = [.done, .unchanged].contains(outcome)
    #expect(generation.verdict(in: .spanish).contains("por qué") != isGood)
  }
}

extension RolloutProgress {
  fileprivate var quick: RolloutProgress {
    var quick = self
    quick.pause = .zero
    quick.patience = 10
    return quick
  }
}
