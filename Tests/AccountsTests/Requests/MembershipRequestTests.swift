import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Somebody asks to be in a group, or for access to a mailbox; whoever looks after it answers, and it ends on its day.
@Suite(.eachEngine) struct MembershipRequestTests {
  private func ask(
    _ it: RightsBench, _ kind: String, _ what: Address, rights: MailboxRights? = nil, days: Double = 1
  ) async throws -> ChangeRequest {
    let wish = AskForAccess(
      address: it.ana, kind: kind, what: what.text, rights: rights, until: it.bench.clock.now + days * 86_400,
      reason: "cover")
    do {
      _ = try await it.perform(wish, as: it.ana)
    } catch let waiting as AwaitingApproval {
      return waiting.request
    }
    throw Fault(.conflict, Text(verbatim: "given at once"))
  }

  private func team(_ it: RightsBench) async throws -> Address {
    let team = try Address("team@a.example")
    try await it.bench.perform(AddGroup(address: team, displayName: "The team"))
    return team
  }

  private func granting(_ id: Int64) -> GrantAccess {
    GrantAccess(id: id).knowing(Replays(every.flatMap(\.doors)))
  }

  @Test func aGroupsOwnerTakesInWhoeverAsksUntilTheDay() async throws {
    let it = try await RightsBench()
    let team = try await team(it)
    try await it.bench.perform(AddGroupOwner(address: team, owner: it.luis))
    await it.bench.drain()
    let choices = try await it.ask(ListAccessChoices(address: it.ana), as: it.ana)
    #expect(choices.contains(AccessChoice("group", team.text, Text(verbatim: "The team"))))
    let asked = try await ask(it, "group", team)
    #expect(try await it.ask(ListRequestsToAnswer(address: it.luis), as: it.luis).items.map(\.id) == [asked.id])
    #expect(try await it.ask(ListRequestsToAnswer(address: it.eva), as: it.eva).items == [])
    for other in [it.ana, it.eva] {
      await #expect(throws: forbidden) { try await it.perform(granting(asked.id), as: other) }
    }
    #expect(try await it.perform(granting(asked.id), as: it.luis).decider == "luis@a.example")
    let entry = try #require(try await it.bench.journal().first { $0.action == "groups.join" && $0.reason != nil })
    #expect(entry.actor == "luis@a.example" && entry.reason == "cover [request \(asked.id) of ana@a.example]")
    #expect(try await it.bench.ask(ListMembers(address: team)).items.map(\.until) == [asked.created + 86_400])
    it.bench.clock.advance(by: 86_400)
    await it.bench.drain()
    #expect(try await it.bench.ask(ListMembers(address: team)).items == [])
  }

  @Test func anAdministratorApprovesItAsEverythingElse() async throws {
    let it = try await RightsBench()
    let team = try await team(it)
    let asked = try await ask(it, "group", team)
    try await it.perform(approving(asked.id), as: it.boss)
    #expect(try await it.bench.ask(ListMembers(address: team)).items.map(\.member) == [it.ana])
    await #expect(throws: conflict) { try await ask(it, "group", team) }
    let longer = try await ask(it, "group", team, days: 2)
    #expect(longer.state == .waiting)
  }

  @Test func aSharedMailboxIsOpenedWithTheRightsThatWereAskedFor() async throws {
    let it = try await RightsBench()
    let desk = try Address("desk@a.example")
    try await it.bench.perform(AddSharedMailbox(address: desk, displayName: "Desk"))
    #expect(try await it.ask(ListAccessChoices(address: it.ana), as: it.ana).map(\.what).contains(desk.text))
    let asked = try await ask(it, "shared", desk, rights: MailboxRights("manage,send-as"))
    try await it.perform(approving(asked.id), as: it.boss)
    let holding = try #require(try await it.ask(ListHoldings(address: it.ana), as: it.ana).first)
    #expect(holding.kind == "shared" && holding.what == desk.text && holding.until == asked.created + 86_400)
    #expect(holding.detail.hasPrefix("manage, send-as"))
  }

  @Test func whoseMailboxItIsAnswers() async throws {
    let it = try await RightsBench()
    let asked = try await ask(it, "delegation", it.luis)
    #expect(try await it.ask(ListRequestsToAnswer(address: it.luis), as: it.luis).items.map(\.id) == [asked.id])
    try await it.perform(granting(asked.id), as: it.luis)
    let given = try await it.bench.ask(ShowDelegations(address: it.luis)).given
    #expect(given.map(\.member) == [it.ana])
    #expect(given.map(\.rights) == [MailboxRights([.read])])
    #expect(given.map(\.until) == [asked.created + 86_400])
    let second = try await ask(it, "delegation", it.boss)
    #expect(try await it.perform(RefuseAccess(id: second.id, comment: "no"), as: it.boss).state == .denied)
    #expect(try await it.bench.ask(ShowDelegations(address: it.boss)).given == [])
  }

  @Test func whoGrantsAccessIsNoSecondPersonOfAChange() async throws {
    let two = try await TwoPersonBench("groups.remove")
    let team = try await team(two.it)
    try await two.it.bench.perform(AddGroupOwner(address: team, owner: two.it.luis))
    let id = try await two.waiting(RemoveGroup(address: team), as: two.it.boss)
    await #expect(throws: forbidden) { try await two.it.perform(granting(id), as: two.it.luis) }
    await #expect(throws: forbidden) { try await two.it.perform(RefuseAccess(id: id), as: two.it.luis) }
    #expect(try await two.show(id).state == .waiting)
  }

  @Test func aRoleIsAskedForOverAGroupToo() async throws {
    let it = try await RightsBench()
    let team = try await team(it)
    let wish = AskForAccess(
      address: it.ana, kind: "role", what: "support", group: team, until: it.bench.clock.now + 60, reason: "cover")
    let asked = await #expect(throws: AwaitingApproval.self) { try await it.perform(wish, as: it.ana) }
    try await it.perform(approving(try #require(asked).request.id), as: it.boss)
    #expect(try await it.bench.ask(ListAssignments(account: it.ana)).items.map(\.scope) == [.group(team)])
  }

  @Test func nobodyFindsOutWhatThereIsInAnotherDomain() async throws {
    let it = try await RightsBench()
    for kind in ["group", "shared", "delegation"] {
      for name in ["eva@b.example", "nobody@b.example"] {
        await #expect(throws: invalid) { try await ask(it, kind, Address(name)) }
      }
    }
    await #expect(throws: notFound) { try await ask(it, "group", Address("none@a.example")) }
    await #expect(throws: invalid) { try await ask(it, "group", Address("x@a.example"), rights: .all) }
  }

  @Test func thePortalAsksForSomebodysMailboxAndShowsWhatWaitsForOnesAnswer() async throws {
    let bench = try await SignInBench()
    let eva = try Address("eva@example.test")
    try await bench.bench.perform(AddAccount(address: eva))
    let browser = Browser(bench, capabilities: every + [signIns])
    try await browser.signIn()
    try await browser.submit(
      "/profile/access",
      ["what": "", "mailbox": eva.text, "rights": "read", "domain": "", "until": "2026-12-31", "reason": "cover"])
    #expect(browser.location == "/requests/1" && browser.page.contains("delegations.grant"))
    let wish = AskForAccess(
      address: eva, kind: "delegation", what: bench.ana.text, until: bench.bench.clock.now + 86_400, reason: "<i>")
    let asking = try await bench.bench.plane.store.read { try Rights.principal(of: eva, in: $0, at: wish.until - 1) }
    await #expect(throws: AwaitingApproval.self) { try await bench.bench.plane.perform(wish, as: asking) }
    try await browser.open("/profile/requests")
    #expect(browser.page.contains("Waiting for my answer") && browser.page.contains("&lt;i&gt;"))
    try await browser.open("/requests/2")
    #expect(browser.page.contains("Grant"))
    try await browser.submit("/requests/2/grant", ["comment": ""])
    #expect(try await bench.bench.ask(ShowDelegations(address: bench.ana)).given.map(\.member) == [eva])
  }
}
