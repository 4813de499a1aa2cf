import Foundation
import Kernel
import MailModel
import Synchronization
import TestSupport
import Testing

@testable import Accounts

/// Looking over who has access to what, with evidence that stays.
@Suite(.eachEngine) struct ReviewTests {
  /// The usual cast; eva and luis review roles of a.example, and ana has one there.
  private func begun(
    undecided: Review.Undecided? = nil, kinds: [String] = ["role"], sent: LetterBox = LetterBox()
  ) async throws -> (RightsBench, Review) {
    let system = MailSystem(host: try DomainName("mail.a.example"), ports: try Ports(base: 20_000))
    let it = try await RightsBench(world: sent.world) { _ in system }
    try await it.give(it.ana, "support", in: it.a)
    try await it.give(it.luis, "auditor", in: it.a)
    await it.bench.drain()
    let review = try await it.perform(
      AddReview(
        title: "Otoño", reviewers: [it.eva, it.luis], due: it.bench.clock.now + 10 * 86_400, kinds: kinds, domain: it.a,
        undecided: undecided), as: it.boss)
    return (it, review)
  }

  private func number(of address: Address, _ what: String, in review: Review, _ it: RightsBench) async throws -> Int {
    let items = try await it.bench.ask(ShowReview(id: review.id)).items
    return try #require(items.first { $0.holding.account == address && $0.holding.what == what }).number
  }

  @Test func whatIsRevokedEndsAtOnceWithBothNamesInTheJournal() async throws {
    let (it, review) = try await begun()
    #expect(review.items == 3)
    let number = try await number(of: it.ana, "support", in: review, it)
    let revoke = DecideReview(id: review.id, items: [number], decision: .revoke, reason: "left the desk")
    #expect(try await it.perform(revoke, as: it.eva).map(\.outcome) == [.revoked])
    #expect(try await it.bench.ask(ListAssignments(account: it.ana)).items == [])
    let entry = try #require(try await it.bench.journal().first { $0.action == "roles.unassign" })
    #expect(entry.actor == "boss@a.example")
    #expect(entry.reason == "left the desk [review \(review.id), item \(number), decided by eva@b.example]")
  }

  @Test func whatIsDecidedStays() async throws {
    let (it, review) = try await begun()
    let number = try await number(of: it.ana, "support", in: review, it)
    try await it.perform(DecideReview(id: review.id, items: [number], decision: .keep), as: it.eva)
    await #expect(throws: conflict) {
      try await it.perform(
        DecideReview(id: review.id, items: [number], decision: .revoke, reason: "after all"), as: it.luis)
    }
    #expect(try await it.bench.ask(ListAssignments(account: it.ana)).items.count == 1)
  }

  @Test func nobodyReviewsTheirOwnAccess() async throws {
    let (it, review) = try await begun()
    let number = try await number(of: it.luis, "auditor", in: review, it)
    for decision in ReviewItem.Decision.allCases {
      await #expect(throws: forbidden) {
        try await it.perform(
          DecideReview(id: review.id, items: [number], decision: decision, reason: "mine"), as: it.luis)
      }
    }
    #expect(try await it.bench.ask(ShowReview(id: review.id)).review.decided == 0)
  }

  @Test func onlyReviewersDecideAndSeeIt() async throws {
    let (it, review) = try await begun()
    let keep = DecideReview(id: review.id, items: [1], decision: .keep)
    for address in [it.ana, it.boss] {
      await #expect(throws: forbidden) { try await it.perform(keep, as: address) }
    }
    #expect(try await it.ask(ListOwnReviews(address: it.eva), as: it.eva).items.map(\.id) == [review.id])
    #expect(try await it.ask(ShowOwnReview(address: it.eva, id: review.id), as: it.eva).items.count == 3)
    #expect(try await it.ask(ListOwnReviews(address: it.ana), as: it.ana).items == [])
    await #expect(throws: notFound) { try await it.ask(ShowOwnReview(address: it.ana, id: review.id), as: it.ana) }
  }

  @Test func theLastAdministratorIsNotRevoked() async throws {
    let (it, review) = try await begun()
    let number = try await number(of: it.boss, "administrator", in: review, it)
    let revoke = DecideReview(id: review.id, items: [number], decision: .revoke, reason: "too much")
    await #expect(throws: conflict) { try await it.perform(revoke, as: it.eva) }
    #expect(try await it.bench.ask(ListAssignments(account: it.boss)).items.count == 1)
    #expect(try await it.bench.ask(ShowReview(id: review.id)).review.decided == 0)
  }

  @Test func revokesInTheNameAndWithTheRightsOfWhoeverBeganIt() async throws {
    let (it, _) = try await begun()
    try await it.role("reviewing", allows: ["accounts.read", "reviews.*"])
    try await it.give(it.luis, "reviewing", in: it.a)
    let due = it.bench.clock.now + 86_400
    let weak = try await it.perform(
      AddReview(title: "mine", reviewers: [it.eva], due: due, kinds: ["role"], domain: it.a), as: it.luis)
    let number = try await number(of: it.ana, "support", in: weak, it)
    await #expect(throws: forbidden) {
      try await it.perform(DecideReview(id: weak.id, items: [number], decision: .revoke, reason: "x"), as: it.eva)
    }
    #expect(try await it.bench.ask(ListAssignments(account: it.ana)).items.count == 1)
  }

  @Test func whatHasEndedMeanwhileIsGone() async throws {
    let (it, review) = try await begun()
    let number = try await number(of: it.ana, "support", in: review, it)
    try await it.bench.perform(UnassignRole(address: it.ana, role: "support", domain: it.a))
    let revoke = DecideReview(id: review.id, items: [number], decision: .revoke, reason: "x")
    #expect(try await it.perform(revoke, as: it.eva).map(\.outcome) == [.gone])
  }

  @Test func tokensAndAppPasswordsAreLookedOverToo() async throws {
    let it = try await RightsBench()
    try await it.bench.perform(
      AddToken(address: it.ana, name: "ci", permissions: [PermissionPattern("accounts.read")]))
    try await it.bench.perform(AddAppPassword(address: it.ana, name: "phone"))
    let review = try await it.perform(
      AddReview(
        title: "keys", reviewers: [it.eva], due: it.bench.clock.now + 86_400, kinds: ["token", "app-password"]),
      as: it.boss)
    let revoke = DecideReview(id: review.id, items: [1, 2], decision: .revoke, reason: "unused")
    #expect(try await it.perform(revoke, as: it.eva).map(\.outcome) == [.revoked, .revoked])
    #expect(try await it.bench.ask(ListTokens(owner: it.ana)).items == [])
    #expect(try await it.bench.ask(ListAppPasswords(address: it.ana)) == [])
  }

  @Test func membershipsOfGroupsAndTheirOwnersAreLookedOverToo() async throws {
    let it = try await RightsBench()
    let team = try Address("team@a.example")
    try await it.bench.perform(AddGroup(address: team))
    try await it.bench.perform(JoinGroup(address: team, members: [it.ana]))
    try await it.bench.perform(AddGroupOwner(address: team, owner: it.luis))
    let review = try await it.perform(
      AddReview(
        title: "team", reviewers: [it.eva], due: it.bench.clock.now + 86_400, kinds: ["group", "role"], domain: it.a),
      as: it.boss)
    let items = [
      try await number(of: it.ana, team.text, in: review, it),
      try await number(of: it.luis, "groupOwner", in: review, it),
    ]
    let revoke = DecideReview(id: review.id, items: items, decision: .revoke, reason: "dissolved")
    #expect(try await it.perform(revoke, as: it.eva).map(\.outcome) == [.revoked, .revoked])
    #expect(try await it.bench.ask(ListMembers(address: team)).items == [])
    #expect(try await it.bench.ask(ListAssignments(account: it.luis)).items == [])
  }

  @Test(arguments: Review.Undecided.allCases)
  func whatNobodyDecidesBecomesWhatTheReviewSays(undecided: Review.Undecided) async throws {
    let (it, review) = try await begun(undecided: undecided)
    await it.bench.drain()
    it.bench.clock.advance(by: 10 * 86_400)
    await it.bench.drain()
    let evidence = try await it.bench.ask(ShowReview(id: review.id))
    #expect(evidence.review.closed == it.bench.clock.now)
    let outcomes = Dictionary(grouping: evidence.items, by: { $0.outcome }).mapValues(\.count)
    #expect(outcomes == (undecided == .keep ? [.undecided: 3] : [.revoked: 2, .failed: 1]))
    #expect(try await it.bench.ask(ListAssignments(account: it.boss)).items.count == 1)
    let entry = try #require(try await it.bench.journal().first { $0.action == "reviews.closed" })
    #expect(entry.after.contains("Otoño") && entry.after.contains("support"))
    await #expect(throws: conflict) {
      try await it.perform(DecideReview(id: review.id, items: [1], decision: .keep), as: it.eva)
    }
  }

  @Test func endsEarlyWhenItIsClosed() async throws {
    let (it, review) = try await begun()
    try await it.perform(CloseReview(id: review.id), as: it.boss)
    await it.bench.drain()
    #expect(try await it.bench.ask(ShowReview(id: review.id)).review.closed != nil)
    await #expect(throws: conflict) { try await it.perform(CloseReview(id: review.id), as: it.boss) }
  }

  @Test func reviewersAreToldAtItsBeginningEveryThreeDaysAndOnTheLastOne() async throws {
    let sent = LetterBox()
    let (it, review) = try await begun(sent: sent)
    func letters(after days: Double) async -> Int {
      it.bench.clock.advance(by: days * 86_400)
      await it.bench.drain()
      return sent.take().count
    }
    it.bench.clock.advance(by: 900)
    await it.bench.drain()
    let first = sent.take()
    #expect(Set(first.map(\.to)) == [it.eva, it.luis])
    #expect(
      first.first?.subject == "Palomar: Otoño" && first.first?.lines.contains { $0.contains("/reviews/1") } == true)
    #expect(await letters(after: 1) == 0)
    #expect(await letters(after: 2) == 2)
    #expect(await letters(after: 3) == 2)
    #expect(await letters(after: 1) == 0)
    #expect(await letters(after: 2) == 2)
    try await it.perform(CloseReview(id: review.id), as: it.boss)
    #expect(await letters(after: 3) == 0)
  }

  @Test func theExportIsSafeForSpreadsheets() async throws {
    let it = try await RightsBench()
    try await it.bench.perform(AddAppPassword(address: it.ana, name: "=cmd(\"x\"),1"))
    let review = try await it.perform(
      AddReview(title: "keys", reviewers: [it.eva], due: it.bench.clock.now + 1, kinds: ["app-password"]), as: it.boss)
    let lines = try await it.bench.ask(ShowReview(id: review.id)).csv.split(separator: "\r\n")
    #expect(lines.count == 2 && lines[1].contains(#""'=cmd(""x""),1""#))
  }

  @Test func aReviewerKeepsManyRowsAtOnceOnAPage() async throws {
    let bench = try await SignInBench()
    let eva = try Address("eva@example.test")
    try await bench.bench.perform(AddAccount(address: eva))
    try await bench.bench.perform(AssignRole(address: eva, role: "support", reason: "<script>x</script>"))
    try await bench.bench.perform(AssignRole(address: bench.ana, role: "auditor"))
    try await bench.bench.perform(
      AddReview(title: "Autumn", reviewers: [bench.ana], due: bench.bench.clock.now + 86_400, kinds: ["role"]))
    let browser = Browser(bench, capabilities: every + [signIns])
    try await browser.signIn()
    try await browser.open("/profile/reviews")
    #expect(browser.page.contains("Autumn") && browser.page.contains("0 of 2 decided"))
    try await browser.open("/reviews/1")
    #expect(browser.page.contains("&lt;script&gt;") && !browser.page.contains("<script>x"))
    try await browser.submit("/reviews/items/bulk", ["bulk": "keep", "row": "1/1\n1/2"])
    #expect(browser.page.contains("cannot review what they have themselves"))
    try await browser.submit("/reviews/items/bulk/confirm", ["bulk": "keep", "row": "1/1\n1/2"])
    #expect(browser.page.contains("1 of 2 done."))
    #expect(try await bench.bench.ask(ShowReview(id: 1)).review.decided == 1)
  }
}

/// Letters as a test takes them.
final class LetterBox: Sendable {
  private let letters = Mutex<[Letter]>([])

  var world: World {
    var world = World.unexpected
    world.mail.send = { [self] letter, _ in letters.withLock { $0.append(letter) } }
    return world
  }

  func take() -> [Letter] {
    letters.withLock { letters in
      defer { letters = [] }
      return letters
    }
  }
}
