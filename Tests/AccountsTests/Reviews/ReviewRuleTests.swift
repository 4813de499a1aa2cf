import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Whose a review is, what of it stays, and what it does under the two-person rule.
@Suite(.eachEngine) struct ReviewRuleTests {
  /// A review of ana's role in a.example, by eva.
  private func begun(
    _ it: RightsBench, as author: Address? = nil, undecided: Review.Undecided = .keep, kinds: [String] = ["role"]
  ) async throws -> Review {
    try await it.give(it.ana, "support", in: it.a)
    return try await it.perform(
      AddReview(
        title: "Autumn", reviewers: [it.eva], due: it.bench.clock.now + 10 * 86_400, kinds: kinds, domain: it.a,
        undecided: undecided), as: author ?? it.boss)
  }

  private func revoking(_ address: Address, in review: Review, _ it: RightsBench) async throws -> DecideReview {
    let items = try await it.bench.ask(ShowReview(id: review.id)).items
    let item = try #require(items.first { $0.holding.account == address })
    return DecideReview(id: review.id, items: [item.number], decision: .revoke, reason: "left")
  }

  @Test func changesItsTitleDayAndReviewersWhileItIsOpen() async throws {
    let it = try await RightsBench()
    let review = try await begun(it)
    let later = it.bench.clock.now + 20 * 86_400
    let changed = try await it.perform(
      ChangeReview(id: review.id, title: "Winter", reviewers: [it.luis], due: later, undecided: .revoke), as: it.boss)
    #expect(changed.title == "Winter" && changed.due == later && changed.undecided == .revoke)
    #expect(try await it.bench.ask(ListOwnReviews(address: it.eva)).items == [])
    #expect(try await it.bench.ask(ListOwnReviews(address: it.luis)).items.map(\.id) == [review.id])
    let past = ChangeReview(id: review.id, due: it.bench.clock.now)
    await #expect(throws: invalid) { try await it.perform(past, as: it.boss) }
    await #expect(throws: invalid) { try await it.perform(ChangeReview(id: review.id, reviewers: []), as: it.boss) }
  }

  @Test func whoNamesThemselvesAReviewerRevokesInTheirOwnName() async throws {
    let it = try await RightsBench()
    let review = try await begun(it)
    try await it.role("reviewing", allows: ["accounts.read", "reviews.*"])
    try await it.give(it.luis, "reviewing", in: it.a)
    let changed = try await it.perform(ChangeReview(id: review.id, reviewers: [it.luis]), as: it.luis)
    #expect(changed.author == "luis@a.example")
    let revoke = try await revoking(it.ana, in: review, it)
    await #expect(throws: forbidden) { try await it.perform(revoke, as: it.luis) }
    #expect(try await it.bench.ask(ListAssignments(account: it.ana)).items.count == 1)
  }

  @Test func isRemovedOnlyWhileNothingIsDecided() async throws {
    let it = try await RightsBench()
    let review = try await begun(it)
    try await it.perform(RemoveReview(id: review.id), as: it.boss)
    #expect(try await it.bench.ask(ListReviews()).items == [])
    let second = try await begun(it)
    try await it.perform(DecideReview(id: second.id, items: [1], decision: .keep), as: it.eva)
    await #expect(throws: conflict) { try await it.perform(RemoveReview(id: second.id), as: it.boss) }
  }

  @Test func sharedMailboxesAndDelegationsAreLookedOverToo() async throws {
    let it = try await RightsBench()
    let desk = try Address("desk@a.example")
    try await it.bench.perform(AddSharedMailbox(address: desk))
    try await it.bench.perform(AddMember(mailbox: desk, member: it.ana, rights: MailboxRights([.manage])))
    let because = TestBench.administrator.coming(from: Origin(reason: "holidays"))
    _ = try await it.bench.plane.perform(
      DelegateMailbox(mailbox: it.luis, member: it.ana, rights: MailboxRights([.read])), as: because)
    let review = try await begun(it, kinds: ["shared", "delegation"])
    let holdings = try await it.bench.ask(ShowReview(id: review.id)).items.map(\.holding)
    #expect(Set(holdings.map { [$0.kind, $0.what] }) == [["shared", desk.text], ["delegation", it.luis.text]])
    let revoke = DecideReview(id: review.id, items: [1, 2], decision: .revoke, reason: "left")
    #expect(try await it.perform(revoke, as: it.eva).map(\.outcome) == [.revoked, .revoked])
    #expect(try await it.bench.ask(ShowDelegations(address: it.ana)).received == [])
  }

  @Test func aReviewThatATokenBeganRevokesNoMoreThanTheToken() async throws {
    let it = try await RightsBench()
    try await it.bench.perform(
      AddToken(address: it.boss, name: "ci", permissions: [PermissionPattern("reviews.*")]))
    try await it.give(it.ana, "support", in: it.a)
    let token = try await it.principal(it.boss).limited(
      toToken: "ci", [Grant(.allow, try PermissionPattern("reviews.*"), in: .everything, by: .token("ci"))])
    let review = try await it.bench.plane.perform(
      AddReview(title: "x", reviewers: [it.eva], due: it.bench.clock.now + 86_400, kinds: ["role"], domain: it.a),
      as: token)
    let revoke = try await revoking(it.ana, in: review, it)
    await #expect(throws: forbidden) { try await it.perform(revoke, as: it.eva) }
  }

  @Test func aDecisionUnderARuleWaitsForASecondPerson() async throws {
    let two = try await TwoPersonBench("roles.unassign")
    let review = try await begun(two.it)
    let revoke = try await revoking(two.it.ana, in: review, two.it)
    let id = try await two.waiting(revoke, as: two.it.eva)
    #expect(try await two.show(id).plan.map(\.action) == ["roles.unassign", "reviews.decide"])
    #expect(try await two.it.bench.ask(ListAssignments(account: two.it.ana)).items.count == 1)
    try await two.it.perform(approving(id), as: two.vera)
    #expect(try await two.it.bench.ask(ListAssignments(account: two.it.ana)).items == [])
  }

  @Test func manyDecisionsAddUpWhoeverDecides() async throws {
    let two = try await TwoPersonBench("roles.unassign", from: 2)
    try await two.it.give(two.it.luis, "support", in: two.it.a)
    let review = try await begun(two.it)
    let first = try await revoking(two.it.ana, in: review, two.it)
    let second = try await revoking(two.it.luis, in: review, two.it)
    #expect(try await two.request(first, as: two.it.eva) == nil)
    #expect(try await two.request(second, as: two.it.eva) != nil)
  }

  @Test func theCalendarRevokesNothingThatTakesASecondPerson() async throws {
    let sent = LetterBox()
    let two = try await TwoPersonBench("roles.unassign", world: sent.world)
    await two.it.bench.drain()
    let review = try await begun(two.it, undecided: .revoke)
    two.it.bench.clock.advance(by: 11 * 86_400)
    await two.it.bench.drain()
    let evidence = try await two.it.bench.ask(ShowReview(id: review.id))
    let item = try #require(evidence.items.first { $0.holding.account == two.it.ana })
    #expect(evidence.review.closed != nil && item.outcome == .failed)
    #expect(item.problem?.en == "that takes a second person (roles.unassign)")
    #expect(try await two.it.bench.ask(ListAssignments(account: two.it.ana)).items.count == 1)
  }

  @Test func thePageChangesAndRemovesIt() async throws {
    let bench = try await SignInBench()
    try await bench.bench.perform(AssignRole(address: bench.ana, role: "administrator"))
    let browser = Browser(bench, capabilities: every + [signIns])
    try await browser.signIn()
    let form = [
      "title": "", "reviewers": bench.ana.text, "due": "2099-01-31", "kinds": "role\ntoken", "domain": "",
      "undecided": "keep",
    ]
    try await browser.submit("/reviews", form)
    #expect(browser.status == 422 && browser.page.contains("a review needs a title"))
    try await browser.submit("/reviews", form.merging(["title": "<b>Spring"]) { $1 })
    #expect(browser.location == "/reviews/1" && browser.page.contains("&lt;b&gt;Spring"))
    try await browser.submit(
      "/reviews/1/change", ["title": "Summer", "reviewers": bench.ana.text, "due": "", "undecided": "revoke"])
    #expect(try await bench.bench.ask(ShowReview(id: 1)).review.title == "Summer")
    try await browser.submit("/reviews/1/remove", [:])
    #expect(browser.page.contains("Removed.") && browser.page.contains("There is no review."))
  }
}
