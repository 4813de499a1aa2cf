import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What people have done with their mail by themselves.
@Suite(.eachEngine) struct MailRuleTests {
  private static var ana: Address { get throws { try Address("ana@example.org") } }

  private func filing(_ name: String, into folder: String = "Lists") throws -> MailFilter {
    try MailFilter(name: name, conditions: [.init(.subject, contains: "[list]")], action: .file, target: folder)
  }

  @Test func standInTheOrderInWhichTheyWereMade() async throws {
    let bench = try await benchWithAna()
    for name in ["b", "a"] { try await bench.perform(SetMailFilter(address: Self.ana, filter: filing(name))) }
    try await bench.perform(SetMailFilter(address: Self.ana, filter: filing("b", into: "Other")))
    let rules = try await bench.ask(ShowMailRules(address: Self.ana))
    #expect(rules.filters.map(\.name) == ["b", "a"] && rules.filters.first?.target == "Other")
    try await bench.perform(RemoveMailFilter(address: Self.ana, name: "b"))
    #expect(try await bench.ask(ShowMailRules(address: Self.ana)).filters.map(\.name) == ["a"])
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(RemoveMailFilter(address: Self.ana, name: "b"))
    }
  }

  @Test func aVacationIsSetAndEnded() async throws {
    let bench = try await benchWithAna()
    let vacation = try Vacation(subject: "Away", text: "Back soon.", last: CalendarDay("2026-08-31"))
    try await bench.perform(SetVacation(address: Self.ana, vacation: vacation))
    #expect(try await bench.ask(ShowMailRules(address: Self.ana)).vacation == vacation)
    try await bench.perform(RemoveVacation(address: Self.ana))
    #expect(try await bench.ask(ShowMailRules(address: Self.ana)).isEmpty)
  }

  /// Straight, with a detail part and over another one; what leads to several people is nobody's.
  @Test func onesOwnAliasesAreThoseThatLeadToOneAlone() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddAccount(address: Address("anabel@example.org")))
    let aliases = [
      ("a", ["ana@example.org"]), ("b", ["ana+b@example.org"]), ("c", ["a@example.org"]),
      ("team", ["ana@example.org", "x@else.example"]), ("of-team", ["team@example.org"]),
      ("other", ["anabel@example.org"]),
    ]
    for (name, targets) in aliases {
      try await bench.perform(
        AddAlias(address: Address("\(name)@example.org"), targets: targets.map(Address.init(_:))))
    }
    let own = try await bench.plane.store.read { try Alias.personal(of: Self.ana, in: $0) }
    #expect(own.map(\.local) == ["a", "b", "c"])
  }

  @Test func anAnswerFollowsTheAliases() async throws {
    let bench = try await benchWithAna()
    func waiting() async throws -> Int { try await bench.jobs().filter { $0.name == "mailRules.apply" }.count }
    let info = try Address("info@example.org")
    try await bench.perform(AddAlias(address: info, targets: [Self.ana]))
    #expect(try await waiting() == 0)
    try await bench.perform(SetVacation(address: Self.ana, vacation: Vacation(subject: "Away", text: "Back soon.")))
    let changes: [any Action] = [
      AddAlias(address: info, targets: [try Address("x@else.example")]),
      ChangeAlias(address: info, targets: [try Self.ana]), RemoveAlias(address: info),
    ]
    for change in changes {
      try await bench.plane.store.write { try $0.execute("DELETE FROM job WHERE name = 'mailRules.apply'") }
      try await bench.perform(change)
      #expect(try await waiting() == 1, "\(change)")
    }
  }

  @Test func nobodyForwardsWhomTheirClassForbidsIt() async throws {
    let bench = try await benchWithAna()
    let forward = SetMailFilter(
      address: try Self.ana,
      filter: try MailFilter(name: "on", conditions: [], action: .forward, target: "ana@else.example"))
    let owner = try Rights.owner(of: Self.ana)
    _ = try await bench.plane.perform(forward, as: owner)
    try await bench.perform(AddClass(name: "pupils", quota: nil, protocols: .all, forwards: false))
    try await bench.perform(AssignClass(address: Self.ana, serviceClass: "pupils"))
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.plane.perform(forward, as: owner) }
  }

  @Test func sendingSomebodysMailOnNeedsAReason() async throws {
    let bench = try await benchWithAna()
    let forward = SetMailFilter(
      address: try Self.ana,
      filter: try MailFilter(name: "on", conditions: [], action: .forward, target: "ana@else.example"))
    let fault = await #expect(throws: Fault.self) {
      try await bench.plane.perform(forward, as: .localAdministrator("root"))
    }
    #expect(fault?.field == "reason")
    let reasoned = Principal.localAdministrator("root").coming(from: Origin(reason: "asked by ana"))
    _ = try await bench.plane.perform(forward, as: reasoned)
  }

  @Test func areTheOwnersAlone() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddAccount(address: Address("luis@example.org")))
    let luis = try Rights.owner(of: Address("luis@example.org"))
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.perform(SetMailFilter(address: Self.ana, filter: filing("mine")), as: luis)
    }
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.ask(ShowMailRules(address: Self.ana), as: luis)
    }
  }

  @Test func reachTheHostAndGoWithTheAccount() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(SetMailFilter(address: Self.ana, filter: filing("lists")))
      await bench.drain()
      #expect(place.calls.withLock { $0 }.contains(#"account.rules ana@example.org ["lists"]"#))
      try await bench.perform(PurgeAccount(address: Self.ana))
      await bench.drain()
      #expect(place.calls.withLock { $0 }.contains("account.rules ana@example.org []"))
    }
  }
}
