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
    #expect(browser.page.contains("No account begins like that."))
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
      #expect(browser.page.contains("&lt;script&gt;") && !browser.page.contains("<script"))
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
