import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite struct PasswordPolicyPageTests {
  @Test func showsAndChangesWhatIsAsked() async throws {
    let it = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(it, capabilities: [signIns, sessions, passwords])
    try await browser.signIn()
    try await browser.open("/password-policy")
    #expect(browser.page.contains("no list is searched") && browser.page.contains("60 min"))
    try await browser.submit("/password-policy", ["leakedList": "leaked.txt", "linkMinutes": "30"])
    #expect(browser.status == 422 && browser.page.contains("is not an absolute path"))
    #expect(browser.page.contains("value=\"leaked.txt\"") && browser.page.contains("value=\"30\""))
    try await browser.submit("/password-policy", ["leakedList": "", "linkMinutes": "3"])
    #expect(browser.status == 422 && browser.page.contains("cannot hold for 3 minutes"))
    try await browser.submit("/password-policy", ["leakedList": "", "linkMinutes": "30"])
    #expect(try await it.bench.ask(ShowPasswordPolicy()).linkMinutes == 30)
  }

  @Test func whoOnlyReadsChangesNothing() async throws {
    let auditor = Principal(
      account: try Address("ana@example.test"),
      grants: [Grant(.allow, .each("read"), in: .everything, by: .role("auditor"))])
    let it = try await SignInBench(grants: { _, _, _ in auditor })
    let browser = Browser(it, capabilities: [signIns, sessions, passwords])
    try await browser.signIn()
    try await browser.open("/password-policy")
    #expect(browser.status == 200 && !browser.page.contains("linkMinutes"))
  }
}
