import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Somebody asks for access until a day, and whoever may give it does, in their own name.
@Suite(.eachEngine) struct AccessRequestTests {
  private func wish(
    _ it: RightsBench, _ role: String = "support", for address: Address? = nil, reason: String = "cover"
  )
    throws -> AskForAccess
  {
    AskForAccess(
      address: address ?? it.ana, kind: "role", what: role, domain: it.a, until: it.bench.clock.now + 86_400,
      reason: reason)
  }

  private func ask(_ wish: AskForAccess, _ it: RightsBench, as address: Address? = nil) async throws -> ChangeRequest {
    do {
      _ = try await it.perform(wish, as: address ?? it.ana)
    } catch let waiting as AwaitingApproval {
      return waiting.request
    }
    throw Fault(.conflict, Text(verbatim: "given at once"))
  }

  @Test func isGivenByWhoeverMayGiveItAndEndsOnTime() async throws {
    let it = try await RightsBench()
    await it.bench.drain()
    let asked = try await ask(wish(it), it)
    #expect(asked.kind == .access && asked.author == "ana@a.example" && asked.reason == "cover")
    #expect(asked.plan.first?.changes.contains { $0.field == "role" && $0.after == "support" } == true)
    #expect(try await it.ask(ListOwnRequests(address: it.ana), as: it.ana).items.map(\.id) == [asked.id])
    #expect(try await it.bench.ask(ListAssignments(account: it.ana)).items == [])
    try await it.perform(approving(asked.id), as: it.boss)
    let given = try #require(try await it.ask(ListHoldings(address: it.ana), as: it.ana).first)
    #expect(given.what == "support" && given.scope == .domain(it.a) && given.until == it.bench.clock.now + 86_400)
    let entry = try #require(try await it.bench.journal().first { $0.action == "roles.assign" && $0.reason != nil })
    #expect(entry.actor == "boss@a.example" && entry.reason == "cover [request \(asked.id) of ana@a.example]")
    it.bench.clock.advance(by: 86_400)
    await it.bench.drain()
    #expect(try await it.ask(ListHoldings(address: it.ana), as: it.ana) == [])
  }

  @Test func nobodyGrantsThemselvesWhatTheyAskFor() async throws {
    let it = try await RightsBench()
    try await it.role("granter", allows: ["accounts.read", "requests.*", "roles.assign", "aliases.*"])
    try await it.role("aliases", allows: ["aliases.*"])
    try await it.give(it.ana, "granter")
    let asked = try await ask(wish(it, "aliases"), it)
    await #expect(throws: forbidden) { try await it.perform(approving(asked.id), as: it.ana) }
    let byRoot = try await ask(wish(it, "aliases", reason: "another"), it, as: it.boss)
    #expect(byRoot.account == it.ana && byRoot.author == "boss@a.example")
    await #expect(throws: forbidden) { try await it.perform(approving(byRoot.id), as: it.ana) }
  }

  @Test func nobodyGrantsMoreThanTheyHold() async throws {
    let it = try await RightsBench()
    try await it.role("granter", allows: ["accounts.read", "requests.*", "roles.assign"])
    try await it.give(it.luis, "granter")
    let asked = try await ask(wish(it), it)
    await #expect(throws: forbidden) { try await it.perform(approving(asked.id), as: it.luis) }
    #expect(try await it.bench.ask(ShowRequest(id: asked.id)).state == .waiting)
  }

  @Test func needsAReasonAnEndAndSomethingThatThereIs() async throws {
    let it = try await RightsBench()
    await #expect(throws: invalid) { try await ask(wish(it, reason: " "), it) }
    var late = try wish(it)
    late.until = it.bench.clock.now
    await #expect(throws: invalid) { try await ask(late, it) }
    await #expect(throws: notFound) { try await ask(wish(it, "king"), it) }
    var odd = try wish(it)
    odd.kind = "throne"
    await #expect(throws: invalid) { try await ask(odd, it) }
  }

  @Test func isAskedForOncePerAccountAndByItsOwnerAlone() async throws {
    let it = try await RightsBench()
    #expect(try await ask(wish(it), it).id == ask(wish(it), it).id)
    await #expect(throws: forbidden) { try await ask(wish(it, for: it.luis), it) }
  }

  @Test func whatOneHasForGoodIsNotAskedForUntilADay() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "support", in: it.a)
    await #expect(throws: conflict) { try await ask(wish(it), it) }
  }

  @Test func underTheTwoPersonRuleTheGrantTakesAThirdPerson() async throws {
    let two = try await TwoPersonBench("roles.assign")
    let asked = try await ask(wish(two.it), two.it)
    let grant = try #require(try await two.request(approving(asked.id), as: two.it.boss))
    #expect(grant.action == "requests.approve")
    await #expect(throws: forbidden) { try await two.it.perform(approving(grant.id), as: two.it.boss) }
    try await two.it.perform(approving(grant.id), as: two.vera)
    #expect(try await two.it.bench.ask(ListAssignments(account: two.it.ana)).items.map(\.actor) == ["boss@a.example"])
    #expect(try await two.show(asked.id).state == .approved)
  }

  @Test func theFormSaysWhichFieldIsWrongAndKeepsTheRest() async throws {
    let bench = try await SignInBench()
    let browser = Browser(bench, capabilities: every + [signIns])
    try await browser.signIn()
    try await browser.open("/profile/access")
    #expect(browser.page.contains("support: Helps people"))
    let wish = ["what": "role support", "domain": "", "until": "tomorrow", "reason": "<b>cover</b>"]
    try await browser.submit("/profile/access", wish)
    #expect(browser.status == 422 && browser.page.contains("neither a day nor a moment"))
    #expect(browser.page.contains("&lt;b&gt;cover"))
    try await browser.submit("/profile/access", wish.merging(["until": "2026-12-31"]) { $1 })
    #expect(browser.location == "/requests/1" && browser.page.contains("roles.assign"))
  }
}
