import Accounts
import AgentProtocol
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

@Suite(.eachEngine) struct RolloutActionTests {
  @Test func shareTheGenerationThatWaits() async throws {
    let service = try await ServiceBench()
    let first = try await service.bench.perform(ApplyRollout(reason: "one"))
    let second = try await service.bench.perform(ApplyRollout(reason: "two"))
    #expect(first.number == second.number)
    await service.bench.drain()
    #expect(try await service.generations().map(\.number) == [first.number])
  }

  @Test func waitForTheGenerationThatIsUnderWay() async throws {
    let service = try await ServiceBench()
    let first = try await service.bench.perform(ApplyRollout(reason: "one"))
    try await service.bench.plane.store.write { [plane = service.bench.plane] db in
      let table = GenerationTable(db: db)
      try table.setSystem(plane.mailSystem(db), of: first.number)
      var generation = try table.existing(first.number)
      generation.follow(Rollout(number: first.number, stage: .staging), at: generation.requested)
      try table.update(generation)
    }
    let second = try await service.bench.perform(ApplyRollout(reason: "two"))
    #expect(second.number == first.number + 1)
    await service.bench.drain()
    #expect(try await service.generations().map(\.outcome) == [.unchanged, .done])
  }

  @Test func followAChangeOnce() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.bench.perform(AddDomain(domain: DomainName("a.test")))
    try await service.bench.perform(AddDomain(domain: DomainName("b.test")))
    await service.bench.drain()
    let generations = try await service.generations()
    #expect(generations.count == 2)
    #expect(generations.first?.reason == "domain a.test added")
    #expect(generations.first?.actor == "system: rollouts, for root (local)")
  }

  /// The host still has what is wanted again, and is about to lose it.
  @Test func followWhatTakesBackAChangeThatIsUnderWay() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.bench.perform(AddDomain(domain: DomainName("a.test")))
    let added = try await service.bench.perform(ApplyRollout(reason: "added"))
    try await service.bench.perform(RemoveDomain(domain: DomainName("a.test")))
    try await service.bench.plane.store.write { [plane = service.bench.plane] db in
      let table = GenerationTable(db: db)
      var system = try plane.mailSystem(db)
      system.domains.append(MailDomain(name: try DomainName("a.test"), selector: try Selector("p202611")))
      try table.setSystem(system, of: added.number)
      var generation = try table.existing(added.number)
      generation.follow(Rollout(number: added.number, previous: 1, stage: .staging), at: generation.requested)
      try table.update(generation)
      try Work(db: db, now: plane.now(), principal: .system("test")).withdraw(key: RunRollouts.name)
    }
    await service.bench.drain()
    #expect(try await service.generations().map(\.reason).first == "domain a.test removed")
  }

  @Test func makeNoGenerationForWhatChangesNoFile() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.bench.plane.store.write { [plane = service.bench.plane] db in
      try Work(db: db, now: plane.now(), principal: .system("test")).requestRollout(because: "test")
    }
    await service.bench.drain()
    #expect(try await service.generations().count == 1)
  }

  @Test func doNotRepeatByThemselvesWhatWasRefused() async throws {
    let service = try await ServiceBench()
    service.host.fail("generation.validate", with: Fault(.invalid, en: "no", es: "no"))
    try await service.changeHost("mx.palomar.test")
    try await service.bench.perform(ApplyRollout(reason: "apply"))
    await service.bench.drain()
    #expect(try await service.generations().map(\.outcome) == [.refused])
  }

  @Test func followOnceTheAgentIsBack() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    service.host.fail("generation.plan", with: Fault(.unavailable, en: "gone", es: "ido"), times: 2)
    try await service.bench.perform(AddDomain(domain: DomainName("a.test")))
    for _ in 0..<5 {
      await service.bench.drain()
      service.bench.clock.advance(by: 10)
    }
    #expect(try await service.generations().map(\.outcome) == [.done, .done])
  }

  @Test func followNothingBeforeTheFirstGeneration() async throws {
    let service = try await ServiceBench()
    try await service.bench.perform(AddDomain(domain: DomainName("a.test")))
    await service.bench.drain()
    #expect(try await service.generations().isEmpty)
  }

  @Test func keepThePublicHalvesOfSigningKeys() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.bench.perform(AddDomain(domain: DomainName("a.test")))
    await service.bench.drain()
    let keys = try await service.bench.ask(ListSigningKeys(domain: DomainName("a.test")))
    #expect(keys.map(\.publicKey) == ["key of a.test"])
    #expect(try await service.bench.ask(ListSigningKeys(domain: DomainName("b.test"))).isEmpty)
  }

  @Test func rollBackToTheOneBefore() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.changeHost("mx.palomar.test")
    await service.bench.drain()
    let made = try await service.bench.perform(RollBack(to: nil))
    await service.bench.drain()
    let generation = try await service.bench.ask(ShowGeneration(number: made.number))
    #expect(generation.outcome == .done)
    #expect(generation.reason == "rollback to 1")
    #expect(service.host.installed == made.number)
    #expect(service.host.installedSystem?.host.name == "mail.palomar.test")
  }

  @Test func rollBackSettingsAndOverridesInTheStoreToo() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.changeHost("mx.palomar.test")
    try await service.bench.perform(
      AddOverride(program: .postfix, setting: "smtpd_timeout", value: "60s", reason: "test", days: 9))
    await service.bench.drain()
    try await service.bench.perform(RollBack(to: 1))
    await service.bench.drain()
    #expect(try await service.bench.ask(ShowSettings()).host.name == "mail.palomar.test")
    #expect(try await service.bench.ask(ListOverrides()).isEmpty)
    #expect(try await service.plan().isEmpty)
  }

  @Test func leaveDomainsAloneWhenRollingBack() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.bench.perform(AddDomain(domain: DomainName("a.test")))
    await service.bench.drain()
    try await service.bench.perform(RollBack(to: nil))
    await service.bench.drain()
    #expect(service.host.installedSystem?.domains.isEmpty == true)
    #expect(try await service.bench.ask(ListDomains()).count == 1)
  }

  @Test func refuseToRollBackToWhatNeverServed() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    service.host.fail("generation.validate", with: Fault(.invalid, en: "no", es: "no"))
    try await service.changeHost("mx.palomar.test")
    await service.bench.drain()
    for (number, code) in [(2, Fault.Code.conflict), (1, .conflict), (9, .notFound), (nil, .conflict)] as [(Int?, _)] {
      let fault = try await fault { try await service.bench.perform(RollBack(to: number)) }
      #expect(fault?.code == code, "\(String(describing: number))")
    }
  }

  @Test func takeTheirSettingsAndOverridesBackWhenTheyFail() async throws {
    let service = try await ServiceBench(limits: ServiceBench.impatient)
    try await service.roll()
    service.probeFault.fail(with: Fault(.unavailable, en: "no", es: "no"))
    try await service.changeHost("mx.palomar.test")
    try await service.bench.perform(
      AddOverride(program: .postfix, setting: "smtpd_timeout", value: "60s", reason: "test", days: 9))
    try await service.bench.perform(AddDomain(domain: DomainName("a.test")))
    await service.bench.drain()
    #expect(try await service.generations().map(\.outcome) == [.returned, .returned, .done])
    #expect(try await service.bench.ask(ShowSettings()) == ServiceBench.standardSettings())
    #expect(try await service.bench.ask(ListOverrides()).isEmpty)
    #expect(try await service.bench.ask(ListDomains()).count == 1)
  }

  @Test func leaveSettingsAloneThatSomebodyChangedMeanwhile() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    service.host.fail("generation.validate 2", with: Fault(.invalid, en: "no", es: "no"))
    try await service.changeHost("second.palomar.test")
    let made = try await service.bench.perform(ApplyRollout(reason: "second"))
    try await service.bench.plane.store.write { [plane = service.bench.plane] db in
      try GenerationTable(db: db).setSystem(plane.mailSystem(db), of: made.number)
    }
    try await service.changeHost("third.palomar.test")
    await service.bench.drain()
    #expect(try await service.generations().map(\.outcome) == [.done, .refused, .done])
    #expect(service.host.installedSystem?.host.name == "third.palomar.test")
  }

  @Test func listTheNewestFirstPageByPage() async throws {
    let service = try await ServiceBench()
    for number in 1...5 {
      try await service.changeHost("h\(number).palomar.test")
      try await service.roll()
    }
    let first = try await service.bench.ask(ListGenerations(limit: 3))
    #expect(first.items.map(\.number) == [5, 4, 3])
    let second = try await service.bench.ask(ListGenerations(after: first.next, limit: 3))
    #expect(second.items.map(\.number) == [2, 1])
    #expect(second.next == nil)
  }
}
