import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What takes a second person is not done before there is one.
@Suite(.eachEngine) struct TwoPersonTests {
  @Test func waitsInsteadOfHappeningAndShowsWhatItWouldChange() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let made = try #require(
      try await two.request(RemoveAccount(address: two.it.ana), as: two.it.boss, because: "left"))
    #expect(try await two.isThere(two.it.ana))
    #expect(made.state == .waiting)
    #expect(made.author == "boss@a.example" && made.reason == "left" && made.rule == "accounts.remove")
    #expect(made.expires == two.it.bench.clock.now + 7 * 86_400)
    let part = try #require(made.plan.first)
    #expect(part.action == "accounts.remove" && part.scope == .account(two.it.ana))
    #expect(part.changes.map(\.field).contains("removed"))
    let entry = try #require(try await two.it.bench.journal().first)
    #expect(entry.action == "requests.wait" && entry.actor == "boss@a.example" && entry.scope == "a.example")
  }

  @Test func isDoneWithBothNamesInTheJournal() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let id = try await two.waiting(RemoveAccount(address: two.it.ana), as: two.it.boss, because: "left")
    let done = try await two.it.perform(approving(id, comment: "yes"), as: two.vera)
    #expect(done.state == .approved && done.decider == "vera@a.example" && done.decision == "yes")
    #expect(try await !two.isThere(two.it.ana))
    let entries = try await two.it.bench.journal().prefix(2)
    #expect(entries.map(\.action) == ["requests.approve", "accounts.remove"])
    #expect(entries.map(\.actor) == ["vera@a.example", "boss@a.example"])
    #expect(entries.last?.reason == "left [request \(id), approved by vera@a.example]")
  }

  @Test func nobodyIsTheirOwnSecondPerson() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let id = try await two.waiting(RemoveAccount(address: two.it.ana), as: two.it.boss)
    let boss = try await two.it.principal(two.it.boss)
    let token = boss.limited(toToken: "ci", [Grant(.allow, .all, in: .everything, by: .token("ci"))])
    for principal in [boss, boss.coming(from: Origin(address: "192.0.2.99")), token] {
      await #expect(throws: forbidden) { try await two.it.bench.plane.perform(approving(id), as: principal) }
      await #expect(throws: forbidden) { try await two.it.bench.plane.perform(DenyRequest(id: id), as: principal) }
    }
    #expect(try await two.show(id).state == .waiting)
  }

  @Test func whatATokenAskedForItsOwnerDoesNotApprove() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    _ = try await two.it.bench.perform(
      AddToken(address: two.it.luis, name: "ci", permissions: [PermissionPattern("accounts.remove")]))
    try await two.it.role("remover", allows: ["accounts.*", "requests.*"])
    try await two.appoint(two.it.luis, "remover")
    let luis = try await two.it.principal(two.it.luis)
    let token = luis.limited(
      toToken: "ci", [Grant(.allow, try PermissionPattern("accounts.remove"), in: .everything, by: .token("ci"))])
    let made = try #require(try await two.request(RemoveAccount(address: two.it.ana), as: token))
    #expect(made.token == "ci")
    await #expect(throws: forbidden) { try await two.it.perform(approving(made.id), as: two.it.luis) }
    try await two.it.perform(approving(made.id), as: two.vera)
    #expect(try await !two.isThere(two.it.ana))
  }

  @Test func isApprovedOnceOfTwoAtOnce() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let id = try await two.waiting(RemoveAccount(address: two.it.ana), as: two.it.boss)
    async let first = two.request(approving(id), as: two.vera)
    async let second = two.request(approving(id), as: TestBench.administrator)
    var faults: [Fault] = []
    do { _ = try await first } catch let fault as Fault { faults.append(fault) }
    do { _ = try await second } catch let fault as Fault { faults.append(fault) }
    #expect(faults == [conflict])
    #expect(try await two.it.bench.journal().count { $0.action == "accounts.remove" } == 1)
  }

  @Test func isRefusedWhereItsObjectIsGone() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    let id = try await two.waiting(SuspendAccount(address: two.it.ana), as: two.it.boss)
    try await two.it.bench.perform(RemoveAccount(address: two.it.ana))
    try await two.it.bench.perform(PurgeAccount(address: two.it.ana))
    await #expect(throws: notFound) { try await two.it.perform(approving(id), as: two.vera) }
    #expect(try await two.show(id).state == .waiting)
    #expect(try await two.it.perform(DenyRequest(id: id), as: two.vera).state == .denied)
  }

  @Test func hasToBeLookedAtAgainWhereTheObjectHasChanged() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    let id = try await two.waiting(SuspendAccount(address: two.it.ana), as: two.it.boss)
    try await two.it.bench.perform(ChangeAccount(address: two.it.ana, displayName: "Ana Ruiz"))
    await #expect(throws: conflict) { try await two.it.perform(approving(id), as: two.vera) }
    #expect(try await two.it.bench.ask(ShowAccount(address: two.it.ana)).state == .active)
    #expect(try await two.show(id).plan.first?.before?.contains("Ana Ruiz") == true)
    try await two.it.perform(approving(id), as: two.vera)
    #expect(try await two.it.bench.ask(ShowAccount(address: two.it.ana)).state == .suspended)
  }

  @Test func needsTheRightsOfItsAuthorStill() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    try await two.it.role("keeper", allows: ["accounts.*"])
    try await two.it.give(two.it.luis, "keeper", in: two.it.a)
    let id = try await two.waiting(SuspendAccount(address: two.it.ana), as: two.it.luis)
    try await two.it.bench.perform(UnassignRole(address: two.it.luis, role: "keeper", domain: two.it.a))
    await #expect(throws: forbidden) { try await two.it.perform(approving(id), as: two.vera) }
    #expect(try await two.it.bench.ask(ShowAccount(address: two.it.ana)).state == .active)
  }

  @Test func whoeverApprovesMayDoTheSameInTheSamePlace() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    try await two.it.role("approver", allows: ["requests.*"])
    try await two.it.role("keeper", allows: ["accounts.*", "requests.*"])
    try await two.appoint(two.it.luis, "approver", in: two.it.a)
    try await two.appoint(two.it.eva, "keeper", in: two.it.b)
    let id = try await two.waiting(SuspendAccount(address: two.it.ana), as: two.it.boss)
    for address in [two.it.luis, two.it.eva, two.it.ana] {
      await #expect(throws: forbidden) { try await two.it.perform(approving(id), as: address) }
    }
    try await two.appoint(two.it.eva, "keeper", in: two.it.a)
    #expect(try await two.it.perform(approving(id), as: two.it.eva).state == .approved)
  }

  @Test func whoeverAgreesInOneDomainIsMadeToAgreeInAnotherByTwo() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    try await two.it.role("approver", allows: ["requests.*"])
    try await two.appoint(two.it.luis, "approver", in: two.it.a)
    let wider = AssignRole(address: two.it.luis, role: "approver", domain: two.it.b)
    #expect(try await two.request(wider, as: two.it.boss)?.rule == "administrator")
    let group = try Address("team@a.example")
    try await two.it.bench.perform(AddGroup(address: group))
    let overGroup = AssignRole(address: two.it.luis, role: "approver", group: group)
    #expect(try await two.request(overGroup, as: two.it.boss)?.rule == "administrator")
  }

  @Test func aRoleThatComesToApproveTakesTwoAndSoDoesActingAsWhoeverHasItForATime() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    try await two.it.role("helper", allows: ["aliases.*"])
    try await two.it.give(two.it.luis, "helper", until: two.it.bench.clock.now + 3_600)
    var change = ChangeRole(name: "helper")
    change.allows = [try PermissionPattern("aliases.*"), try PermissionPattern("requests.*")]
    let id = try await two.waiting(change, as: two.it.boss)
    try await two.it.perform(SetPassword(address: two.it.luis, password: Secret("correct horse")), as: two.it.boss)
    try await two.it.perform(approving(id), as: two.vera)
    await #expect(throws: conflict) {
      try await two.request(
        SetPassword(address: two.it.luis, password: Secret("correct horse battery")), as: two.it.boss)
    }
  }

  @Test func nobodyMakesTheirOwnSecondPersonNotEvenForATime() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    let end = two.it.bench.clock.now.addingTimeInterval(3_600)
    let puppet = AssignRole(address: two.it.luis, role: "administrator", until: end)
    let id = try await two.waiting(puppet, as: two.it.boss)
    #expect(try await two.show(id).state == .waiting)
    await #expect(throws: forbidden) { try await two.it.perform(approving(id), as: two.it.boss) }
  }

  @Test func endsAfterSevenDays() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    let id = try await two.waiting(SuspendAccount(address: two.it.ana), as: two.it.boss)
    await two.it.bench.drain()
    two.it.bench.clock.advance(by: 7 * 86_400)
    await #expect(throws: conflict) { try await two.it.perform(approving(id), as: two.vera) }
    await two.it.bench.drain()
    #expect(try await two.show(id).state == .expired)
    #expect(try await two.it.bench.journal().contains { $0.action == "requests.expire" })
  }

  @Test func isWithdrawnByItsAuthorAlone() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    try await two.it.role("keeper", allows: ["accounts.*"])
    try await two.it.give(two.it.luis, "keeper", in: two.it.a)
    let id = try await two.waiting(SuspendAccount(address: two.it.ana), as: two.it.luis)
    await #expect(throws: forbidden) { try await two.it.perform(WithdrawRequest(id: id), as: two.it.ana) }
    await #expect(throws: forbidden) { try await two.it.perform(WithdrawRequest(id: id), as: two.vera) }
    #expect(try await two.it.perform(WithdrawRequest(id: id), as: two.it.luis).state == .withdrawn)
    await #expect(throws: conflict) { try await two.it.perform(approving(id), as: two.vera) }
    #expect(try await two.it.ask(ListOwnRequests(address: two.it.luis), as: two.it.luis).items.map(\.id) == [id])
  }

  @Test func whoeverLooksAfterOneDomainSeesItsRequests() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    try await two.it.give(two.it.luis, "auditor", in: two.it.a)
    let a = try await two.waiting(SuspendAccount(address: two.it.ana), as: two.it.boss)
    let b = try await two.waiting(SuspendAccount(address: two.it.eva), as: two.it.boss)
    #expect(try await two.it.ask(ListRequests(), as: two.it.luis).items.map(\.id) == [a])
    await #expect(throws: notFound) { try await two.it.ask(ShowRequest(id: b), as: two.it.luis) }
    await #expect(throws: forbidden) { try await two.it.ask(ListRequests(), as: two.it.ana) }
  }
}

extension TwoPersonBench {
  /// Whoever could agree to something is made so by two.
  fileprivate func appoint(_ account: Address, _ role: String, in domain: DomainName? = nil) async throws {
    let id = try await waiting(AssignRole(address: account, role: role, domain: domain), as: it.boss)
    try await it.perform(approving(id), as: vera)
  }
}
