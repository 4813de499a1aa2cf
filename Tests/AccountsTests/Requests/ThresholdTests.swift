import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What counts towards the threshold of a two-person rule.
@Suite(.eachEngine) struct ThresholdTests {
  @Test func whateverUsesThePermissionAddsUpWhicheverActionItIs() async throws {
    let two = try await TwoPersonBench("accounts.leave", from: 3)
    let day = two.it.bench.clock.now + 40 * 86_400
    #expect(try await two.request(LeaveAccount(address: two.it.ana, day: day), as: two.it.boss) == nil)
    #expect(try await two.request(StayAccount(address: two.it.ana), as: two.it.boss) == nil)
    let third = try #require(try await two.request(LeaveAccount(address: two.it.luis), as: two.it.boss))
    #expect(third.rule == "accounts.leave")
    #expect(try await two.isThere(two.it.luis))
  }

  @Test func endingAllSessionsAddsUpWithEndingOne() async throws {
    let two = try await TwoPersonBench("sessions.end", from: 2)
    #expect(try await two.request(EndSessions(address: two.it.ana), as: two.it.boss) == nil)
    #expect(try await two.request(EndSessions(address: two.it.luis), as: two.it.boss) != nil)
  }

  @Test func eachPersonHasACountOfTheirOwn() async throws {
    let two = try await TwoPersonBench("accounts.suspend", from: 2)
    #expect(try await two.request(SuspendAccount(address: two.it.ana), as: two.it.boss) == nil)
    #expect(try await two.request(SuspendAccount(address: two.it.luis), as: two.vera) == nil)
    #expect(try await two.request(SuspendAccount(address: two.it.eva), as: two.vera) != nil)
  }

  @Test func whatWasRefusedOrWaitsCountsForNothing() async throws {
    let two = try await TwoPersonBench("accounts.suspend", from: 2)
    for _ in 0..<3 {
      await #expect(throws: notFound) {
        try await two.request(SuspendAccount(address: Address("nobody@a.example")), as: two.it.boss)
      }
    }
    #expect(try await two.request(SuspendAccount(address: two.it.ana), as: two.it.boss) == nil)
    for _ in 0..<2 {
      #expect(try await two.request(SuspendAccount(address: two.it.luis), as: two.it.boss) != nil)
    }
    two.it.bench.clock.advance(by: 3_600)
    #expect(try await two.request(SuspendAccount(address: two.it.luis), as: two.it.boss) == nil)
  }
}

/// A departure is carried out by Palomar on its day, so all of it is approved when it is planned.
@Suite(.eachEngine) struct PlannedDepartureTests {
  private func day(_ two: TwoPersonBench, _ days: Double = 1) -> Date { two.it.bench.clock.now + days * 86_400 }

  @Test func theRemovalTakesTheSecondPersonWhenItIsPlanned() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let day = day(two)
    let made = try #require(
      try await two.request(LeaveAccount(address: two.it.ana, day: day, successor: two.it.luis), as: two.it.boss))
    #expect(made.rule == "accounts.remove")
    let removal = try #require(made.plan.first { $0.action == "accounts.remove" })
    #expect(removal.day == day && removal.scope == .account(two.it.ana))
    #expect(made.plan.last?.day == nil)
    #expect(try await two.it.bench.ask(ShowAccount(address: two.it.ana)).validUntil == nil)
    two.it.bench.clock.advance(by: 2 * 86_400)
    await two.it.bench.drain()
    #expect(try await two.isThere(two.it.ana))
  }

  @Test func whatWasApprovedHappensOnTheDay() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let id = try await two.waiting(LeaveAccount(address: two.it.ana, day: day(two)), as: two.it.boss)
    try await two.it.perform(approving(id), as: two.vera)
    await two.it.bench.drain()
    #expect(try await two.isThere(two.it.ana))
    two.it.bench.clock.advance(by: 86_401)
    await two.it.bench.drain()
    #expect(try await !two.isThere(two.it.ana))
  }

  @Test func noMoreEndsByItselfThanWasApproved() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let id = try await two.waiting(LeaveAccount(address: two.it.ana, day: day(two)), as: two.it.boss)
    try await two.it.perform(approving(id), as: two.vera)
    try await two.it.give(two.it.ana, "support")
    await two.it.bench.drain()
    two.it.bench.clock.advance(by: 86_401)
    await two.it.bench.drain()
    #expect(try await two.isThere(two.it.ana))
    #expect(try await two.it.bench.ask(ListAssignments(account: two.it.ana)).items.count == 1)
    #expect(try await two.it.bench.ask(ShowAccount(address: two.it.ana)).standing(at: day(two, 0)) == .expired)
    try await two.it.bench.perform(UnassignRole(address: two.it.ana, role: "support"))
    two.it.bench.clock.advance(by: 86_400)
    await two.it.bench.drain()
    #expect(try await !two.isThere(two.it.ana))
  }

  @Test func whoeverMayNotRemoveDoesNotApproveIt() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    try await two.it.role("leaver", allows: ["accounts.leave", "accounts.expire", "accounts.read", "requests.*"])
    let appointed = try await two.waiting(AssignRole(address: two.it.eva, role: "leaver"), as: two.it.boss)
    try await two.it.perform(approving(appointed), as: two.vera)
    let id = try await two.waiting(LeaveAccount(address: two.it.ana, day: day(two)), as: two.it.boss)
    await #expect(throws: forbidden) { try await two.it.perform(approving(id), as: two.it.eva) }
  }

  @Test func thoseOfOneDayAddUpWhenTheyWerePlannedDaysApart() async throws {
    let two = try await TwoPersonBench("accounts.remove", from: 2)
    let day = day(two, 10)
    #expect(try await two.request(LeaveAccount(address: two.it.ana, day: day), as: two.it.boss) == nil)
    two.it.bench.clock.advance(by: 2 * 86_400)
    #expect(try await two.request(LeaveAccount(address: two.it.eva, day: day + 86_400), as: two.it.boss) == nil)
    two.it.bench.clock.advance(by: 2 * 86_400)
    #expect(try await two.request(LeaveAccount(address: two.it.luis, day: day + 60), as: two.it.boss) != nil)
  }

  @Test func anAdministratorsDepartureTakesTwoUnderAnyRule() async throws {
    let two = try await TwoPersonBench("aliases.remove")
    let made = try await two.request(LeaveAccount(address: two.vera, day: day(two)), as: two.it.boss)
    #expect(made?.rule == "administrator")
  }

  @Test func whatWouldBeRefusedThenIsRefusedNowAndNothingOfTheTrialStays() async throws {
    let it = try await RightsBench()
    try await it.role("leaver", allows: ["accounts.leave", "accounts.expire", "accounts.read"])
    try await it.give(it.luis, "leaver")
    let day = it.bench.clock.now + 86_400
    await #expect(throws: forbidden) { try await it.perform(LeaveAccount(address: it.ana, day: day), as: it.luis) }
    await #expect(throws: conflict) { try await it.perform(LeaveAccount(address: it.boss, day: day), as: it.boss) }
    try await it.perform(LeaveAccount(address: it.ana, day: day), as: it.boss)
    #expect(try await it.bench.ask(ShowAccount(address: it.ana)).removed == nil)
    #expect(try await !it.bench.journal().contains { $0.action == "accounts.remove" && $0.result == .done })
  }

  @Test func isTakenBackWhenItsAccountIsPurged() async throws {
    let it = try await RightsBench()
    let day = it.bench.clock.now + 10 * 86_400
    try await it.bench.perform(LeaveAccount(address: it.ana, day: day))
    try await it.bench.perform(PurgeAccount(address: it.ana))
    try await it.bench.perform(AddAccount(address: it.ana, displayName: "Another Ana"))
    it.bench.clock.advance(by: 11 * 86_400)
    await it.bench.drain()
    #expect(try await it.bench.ask(ShowAccount(address: it.ana)).removed == nil)
  }
}
