import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// What becomes of all that somebody has who leaves.
@Suite(.eachEngine) struct DepartureTests {
  private let ana: Address
  private let eva: Address
  private let team: Address
  private let info: Address

  init() throws {
    ana = try Address("ana@example.org")
    eva = try Address("eva@example.org")
    team = try Address("team@example.org")
    info = try Address("info@example.org")
  }

  /// ana is in a group, behind an alias, and has a role and a token; root keeps the administrator's.
  private func bench() async throws -> TestBench {
    let bench = try await benchWithAna()
    try await bench.perform(AddAccount(address: eva))
    try await bench.perform(AddGroup(address: team))
    try await bench.perform(JoinGroup(address: team, members: [ana, eva]))
    try await bench.perform(AddAlias(address: info, targets: [ana]))
    try await bench.perform(AssignRole(address: ana, role: "support"))
    return bench
  }

  @Test func everythingEndsAtOnceAndMailGoesToTheSuccessor() async throws {
    let bench = try await bench()
    let shown = try await bench.ask(ShowDeparture(address: ana, successor: eva))
    #expect(shown.groups == [team] && shown.aliases == [info] && shown.roles == ["support (*)"])
    let done = try await bench.perform(LeaveAccount(address: ana, successor: eva, keepDays: 90))
    #expect(done == shown)
    #expect(try await bench.ask(ListMembers(address: team)).items.map(\.member) == [eva])
    #expect(try await bench.ask(ShowAlias(address: info)).targets == [eva])
    #expect(try await bench.ask(ShowAlias(address: ana)).targets == [eva])
    #expect(try await bench.ask(ListAssignments(account: ana)).items.isEmpty)
    let account = try await bench.ask(ShowAccount(address: ana))
    #expect(account.removed != nil && account.purge == bench.clock.now.addingTimeInterval(90 * 86_400))
  }

  @Test func unknownAddressesGoToTheSuccessorOrToNobody() async throws {
    let bench = try await bench()
    let domain = ana.domain
    try await bench.perform(SetCatchAll(domain: domain, target: ana))
    try await bench.perform(LeaveAccount(address: ana, successor: eva))
    #expect(try await bench.ask(ShowCatchAll(domain: domain)).target == eva)
    try await bench.perform(ChangeAlias(address: info, targets: [Address("x@else.example")]))
    try await bench.perform(RemoveAlias(address: ana))
    let departure = try await bench.perform(LeaveAccount(address: eva))
    #expect(departure.catchAlls == [domain])
    #expect(try await bench.ask(ListCatchAlls()) == [])
  }

  @Test func aPlannedDepartureHoldsItsDatesAndHappensOnItsDay() async throws {
    let bench = try await bench()
    let day = bench.clock.now.addingTimeInterval(86_400)
    try await bench.perform(LeaveAccount(address: ana, day: day, successor: eva))
    #expect(try await bench.ask(ShowAccount(address: ana)).validUntil == day)
    #expect(try await bench.ask(ListMembers(address: team)).items.first?.until == day)
    await bench.drain()
    #expect(try await bench.ask(ShowAccount(address: ana)).removed == nil)
    bench.clock.advance(by: 86_401)
    await bench.drain()
    #expect(try await bench.ask(ShowAccount(address: ana)).removed != nil)
    #expect(try await bench.ask(ShowAlias(address: ana)).targets == [eva])
    #expect(try await bench.ask(ListMembers(address: team)).items.map(\.member) == [eva])
    #expect(
      try await bench.journal().contains { $0.action == "accounts.leave" && $0.actor.contains("accounts.depart") })
  }

  @Test func aPlannedDepartureIsTakenBackWhole() async throws {
    let bench = try await bench()
    try await bench.perform(LeaveAccount(address: ana, day: bench.clock.now.addingTimeInterval(60), successor: eva))
    #expect(try await bench.perform(StayAccount(address: ana)).validUntil == nil)
    #expect(try await bench.ask(ListMembers(address: team)).items.allSatisfy { $0.until == nil })
    bench.clock.advance(by: 61)
    await bench.drain()
    #expect(try await bench.ask(ShowAccount(address: ana)).removed == nil)
    await #expect(throws: Fault(.notFound, en: "", es: "")) { try await bench.perform(StayAccount(address: ana)) }
  }

  /// Nothing of it happens when a part cannot.
  @Test func anAliasThatWouldLeadNowhereNeedsASuccessor() async throws {
    let bench = try await bench()
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(LeaveAccount(address: ana)) }
    #expect(try await bench.ask(ListMembers(address: team)).items.count == 2)
    try await bench.perform(AddAlias(address: info, targets: [eva]))
    try await bench.perform(LeaveAccount(address: ana))
    #expect(try await bench.ask(ShowAlias(address: info)).targets == [eva])
  }

  @Test func mailUnderHoldKeepsItsAccount() async throws {
    let bench = try await bench()
    try await bench.perform(HoldAccount(address: ana, reason: "case 17"))
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(LeaveAccount(address: ana, successor: eva))
    }
    #expect(try await bench.ask(ListMembers(address: team)).items.count == 2)
  }

  /// The new class and all groups, or nothing.
  @Test func whoeverMovesHasTheNewPostAndNothingOfTheOld() async throws {
    let bench = try await bench()
    let board = try Address("board@example.org")
    try await bench.perform(AddGroup(address: board))
    try await bench.perform(AddClass(name: "staff"))
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(MoveAccount(address: ana, serviceClass: "staff", joins: [info], leavesAll: true))
    }
    #expect(try await bench.ask(ShowPost(address: ana)).groups == [team])
    let post = try await bench.perform(
      MoveAccount(address: ana, serviceClass: "staff", joins: [board], leavesAll: true))
    #expect(post.groups == [board] && post.serviceClass == "staff")
    #expect(try await bench.ask(ListMembers(address: team)).items.map(\.member) == [eva])
  }

  @Test func anAccountComesWithItsGroups() async throws {
    let bench = try await bench()
    let pia = try Address("pia@example.org")
    var add = AddAccount(address: pia)
    add.groups = [team]
    try await bench.perform(add)
    #expect(try await bench.ask(ListMembers(address: team)).items.map(\.member).contains(pia))
    add.address = try Address("leo@example.org")
    add.groups = [team, info]
    await #expect(throws: Fault(.notFound, en: "", es: "")) { try await bench.perform(add) }
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.ask(ShowAccount(address: Address("leo@example.org")))
    }
  }
}

/// Somebody leaves, in the console.
@Suite struct DeparturePageTests {
  @Test func theEffectIsShownBeforeAnythingHappens() async throws {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let (eva, team) = (try Address("eva@example.test"), try Address("team@example.test"))
    try await bench.bench.perform(AddAccount(address: eva))
    try await bench.bench.perform(AddGroup(address: team))
    try await bench.bench.perform(JoinGroup(address: team, members: [eva]))
    let browser = Browser(bench, capabilities: [accounts, domains, signIns, sessions, secondFactors])
    try await browser.signIn()
    let path = "/accounts/eva%40example%2Etest/departure"
    try await browser.open(path)
    #expect(browser.status == 200 && !browser.page.contains("Do it"))
    let wanted = ["day": "", "successor": "ana@example.test"]
    try await browser.submit("\(path)/preview", ["day": "", "successor": "nobody@example.test"])
    #expect(browser.status == 422 && browser.page.contains("nobody@example.test does not exist here"))
    try await browser.submit("\(path)/preview", wanted)
    #expect(browser.page.contains("Out of the groups: team@example.test") && browser.page.contains("Do it"))
    #expect(try await bench.bench.ask(ShowAccount(address: eva)).removed == nil)
    try await browser.submit(path, wanted)
    #expect(browser.page.contains("It is done, or planned for its day."))
    #expect(try await bench.bench.ask(ShowAccount(address: eva)).removed != nil)
    #expect(try await bench.bench.ask(ShowAlias(address: eva)).targets == [bench.ana])
  }
}
