import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct SecondFactorDutyTests {
  /// Ana administers everything, and administrators need a second factor in a day.
  private func bench() async throws -> SignInBench {
    let it = try await SignInBench()
    try await it.bench.perform(AssignRole(address: it.ana, role: "administrator"))
    try await it.bench.perform(RequireSecondFactor(name: "administrator", from: it.bench.clock.now + 86_400))
    return it
  }

  private func principal(_ it: SignInBench) async throws -> Principal {
    try #require(try await it.identity.signedIn(it.open(), SignInBench.client)).principal
  }

  @Test func holdsFromItsDayOnAndOnlyForWhoHasNone() async throws {
    let it = try await bench()
    #expect(try await principal(it).may("domains.add", in: .everything))
    it.bench.clock.advance(by: 86_400)
    let held = try await principal(it)
    #expect(!held.may("domains.add", in: .everything))
    #expect(!held.may("ownPassword.change", in: .account(it.ana)))
    #expect(held.may("secondFactor.start", in: .account(it.ana)))
    _ = try await it.secondFactor()
    let session = try await it.openWithCode()
    #expect(session.principal.may("domains.add", in: .everything))
    #expect(session.confinement == nil)
  }

  /// A session that was opened before is no way around it.
  @Test func holdsForSessionsThatAreOpenAlready() async throws {
    let it = try await bench()
    let secret = try await it.open()
    try await it.bench.perform(RequireSecondFactor(name: "administrator", from: it.bench.clock.now))
    let signedIn = try #require(try await it.identity.signedIn(secret, SignInBench.client))
    #expect(signedIn.confinement != nil)
    try await it.bench.perform(WaiveSecondFactor(name: "administrator"))
    #expect(try await it.identity.signedIn(secret, SignInBench.client)?.confinement == nil)
  }

  @Test func theRoleUserIsEverybody() async throws {
    let it = try await SignInBench()
    try await it.bench.perform(RequireSecondFactor(name: "user", from: it.bench.clock.now))
    #expect(try await !principal(it).may("ownPassword.change", in: .account(it.ana)))
  }

  @Test func tokensGoOn() async throws {
    let it = try await bench()
    let made = try await it.bench.perform(
      AddToken(address: it.ana, name: "ci", permissions: [PermissionPattern("accounts.read")]))
    it.bench.clock.advance(by: 86_400)
    let token = try await Tokens.principal(presenting: made.secret, from: IPAddress("192.0.2.7"), to: it.bench.plane)
    #expect(token.may("accounts.read", in: .everything))
  }

  @Test func listsWhoLacksItPageByPageWithinWhatOneSees() async throws {
    let it = try await bench()
    let names = ["eva", "luis", "otto"]
    for name in names {
      try await it.bench.perform(AddAccount(address: Address("\(name)@example.test")))
      try await it.bench.perform(
        AssignRole(address: Address("\(name)@example.test"), role: "support", domain: it.ana.domain))
    }
    func missing(_ role: String) async throws -> [String] {
      var found: [String] = []
      var after: String?
      repeat {
        let page = try await it.bench.ask(ListMissingSecondFactors(name: role, after: after, limit: 2))
        found += page.items.map(\.local)
        after = page.next
      } while after != nil
      return found
    }
    #expect(try await missing("support") == names)
    #expect(try await missing("administrator") == ["ana"])
    _ = try await it.secondFactor()
    #expect(try await missing("administrator") == [])
    #expect(try await missing("user") == names)
    await #expect(throws: notFound) { try await missing("chief") }
  }

  /// Whoever has lost it is helped by others; nobody gets around the rule alone.
  @Test func nobodyGivesUpTheLastOneWhileItIsDue() async throws {
    let it = try await bench()
    let app = try await it.secondFactor().app
    it.bench.clock.advance(by: 86_400)
    let giveUp = GiveUpSecondFactor(address: it.ana, code: it.code(app))
    let fault = await #expect(throws: Fault.self) { try await it.bench.plane.perform(giveUp, as: it.principal) }
    #expect(fault?.message.en.hasSuffix("requires a second factor since 2026-03-02, and this is the last") == true)
    // The code was not used up.
    try await it.bench.perform(WaiveSecondFactor(name: "administrator"))
    _ = try await it.bench.plane.perform(giveUp, as: it.principal)
    try await it.bench.perform(RequireSecondFactor(name: "administrator", from: it.bench.clock.now))
    _ = try await it.secondFactor()
    try await it.bench.perform(RemoveSecondFactor(address: it.ana))
  }

  @Test func theRuleIsMadeAndTakenBackAtABrowserThatNamesWhoIsMissing() async throws {
    let it = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    try await it.bench.perform(AddAccount(address: Address("eva@example.test")))
    try await it.bench.perform(AssignRole(address: Address("eva@example.test"), role: "support"))
    let browser = Browser(it, capabilities: [roles(), accounts, signIns, sessions, secondFactors])
    try await browser.signIn()
    try await browser.open("/roles/support")
    #expect(browser.page.contains("not required"))
    let path = "/roles/support/second-factor"
    try await browser.open(path)
    #expect(browser.page.contains("eva@example.test"))
    try await browser.submit(path, ["from": "someday"])
    #expect(browser.status == 422 && browser.page.contains("is not a date"))
    try await browser.submit(path, ["from": "2031-05-01"])
    #expect(browser.page.contains("required from 2031-05-01"))
    #expect(try await it.bench.ask(ListSecondFactorDuties()).map(\.role) == ["support"])
    try await browser.submit("\(path)/waive", [:])
    #expect(browser.page.contains("not required"))
    #expect(try await it.bench.ask(ListSecondFactorDuties()) == [])
  }

  @Test func goesWithItsRole() async throws {
    let it = try await SignInBench()
    try await it.bench.perform(AddRole(name: "front-desk", allows: [PermissionPattern("accounts.read")]))
    try await it.bench.perform(RequireSecondFactor(name: "front-desk", from: it.bench.clock.now))
    try await it.bench.perform(RemoveRole(name: "front-desk"))
    #expect(try await it.bench.ask(ListSecondFactorDuties()) == [])
    await #expect(throws: notFound) { try await it.bench.perform(WaiveSecondFactor(name: "front-desk")) }
    await #expect(throws: notFound) {
      try await it.bench.perform(RequireSecondFactor(name: "front-desk", from: it.bench.clock.now))
    }
  }

  @Test(arguments: ["en", "es"]) func leadsAwayFromEveryPageUntilItIsSetUp(_ language: String) async throws {
    let it = try await bench()
    let browser = Browser(it)
    browser.language = language
    try await browser.signIn()
    try await browser.open("/profile")
    #expect(browser.page.contains(language == "en" ? "you need a second factor" : "necesitará un segundo factor"))
    it.bench.clock.advance(by: 86_400)
    try await browser.signIn()
    for path in ["/", "/profile", "/design"] {
      try await browser.open(path)
      #expect((browser.status, browser.location) == (303, "/profile/second-factor"))
    }
    try await browser.open("/profile/second-factor")
    #expect(browser.page.contains(language == "en" ? "You need a second factor" : "Necesita un segundo factor"))
    try await browser.submit("/profile/second-factor/start", [:])
    let shown = try #require(browser.page.firstMatch(of: /<code>([A-Z2-7 ]+)<\/code>/))
    let app = OneTimeCode(key: try #require(Base32.data(of: shown.1.filter { $0 != " " })))
    try await browser.submit("/profile/second-factor/confirm", ["code": it.code(app).value])
    try await browser.open("/profile")
    #expect(browser.status == 200)
  }
}

extension SignInBench {
  /// Signs in with both, half a minute after the first code.
  fileprivate func openWithCode() async throws -> SignedIn {
    let key = try await bench.plane.store.read { try SecondFactor.find(ana, in: $0)?.key.value }
    let app = OneTimeCode(key: try #require(Base32.data(of: key ?? "")))
    bench.clock.advance(by: 30)
    guard case .needsCode(let pending) = try await signIn(),
      case .open(let secret) = try await desk.enter(code: code(app), for: pending, from: Self.client)
    else { throw Fault(.conflict, Text(verbatim: "not in")) }
    return try #require(try await identity.signedIn(secret, Self.client))
  }
}
