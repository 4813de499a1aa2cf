import AgentProtocol
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

@Suite(.eachEngine) struct RolloutRunnerTests {
  private static let refusal = Fault(
    .invalid, en: "postfix check refuses the configuration: fatal: bad string", es: "postfix check rechaza: fatal")
  private static let outage = Fault(.unavailable, en: "dovecot: address in use", es: "dovecot: dirección en uso")

  @Test func carriesAGenerationThroughEveryStage() async throws {
    let service = try await ServiceBench()
    let generation = try await service.roll("first")
    #expect(generation.outcome == .done)
    #expect(generation.stages.map(\.name) == [.waiting, .staging, .validating, .activating, .probing])
    #expect(
      service.host.calls == [
        "generation.installed", "generation.stage 1", "generation.validate 1", "generation.activate 1",
      ])
    #expect(generation.files == 1)
    #expect(generation.actor == "root (local)")
    #expect(generation.probe?.stages.map(\.name) == ["submit"])
  }

  @Test func keepsTheDiffOfEachFile() async throws {
    let service = try await ServiceBench()
    let generation = try await service.roll()
    let changes = try await service.bench.ask(ShowGenerationChanges(number: generation.number))
    #expect(changes.map(\.diff) == ["-old\n+new\n"])
  }

  @Test func doesNothingWhenTheHostHasTheseFilesAlready() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    let second = try await service.roll()
    #expect(second.outcome == .unchanged)
    #expect(service.host.installed == 1)
  }

  @Test func leavesTheHostAloneWhenAValidatorRefuses() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    service.host.fail("generation.validate", with: Self.refusal)
    try await service.changeHost("other.palomar.test")
    await service.bench.drain()
    let newest = try #require(try await service.generations().first)
    #expect(newest.outcome == .refused)
    #expect(newest.fault?.message == Self.refusal.message)
    #expect(!service.host.calls.contains("generation.activate 2"))
  }

  @Test func returnsByItselfWhenAServiceDoesNotComeUp() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    service.host.fail("generation.activate 2", with: Self.outage)
    try await service.changeHost("other.palomar.test")
    await service.bench.drain()
    let newest = try #require(try await service.generations().first)
    #expect(newest.outcome == .returned)
    #expect(newest.previous == 1)
    #expect(newest.fault?.message == Self.outage.message)
    #expect(service.host.calls.last { $0.hasPrefix("generation.activate") } == "generation.activate 1")
    #expect(service.host.installedSystem?.host.name == "mail.palomar.test")
  }

  @Test func returnsByItselfWhenTheProbeFails() async throws {
    let service = try await ServiceBench(limits: ServiceBench.impatient)
    try await service.roll()
    service.probeFault.fail(with: Fault(.unavailable, en: "no message in 7 s", es: "ningún mensaje en 7 s"))
    try await service.changeHost("other.palomar.test")
    await service.bench.drain()
    let newest = try #require(try await service.generations().first)
    #expect(newest.outcome == .returned)
    #expect(newest.fault?.message.en == "no message in 7 s")
    #expect(newest.probe?.ok == false)
    #expect(service.host.installed == 1)
  }

  @Test func returnsWhenAnActivationTakesTooLong() async throws {
    let service = try await ServiceBench(limits: ServiceBench.impatient)
    try await service.roll()
    service.host.hang(at: "generation.activate 2")
    try await service.changeHost("other.palomar.test")
    await service.bench.drain()
    #expect(try await service.generations().first?.outcome == .returned)
    #expect(service.host.installed == 1)
  }

  @Test func returnsWhenTheProbeTakesTooLong() async throws {
    let service = try await ServiceBench(limits: ServiceBench.impatient)
    try await service.roll()
    service.probeFault.hang()
    try await service.changeHost("other.palomar.test")
    await service.bench.drain()
    #expect(try await service.generations().first?.outcome == .returned)
  }

  @Test func failsTheFirstTimeWithoutAReturn() async throws {
    let service = try await ServiceBench()
    service.host.fail("generation.activate", with: Self.outage)
    let generation = try await service.roll()
    #expect(generation.outcome == .failed)
    #expect(generation.fault?.message == Self.outage.message)
    #expect(service.host.calls.filter { $0.hasPrefix("generation.activate") } == ["generation.activate 1"])
  }

  @Test func triesTheReturnAgainUntilTheAgentIsBack() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    service.host.fail("generation.activate 2", with: Self.outage)
    service.host.fail("generation.activate 1", with: Self.outage, times: 3)
    try await service.changeHost("other.palomar.test")
    await service.bench.drain()
    #expect(try await service.generations().first?.outcome == .returned)
    #expect(service.host.calls.filter { $0 == "generation.activate 1" }.count == 5)
  }

  @Test(arguments: [
    "generation.installed", "generation.stage 2", "generation.validate 2", "generation.activate 2",
  ])
  func asksAgainWhileTheAgentIsAway(_ call: String) async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.changeHost("other.palomar.test")
    service.host.beAway(at: call, times: 3)
    #expect(try await service.roll().outcome == .done)
    #expect(service.host.calls.filter { $0 == call }.count >= 4)
  }

  @Test func failsWithItsWordsWhenTheAgentStaysAway() async throws {
    var limits = ServiceBench.impatient
    limits.validating = .milliseconds(20)
    let service = try await ServiceBench(limits: limits)
    service.host.beAway(at: "generation.validate 1", times: .max)
    let generation = try await service.roll()
    #expect(generation.outcome == .failed)
    #expect(generation.fault?.message.en == "the agent is away")
  }

  @Test func probesAgainWhileAProgramPutsTheMessageOff() async throws {
    let service = try await ServiceBench()
    service.probeFault.fail(with: Self.outage, times: 2)
    #expect(try await service.roll().outcome == .done)
  }

  @Test func saysWhenTheReturnFailedToo() async throws {
    var limits = ServiceBench.impatient
    limits.returning = .milliseconds(20)
    let service = try await ServiceBench(limits: limits)
    try await service.roll()
    service.host.fail("generation.activate", with: Self.outage)
    try await service.changeHost("other.palomar.test")
    await service.bench.drain()
    let newest = try #require(try await service.generations().first)
    #expect(newest.outcome == .failed)
    #expect(newest.fault?.message.en.contains("returning to the previous generation failed too") == true)
  }

  @Test func returnsToTheNewestThatServedAfterAFailedReturn() async throws {
    var limits = ServiceBench.impatient
    limits.returning = .milliseconds(20)
    let service = try await ServiceBench(limits: limits)
    try await service.roll()
    service.host.fail("generation.activate 1", with: Self.outage)
    service.probeFault.fail(with: Self.outage)
    try await service.changeHost("second.palomar.test")
    await service.bench.drain()
    #expect(service.host.installed != 1)
    service.host.fail("generation.activate 1", with: Self.outage, times: 0)
    try await service.changeHost("third.palomar.test")
    await service.bench.drain()
    #expect(try await service.generations().first?.previous == 1)
    #expect(service.host.installed == 1)
  }

  @Test(arguments: [
    "generation.installed", "generation.stage 2", "generation.validate 2", "generation.activate 2",
    "generation.activate 1",
  ])
  func goesOnWhereAKilledControlPlaneWas(_ call: String) async throws {
    let service = try await ServiceBench(limits: .standard)
    try await service.roll()
    if call == "generation.activate 1" { service.host.fail("generation.activate 2", with: Self.outage) }
    try await service.changeHost("other.palomar.test")
    try await service.bench.perform(ApplyRollout(reason: "change"))
    let before = service.host.calls
    service.host.hang(at: call)
    try await kill(service, whenAt: call, after: before)
    service.host.hang(at: nil)
    let interrupted = service.host.calls
    try await RolloutRunner(plane: service.bench.plane, limits: .standard).runAll()
    #expect(service.host.calls.dropFirst(interrupted.count).first == call)
    let isReturn = call == "generation.activate 1"
    #expect(try await service.generations().first?.outcome == (isReturn ? .returned : .done))
    #expect(service.host.installed == (isReturn ? 1 : 2))
  }

  @Test func probesAgainAfterAControlPlaneWasKilledWhileItProbed() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.changeHost("other.palomar.test")
    let made = try await service.bench.perform(ApplyRollout(reason: "change"))
    try await service.bench.plane.store.write { db in
      let table = GenerationTable(db: db)
      try table.setSystem(service.bench.plane.mailSystem(db), of: made.number)
      var generation = try table.existing(made.number)
      generation.follow(Rollout(number: made.number, previous: 1, stage: .probing), at: generation.requested)
      try table.update(generation)
    }
    let calls = service.host.calls
    await service.bench.drain()
    #expect(try await service.bench.ask(ShowGeneration(number: made.number)).outcome == .done)
    #expect(service.host.calls == calls)
  }

  /// Runs the rollouts in a task of their own, and takes it away once `call` is under way.
  private func kill(_ service: ServiceBench, whenAt call: String, after before: [String]) async throws {
    let plane = service.bench.plane
    let run = Task { try await RolloutRunner(plane: plane, limits: .standard).runAll() }
    let deadline = ContinuousClock.now + .seconds(10)
    while !service.host.calls.dropFirst(before.count).contains(call), ContinuousClock.now < deadline {
      await Task.yield()
    }
    run.cancel()
    await #expect(throws: (any Error).self) { try await run.value }
  }
}

@Suite struct RolloutLimitTests {
  @Test(arguments: [Duration.zero, .seconds(1), .seconds(4), RolloutLimits.standard.activating])
  func leavesTimeForAReturnWithinTenSeconds(_ installation: Duration) {
    let limits = RolloutLimits.standard
    #expect(installation + limits.probing(after: installation) <= .milliseconds(8_500))
    #expect(limits.probing(after: installation) >= .seconds(1))
  }
}
