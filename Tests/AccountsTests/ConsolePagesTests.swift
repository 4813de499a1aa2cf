import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// What an administrator makes, changes and takes away at a browser.
@Suite struct ConsolePagesTests {
  @Test func addsADomainAndAnAccountInIt() async throws {
    let (bench, browser) = try await signedIn()
    try await browser.open("/domains/~add")
    try await browser.submit("/domains/~add", ["domain": "not a domain"])
    #expect(browser.status == 422 && browser.page.contains("value=\"not a domain\""))
    try await browser.submit("/domains/~add", ["domain": "second.test"])
    try await browser.open("/accounts/~add")
    let typed = ["address": "eva@second.test", "displayName": "Eva", "quota": "2G"]
    try await browser.submit("/accounts/~add", typed.merging(["password": "short"]) { $1 })
    #expect(browser.status == 422 && browser.page.contains("eva@second.test") && !browser.page.contains("short\""))
    try await browser.submit("/accounts/~add", typed.merging(["password": "correct horse battery"]) { $1 })
    #expect(browser.status == 200 && browser.page.contains("Added."))
    #expect(try await bench.bench.ask(ShowAccount(address: Address("eva@second.test"))).displayName == "Eva")
  }

  @Test func givesAClassAndDiffersFromItForAReason() async throws {
    let (bench, browser) = try await signedIn()
    try await browser.open("/classes/~add")
    try await browser.submit("/classes/~add", ["name": "pupils", "quota": "500M", "protocols": "imap\nsubmission"])
    #expect(browser.page.contains("500M") && browser.page.contains("imap, submission"))
    try await browser.submit("\(ana)/class", ["serviceClass": "pupils"])
    #expect(browser.page.contains("<dd>pupils</dd>"))
    let mine = ["quota": "1G", "protocols": "imap\nsubmission", "mainOpens": "yes"]
    try await browser.submit("\(ana)/details", mine)
    #expect(browser.status == 422 && browser.page.contains("which decides this"))
    try await browser.submit("\(ana)/details", mine.merging(["reason": "archives"]) { $1 })
    let account = try await bench.bench.ask(ShowAccount(address: bench.ana))
    #expect(account.quota?.description == "1G" && account.overrides == WordSet([.quota]))
  }

  @Test func changesWhereAnAliasPoints() async throws {
    let (bench, browser) = try await signedIn()
    let luis = try Address("luis@example.test")
    try await bench.bench.perform(AddAccount(address: luis))
    try await browser.open("/aliases/~add")
    try await browser.submit("/aliases/~add", ["address": "info@example.test", "targets": "ana@example.test"])
    #expect(browser.page.contains("info@example.test"))
    try await browser.submit("/aliases/info%40example.test", ["targets": "luis@example.test\r\nnobody@example.test"])
    #expect(browser.status == 422 && browser.page.contains("nobody@example.test does not exist here"))
    try await browser.submit("/aliases/info%40example.test", ["targets": "luis@example.test"])
    #expect(try await bench.bench.ask(ShowAlias(address: Address("info@example.test"))).targets == [luis])
    try await browser.open("/accounts/luis%40example.test")
    #expect(browser.page.contains("info@example.test"))
  }

  @Test func setsDatesHoldsAndRemovesAfterSayingWhatThatDoes() async throws {
    let (bench, browser) = try await signedIn()
    let eva = try Address("eva@example.test")
    try await bench.bench.perform(AddAccount(address: eva))
    let path = "/accounts/eva%40example.test"
    try await browser.open("\(path)/dates")
    try await browser.submit("\(path)/dates", ["until": "2031-05-01"])
    #expect(browser.page.contains("2031-05-01 00:00 UTC"))
    try await browser.open("\(path)/hold")
    try await browser.submit("\(path)/hold", ["reason": "case 17"])
    #expect(browser.page.contains("On hold"))
    try await browser.submit("\(path)/remove", ["keepDays": "10"])
    #expect(browser.status == 422 && browser.page.contains("is on hold"))
    try await browser.submit("\(path)/hold", ["release": "yes"])
    try await browser.open("\(path)/remove")
    #expect(browser.page.contains("It receives no more mail"))
    try await browser.submit("\(path)/remove", ["keepDays": "10"])
    #expect(browser.page.contains("Removed"))
    try await browser.submit("\(path)/remove", ["restore": "yes"])
    #expect(try await bench.bench.ask(ShowAccount(address: eva)).removed == nil)
  }

  @Test func showsAnAppPasswordOnce() async throws {
    let (_, browser) = try await signedIn()
    try await browser.open("\(ana)/access")
    try await browser.submit("\(ana)/access/app-passwords", ["name": "phone", "networks": "nowhere"])
    #expect(browser.status == 422 && browser.page.contains("value=\"phone\""))
    try await browser.submit(
      "\(ana)/access/app-passwords", ["name": "phone", "protocols": "imap", "reason": "asked for"])
    #expect(browser.page.contains(#/<code>[a-z2-9]{4}(-[a-z2-9]{4}){6}<\/code>/#))
    try await browser.open("\(ana)/access")
    #expect(browser.page.contains("phone") && !browser.page.contains("<code>"))
    try await browser.submit("\(ana)/access/app-passwords/remove", ["name": "phone"])
    #expect(browser.page.contains("There is none yet."))
  }

  @Test func makesARoleGivesItAndSaysWhatItChanges() async throws {
    let (bench, browser) = try await signedIn()
    try await bench.bench.perform(AddAccount(address: Address("eva@example.test")))
    try await browser.open("/roles/~add")
    try await browser.submit("/roles/~add", ["name": "desk", "allows": "accounts.setPassword\naccounts.read"])
    #expect(browser.page.contains("desk"))
    try await browser.submit(
      "/assignments/add",
      ["address": "eva@example.test", "role": "desk", "domain": "example.test", "reason": "Mondays"])
    #expect(browser.page.contains("Mondays"))
    try await browser.open(
      "/accounts/eva%40example.test/rights?action=accounts.setPassword&on=example.test")
    #expect(browser.page.contains("<strong>Yes</strong>: the role desk allows"))
    try await browser.open("/accounts/eva%40example.test/rights?action=accounts.remove&on=example.test")
    #expect(browser.page.contains("<strong>No</strong>"))
    try await browser.submit(
      "/assignments/bulk/confirm", ["bulk": "unassign", "row": "eva@example.test desk example.test"])
    #expect(browser.page.contains("eva@example.test no longer has desk in example.test"))
  }

  private let ana = "/accounts/ana%40example.test"

  private func signedIn() async throws -> (SignInBench, Browser) {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(
      bench,
      capabilities: [
        accounts, aliases, appPasswords, domains, roles(), serviceClasses, signIns, sessions, secondFactors,
      ])
    try await browser.signIn()
    return (bench, browser)
  }
}
