import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// The pages of shared mailboxes, and those on which people look after their own mail.
@Suite struct SharedMailboxPageTests {
  @Test func aMailboxIsAddedOpenedToSomebodyAndClosedAgain() async throws {
    let (bench, browser) = try await administrator()
    try await browser.open("/shared")
    #expect(browser.page.contains("There is no shared mailbox yet."))
    try await browser.submit("/shared", ["address": "desk@example.test", "displayName": "<Desk>", "sent": "both"])
    try await browser.open("/shared/desk@example.test")
    #expect(browser.page.contains("&lt;Desk&gt;") && browser.page.contains("Nobody has access."))
    let grant = ["member": bench.ana.text, "folders": "manage", "sending": "send-as", "until": "2099-01-01"]
    try await browser.submit("/shared/desk@example.test/grant", grant)
    try await browser.open("/shared/desk@example.test")
    #expect(browser.page.contains("Read and manage, Send as it"))
    let members = try await bench.bench.ask(ShowSharedMailbox(address: Address("desk@example.test"))).members
    #expect(members.map(\.until) == [try Day.parse("2099-01-01")])
    try await browser.submit("/shared/desk@example.test/end", ["member": bench.ana.text])
    try await browser.open("/shared/desk@example.test")
    #expect(browser.page.contains("Nobody has access."))
  }

  @Test func whatWasTypedStaysWhenItCannotBe() async throws {
    let (_, browser) = try await administrator()
    try await browser.submit("/shared", ["address": "desk@nowhere.test", "displayName": "Front", "sent": "shared"])
    #expect(browser.status == 422 && browser.page.contains("value=\"Front\""))
    try await browser.submit("/shared", ["address": "desk@example.test", "quota": "much", "sent": "shared"])
    #expect(browser.status == 422 && browser.page.contains("value=\"much\""))
    try await browser.submit("/shared", ["address": "desk@example.test", "sent": "shared"])
    try await browser.submit("/shared/desk@example.test/grant", ["member": "nobody@example.test", "folders": "read"])
    #expect(browser.status == 422 && browser.page.contains("value=\"nobody@example.test\""))
  }

  @Test func whoeverMayNotSeesNone() async throws {
    let (bench, browser) = try await owner()
    try await bench.bench.perform(AddSharedMailbox(address: Address("desk@example.test")))
    for path in ["/shared", "/shared/desk@example.test"] {
      try await browser.open(path)
      #expect(browser.status == 403, "\(path)")
    }
  }

  @Test func peopleOpenTheirMailboxToOthersAndSeeWhatIsOpenToThem() async throws {
    let (bench, browser) = try await owner()
    let luis = try Address("luis@example.test")
    try await bench.bench.perform(AddAccount(address: luis))
    try await browser.submit("/profile/delegations/grant", ["member": luis.text, "folders": "read", "sending": ""])
    try await browser.open("/profile/delegations")
    #expect(browser.page.contains("luis@example.test") && browser.page.contains("None but your own."))
    #expect(try await bench.bench.ask(ShowDelegations(address: luis)).received.map(\.mailbox) == [bench.ana])
    try await browser.submit("/profile/delegations/end", ["member": luis.text])
    #expect(try await bench.bench.ask(ShowDelegations(address: luis)).received.isEmpty)
  }

  @Test func peopleSetTheirFilters() async throws {
    let (bench, browser) = try await owner()
    try await browser.submit(
      "/profile/filters/set",
      ["name": "<lists>", "subject": "[list]", "from": "", "to": "", "action": "file", "target": "Lists"])
    try await browser.open("/profile/filters")
    #expect(browser.page.contains("&lt;lists&gt;") && browser.page.contains("into Lists"))
    try await browser.submit(
      "/profile/filters/set", ["name": "on", "action": "forward", "target": "nobody", "subject": "x"])
    #expect(browser.status == 422 && browser.page.contains("value=\"nobody\""))
    try await browser.submit("/profile/filters/remove", ["name": "<lists>"])
    #expect(try await bench.bench.ask(ShowMailRules(address: bench.ana)).isEmpty)
  }

  @Test func peopleSetTheirVacation() async throws {
    let (bench, browser) = try await owner()
    let form = ["subject": "Away", "text": "Back\r\nsoon", "first": "2026-08-01", "last": "2026-07-01"]
    try await browser.submit("/profile/vacation/set", form)
    #expect(browser.status == 422 && browser.page.contains("it would end before it begins"))
    try await browser.submit(
      "/profile/vacation/set",
      form.merging(["last": "2026-08-31", "onlyTo": "@example.test, luis@else.example"]) { $1 })
    let vacation = try await bench.bench.ask(ShowMailRules(address: bench.ana)).vacation
    #expect(vacation?.onlyTo == ["@example.test", "luis@else.example"] && vacation?.last?.text == "2026-08-31")
    try await browser.submit("/profile/vacation/remove", [:])
    #expect(try await bench.bench.ask(ShowMailRules(address: bench.ana)).vacation == nil)
  }

  private static let pages = [
    accounts, sharedMailboxes, delegations, mailRules, domains, signIns, sessions, secondFactors,
  ]

  private func administrator() async throws -> (SignInBench, Browser) {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    return (bench, try await signedIn(bench))
  }

  private func owner() async throws -> (SignInBench, Browser) {
    let bench = try await SignInBench(grants: { address, _, _ in Rights.owner(of: address) })
    return (bench, try await signedIn(bench))
  }

  private func signedIn(_ bench: SignInBench) async throws -> Browser {
    let browser = Browser(bench, capabilities: Self.pages)
    try await browser.signIn()
    return browser
  }
}
