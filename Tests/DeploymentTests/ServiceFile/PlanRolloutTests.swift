import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

@Suite(.eachEngine) struct PlanRolloutTests {
  @Test func saysNothingToDoWhenNothingChanges() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    let plan = try await service.plan()
    #expect(plan.isEmpty)
    #expect(plan.text(in: .english) == "nothing to do")
    #expect(plan.text(in: .spanish) == "nada que hacer")
  }

  @Test func showsModelAndFilesAndChangesNeither() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    let journal = try await service.bench.journal().count
    let plan = try await service.plan("service: {host: mx.palomar.test}\ndomains: [palomar.test]\n")
    #expect(
      plan.text(in: .english) == """
        Model:
          ~ service: host mail.palomar.test → mx.palomar.test
          + domain palomar.test

        Files on mx.palomar.test:
        ~ /etc/system
        -old
        +new

        """)
    #expect(try await service.bench.ask(ListDomains()).isEmpty)
    #expect(try await service.bench.journal().count == journal)
    #expect(try await service.bench.jobs().isEmpty)
  }

  @Test func refusesWhatApplyWouldRefuse() async throws {
    let service = try await ServiceBench()
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await service.plan("accounts: [{address: ana@elsewhere.test}]\n")
    }
  }

  @Test func saysThatNothingIsSetUpYet() async throws {
    let service = try await ServiceBench(isSetUp: false)
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await service.plan() }
  }

  @Test func doesNotReadAccountsThatTheFileDoesNotMention() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    // Without the table a single read of accounts would fail.
    try await service.bench.plane.store.write { try $0.execute("ALTER TABLE account RENAME TO hidden") }
    #expect(try await service.plan().isEmpty)
    #expect(try await service.plan("service: {outbound: closed}\n").isEmpty)
  }
}
