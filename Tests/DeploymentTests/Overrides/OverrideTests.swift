import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

@Suite(.eachEngine) struct OverrideTests {
  private static let timeout = AddOverride(
    program: .postfix, setting: "smtpd_timeout", value: "60s", reason: "slow partner", days: 2)

  @Test func becomePartOfTheDesiredState() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.bench.perform(Self.timeout)
    await service.bench.drain()
    #expect(service.host.installedSystem?.overrides.map(\.setting) == ["smtpd_timeout"])
    #expect(service.host.installedSystem?.overrides.map(\.reason) == ["slow partner"])
  }

  @Test func endOnTheirDay() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    await service.bench.drain()
    try await service.bench.perform(Self.timeout)
    await service.bench.drain()
    service.bench.clock.advance(by: 2 * 86_400 - 60)
    await service.bench.drain()
    #expect(try await service.bench.ask(ListOverrides()).count == 1)
    service.bench.clock.advance(by: 120)
    await service.bench.drain()
    #expect(try await service.bench.ask(ListOverrides()).isEmpty)
    #expect(service.host.installedSystem?.overrides == [])
    #expect(try await service.bench.journal().contains { $0.actor == "system: overrides.expire" })
  }

  @Test(arguments: [
    ("smtpd_relay_restrictions", "permit", 2, "why"), ("smtpd_timeout", "60s\ncompromised", 2, "why"),
    ("smtpd_timeout", "soon", 2, "why"), ("smtpd_timeout", "60s", 0, "why"), ("smtpd_timeout", "60s", 400, "why"),
    ("smtpd_timeout", "60s", 2, ""), ("smtpd_timeout", "60s", 2, "  "), ("smtpd_timeout", "60s", 2, "a\nb"),
  ])
  func areRefusedAtOnceWhenTheyCannotBeRight(_ setting: String, _ value: String, _ days: Int, _ reason: String)
    async throws
  {
    let service = try await ServiceBench()
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      try await service.bench.perform(
        AddOverride(program: .postfix, setting: setting, value: value, reason: reason, days: days))
    }
    #expect(try await service.bench.ask(ListOverrides()).isEmpty)
  }

  @Test func replaceAnEarlierOne() async throws {
    let service = try await ServiceBench()
    try await service.bench.perform(Self.timeout)
    var longer = Self.timeout
    longer.value = "90s"
    try await service.bench.perform(longer)
    #expect(try await service.bench.ask(ListOverrides()).map(\.value) == ["90s"])
    #expect(try await service.bench.journal().first?.before?.contains("60s") == true)
  }

  @Test func canBeTakenBack() async throws {
    let service = try await ServiceBench()
    try await service.roll()
    try await service.bench.perform(Self.timeout)
    await service.bench.drain()
    try await service.bench.perform(RemoveOverride(program: .postfix, setting: "smtpd_timeout"))
    await service.bench.drain()
    #expect(service.host.installedSystem?.overrides == [])
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await service.bench.perform(RemoveOverride(program: .postfix, setting: "smtpd_timeout"))
    }
  }
}
