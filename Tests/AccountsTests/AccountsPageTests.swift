import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// The pages of whoever looks after accounts: a browser whose session may do everything.
@Suite struct AccountsPageTests {
  @Test func listsAccountsPageByPageAndByTheBeginningOfTheAddress() async throws {
    let (bench, browser) = try await signedIn()
    for number in 100..<160 {
      try await bench.bench.perform(AddAccount(address: Address("u\(number)@example.test")))
    }
    try await browser.open("/accounts")
    #expect(browser.page.contains("u100@example.test") && !browser.page.contains("u159@example.test"))
    let next = try #require(browser.page.firstMatch(of: /href="(\?after=[^"]+)"/)?.1)
    try await browser.open("/accounts\(next)")
    #expect(browser.page.contains("u159@example.test") && !browser.page.contains("u100@example.test"))
    #expect(!browser.page.contains("Next page") && browser.page.contains("First page"))
    try await browser.open("/accounts?search=u12&domain=example.test")
    #expect(browser.page.contains("u125@example.test") && !browser.page.contains("u130@example.test"))
    try await browser.open("/accounts?search=zz")
    #expect(browser.page.contains("No account is like that."))
  }

  @Test func sortsByAColumnEitherWayAndPagesInThatOrder() async throws {
    let (bench, browser) = try await signedIn()
    for number in 100..<155 {
      try await bench.bench.perform(
        AddAccount(address: Address("u\(number)@example.test"), displayName: "N\(number % 10) \(number)"))
    }
    try await browser.open("/accounts?sort=-name")
    #expect(browser.page.contains("aria-sort=\"descending\"") && browser.page.contains("href=\"?sort=name\""))
    #expect(browser.page.contains("u149@example.test") && !browser.page.contains("u100@example.test"))
    let next = try #require(browser.page.firstMatch(of: /href="(\?after=[^"]+)">Next/)?.1)
    try await browser.open("/accounts\(next.replacing("&amp;", with: "&"))")
    #expect(browser.page.contains("u100@example.test") && !browser.page.contains("u149@example.test"))
    try await browser.open("/accounts?sort=created&after=x")
    #expect(browser.status == 422)
  }

  @Test func showsWhatABulkActionWouldDoAndDoesNothingYet() async throws {
    let (bench, browser) = try await signedIn()
    let eva = try await bench.held("eva@example.test")
    try await browser.open("/accounts?choose=all")
    #expect(browser.page.matches(of: /checked/).count == 2)
    try await browser.submit("/accounts/bulk", ["row": "ana@example.test\neva@example.test", "bulk": "remove"])
    #expect(browser.page.contains("the mail of eva@example.test is on hold"))
    #expect(browser.page.contains("removed; can be restored until") && browser.page.contains("Remove (1)"))
    #expect(try await bench.bench.ask(ShowAccount(address: bench.ana)).removed == nil)
    #expect(try await bench.bench.ask(ShowAccount(address: eva)).removed == nil)
  }

  @Test func carriesABulkActionOutRowByRowAndTellsOfEach() async throws {
    let (bench, browser) = try await signedIn()
    let eva = try await bench.held("eva@example.test")
    let luis = try Address("luis@example.test")
    try await bench.bench.perform(AddAccount(address: luis))
    try await browser.open("/accounts")
    try await browser.submit(
      "/accounts/bulk/confirm", ["row": "luis@example.test\neva@example.test", "bulk": "remove"])
    #expect(browser.page.contains("1 of 2 done."))
    #expect(try await bench.bench.ask(ShowAccount(address: luis)).removed != nil)
    #expect(try await bench.bench.ask(ShowAccount(address: eva)).removed == nil)
  }

  @Test func offersNoBulkActionToWhoeverMayNot() async throws {
    let bench = try await SignInBench()
    try await bench.bench.perform(AssignRole(address: bench.ana, role: "auditor"))
    let browser = Browser(bench, capabilities: [accounts, domains, signIns, sessions])
    try await browser.signIn()
    try await browser.open("/accounts")
    #expect(browser.page.contains("ana@example.test") && !browser.page.contains("name=\"row\""))
    try await browser.submit("/accounts/bulk", ["row": "ana@example.test", "bulk": "suspend"])
    #expect(browser.page.contains("may not accounts.suspend") && !browser.page.contains("Suspend (1)"))
  }

  @Test func changesAnAccountAndKeepsWhatWasTypedWhenItCannot() async throws {
    let (bench, browser) = try await signedIn()
    let path = "/accounts/ana%40example%2Etest"
    try await browser.open(path)
    #expect(browser.status == 200)
    try await browser.submit("\(path)/details", ["displayName": "Ana Ruiz", "quota": "lots"])
    #expect(browser.status == 422)
    #expect(browser.page.contains("value=\"lots\"") && browser.page.contains("“lots” is not a size"))
    try await browser.submit("\(path)/details", ["displayName": "Ana Ruiz", "quota": "2G"])
    #expect(browser.page.contains("The changes are in force."))
    #expect(try await bench.bench.ask(ShowAccount(address: bench.ana)).quota?.description == "2G")
  }

  @Test func showsBothWhenSomebodyElseWasFasterAndSavesWhatIsDecidedThen() async throws {
    let (bench, browser) = try await signedIn()
    let path = "/accounts/ana%40example.test"
    try await browser.open(path)
    let seen = browser.hidden("seen")
    try await bench.bench.perform(ChangeAccount(address: bench.ana, displayName: "Ana María"))
    let mine = ["displayName": "Ana Ruiz", "quota": "2G"]
    try await browser.submit("\(path)/details", mine.merging(["seen": seen, "quota": "lots"]) { $1 })
    #expect(browser.status == 422 && browser.hidden("seen") == seen)
    try await browser.submit("\(path)/details", mine.merging(["seen": seen]) { $1 })
    #expect(browser.status == 422)
    #expect(browser.page.contains("somebody has changed it meanwhile"))
    #expect(browser.page.contains("value=\"Ana Ruiz\"") && browser.page.contains("Meanwhile it is: Ana María"))
    #expect(try await bench.bench.ask(ShowAccount(address: bench.ana)).displayName == "Ana María")
    try await browser.submit("\(path)/details", mine.merging(["seen": browser.hidden("seen")]) { $1 })
    #expect(browser.page.contains("The changes are in force."))
    #expect(try await bench.bench.ask(ShowAccount(address: bench.ana)).displayName == "Ana Ruiz")
  }

  @Test func suspendsAndResumes() async throws {
    let (bench, browser) = try await signedIn()
    let eva = try Address("eva@example.test")
    try await bench.bench.perform(AddAccount(address: eva))
    try await browser.open("/accounts/eva%40example.test")
    try await browser.submit("/accounts/eva%40example.test/state", ["state": "suspended"])
    #expect(try await bench.bench.ask(ShowAccount(address: eva)).state == .suspended)
    #expect(browser.page.contains("Make active"))
  }

  @Test func showsWhatHasTheLastWordAndOffersNothingThatWouldHaveNoEffect() async throws {
    let (bench, browser) = try await signedIn()
    let eva = try Address("eva@example.test")
    try await bench.bench.perform(AddAccount(address: eva))
    try await bench.bench.perform(HoldAccount(address: eva, reason: "case 17"))
    try await browser.open("/accounts/eva%40example.test")
    #expect(browser.page.contains("On hold") && browser.page.contains("case 17"))
    #expect(!browser.page.contains("/state\""))
    try await bench.bench.perform(ReleaseAccount(address: eva))
    try await bench.bench.perform(RemoveAccount(address: eva))
    try await browser.open("/accounts/eva%40example.test")
    #expect(browser.page.contains("Removed") && !browser.page.contains("action=\"/accounts/"))
  }

  @Test func showsAScriptInANameAsText() async throws {
    let (bench, browser) = try await signedIn()
    try await bench.bench.perform(ChangeAccount(address: bench.ana, displayName: "<script>alert(1)</script>"))
    for path in ["/accounts", "/accounts/ana%40example.test", "/profile"] {
      try await browser.open(path)
      #expect(browser.page.contains("&lt;script&gt;") && !browser.page.contains("<script>alert"))
    }
  }

  @Test func isClosedToWhoeverMayOnlyLookAfterThemselves() async throws {
    let bench = try await SignInBench()
    let browser = Browser(bench, capabilities: [accounts, signIns, sessions])
    try await browser.signIn()
    #expect(!browser.page.contains("href=\"/accounts\""))
    try await bench.bench.perform(AddAccount(address: Address("eva@example.test")))
    for path in ["/accounts", "/accounts/eva%40example.test"] {
      try await browser.open(path)
      #expect(browser.status == 403)
    }
    try await browser.open("/accounts/ana%40example.test")
    #expect(browser.status == 200 && !browser.page.contains("action=\"/accounts/"))
    try await browser.open("/profile")
    try await browser.submit("/accounts/ana%40example.test/details", ["displayName": "x"])
    #expect(browser.status == 403)
  }

  @Test func showsWhoeverHelpsOneDomainJustThatDomain() async throws {
    let bench = try await SignInBench()
    let eva = try Address("eva@elsewhere.test")
    try await bench.bench.perform(AddDomain(domain: eva.domain))
    try await bench.bench.perform(AddAccount(address: eva, displayName: "Eva", password: SignInBench.password))
    try await bench.bench.perform(AssignRole(address: bench.ana, role: "support", domain: bench.ana.domain))
    let browser = Browser(bench, capabilities: [accounts, domains, signIns, sessions])
    try await browser.signIn()
    try await browser.open("/accounts")
    #expect(browser.status == 200 && browser.page.contains("ana@example.test") && !browser.page.contains("elsewhere"))
    try await browser.open("/accounts/eva%40elsewhere.test")
    #expect(browser.status == 403)
  }

  @Test func theFirstPageCountsAccounts() async throws {
    let (_, browser) = try await signedIn()
    try await browser.open("/")
    #expect(browser.page.contains("1 accounts, 0 of them suspended"))
  }

  private func signedIn() async throws -> (SignInBench, Browser) {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(bench, capabilities: [accounts, domains, signIns, sessions, secondFactors])
    try await browser.signIn()
    return (bench, browser)
  }
}

extension SignInBench {
  /// An account whose mail must be kept.
  fileprivate func held(_ name: String) async throws -> Address {
    let address = try Address(name)
    try await bench.perform(AddAccount(address: address))
    try await bench.perform(HoldAccount(address: address, reason: "case 17"))
    return address
  }
}
