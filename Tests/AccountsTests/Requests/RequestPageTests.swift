import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// Two administrators at their browsers.
@Suite struct RequestPageTests {
  @Test func whoeverAsksIsLedToTheRequestAndAnotherApprovesIt() async throws {
    let bench = try await SignInBench()
    let eva = try Address("eva@example.test")
    let vera = try Address("vera@example.test")
    for address in [eva, vera] {
      try await bench.bench.perform(AddAccount(address: address, password: SignInBench.password))
    }
    for address in [bench.ana, vera] {
      try await bench.bench.perform(AssignRole(address: address, role: "administrator"))
    }
    try await bench.bench.perform(SetApproval(permissions: PermissionPattern("accounts.suspend")))
    let ana = Browser(bench, capabilities: every + [signIns])
    try await ana.signIn()
    try await ana.open("/accounts/eva%40example.test")
    try await ana.submit(
      "/accounts/eva%40example.test/state", ["state": "suspended", "reason": "<script>left</script>"])
    #expect(ana.location == "/requests/1" && ana.page.contains("Request 1"))
    #expect(ana.page.contains("Withdraw") && !ana.page.contains("Approve and carry out"))
    #expect(ana.page.contains("&lt;script&gt;left") && !ana.page.contains("<script>left"))
    try await ana.submit("/requests/1/approve", [:])
    #expect(ana.status == 422 && ana.page.contains("cannot decide over it"))

    let other = Browser(bench, capabilities: every + [signIns])
    try await other.signIn(as: vera.text)
    try await other.open("/requests")
    #expect(other.page.contains("accounts.suspend") && other.page.contains("ana@example.test"))
    try await other.open("/requests/1")
    #expect(other.page.contains("<code>active</code>") && other.page.contains("<code>suspended</code>"))
    try await other.submit("/requests/1/approve", ["comment": "as agreed"])
    #expect(other.page.contains("approved") && other.page.contains("as agreed"))
    #expect(try await bench.bench.ask(ShowAccount(address: eva)).state == .suspended)
  }

  @Test func theRuleIsSetOnAPage() async throws {
    let bench = try await SignInBench()
    try await bench.bench.perform(AssignRole(address: bench.ana, role: "administrator"))
    let browser = Browser(bench, capabilities: every + [signIns])
    try await browser.signIn()
    try await browser.open("/approvals")
    #expect(browser.page.contains("Everybody acts alone"))
    try await browser.submit("/approvals/set", ["permissions": "accounts.fly", "threshold": "10"])
    #expect(browser.status == 422 && browser.page.contains("value=\"accounts.fly\""))
    try await browser.submit("/approvals/set", ["permissions": "accounts.remove", "threshold": "10"])
    #expect(browser.page.contains("<code>accounts.remove</code>") && browser.page.contains("10"))
    try await browser.submit("/approvals/remove", ["permissions": "accounts.remove"])
    #expect(browser.page.contains("Everybody acts alone"))
  }

  @Test func aBulkIsCountedAsAWholeAndApprovedAsOne() async throws {
    let bench = try await SignInBench()
    let vera = try Address("vera@example.test")
    try await bench.bench.perform(AddAccount(address: vera, password: SignInBench.password))
    for address in [bench.ana, vera] {
      try await bench.bench.perform(AssignRole(address: address, role: "administrator"))
    }
    let names = ["one", "two", "three"]
    for name in names { try await bench.bench.perform(AddAccount(address: Address("\(name)@example.test"))) }
    let rule = SetApproval(permissions: try PermissionPattern("accounts.suspend"), threshold: 3)
    try await bench.bench.perform(rule)
    let ana = Browser(bench, capabilities: every + [signIns])
    try await ana.signIn()
    try await ana.open("/accounts")
    let rows = names.map { "\($0)@example.test" }.joined(separator: "\n")
    try await ana.submit("/accounts/bulk/confirm", ["bulk": "suspend", "row": rows])
    #expect(ana.page.contains("0 of 3 done.") && ana.page.contains("request 3"))

    let other = Browser(bench, capabilities: every + [signIns])
    try await other.signIn(as: vera.text)
    try await other.open("/requests")
    try await other.submit("/requests/bulk", ["bulk": "approve", "row": "1\n2\n3"])
    #expect(other.page.contains("Nothing has happened yet."))
    try await other.submit("/requests/bulk/confirm", ["bulk": "approve", "row": "1\n2\n3"])
    #expect(other.page.contains("3 of 3 done."))
    for name in names {
      #expect(try await bench.bench.ask(ShowAccount(address: Address("\(name)@example.test"))).state == .suspended)
    }
  }
}
