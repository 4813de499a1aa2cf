import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// Groups in the console: a browser whose session may do everything.
@Suite struct GroupsPageTests {
  @Test func aGroupIsMadeFilledAndEmptied() async throws {
    let (bench, browser) = try await signedIn()
    try await browser.open("/groups")
    #expect(browser.status == 200 && browser.page.contains("There is no group here."))
    try await browser.submit(
      "/groups", ["address": "team@example.test", "displayName": "<b>Team</b>", "posting": "domain", "posters": ""])
    #expect(browser.page.contains("The group is there.") && browser.page.contains("&lt;b&gt;Team&lt;/b&gt;"))
    let path = "/groups/team%40example%2Etest"
    try await browser.submit("\(path)/join", ["members": "ana@example.test\nx@else.example", "until": ""])
    #expect(browser.page.contains("They are in the group.") && browser.page.contains("x@else.example"))
    try await browser.submit("\(path)/leave", ["member": "x@else.example"])
    #expect(browser.page.contains("goes there no more") && !browser.page.contains("x@else.example"))
    #expect(try await bench.bench.ask(ListMembers(address: Address("team@example.test"))).items.count == 1)
  }

  @Test func keepsWhatWasTypedAndSaysWhichFieldIsWrong() async throws {
    let (_, browser) = try await signedIn()
    try await browser.submit(
      "/groups", ["address": "team at example", "posting": "listed", "posters": "ana@example.test"])
    #expect(browser.status == 422)
    #expect(browser.page.contains("value=\"team at example\"") && browser.page.contains("aria-invalid=\"true\""))
    #expect(browser.page.contains("is not an e-mail address") && browser.page.contains("ana@example.test"))
  }

  @Test func changesTheRulesAndTheOwners() async throws {
    let (bench, browser) = try await signedIn()
    let team = try Address("team@example.test")
    try await bench.bench.perform(AddGroup(address: team))
    let path = "/groups/team%40example%2Etest"
    try await browser.open(path)
    try await browser.submit(
      "\(path)/details",
      ["displayName": "Team", "posting": "listed", "posters": "ana@example.test", "seen": browser.hidden("seen")])
    #expect(browser.page.contains("The changes are in force."))
    try await browser.submit("\(path)/owner", ["owner": "ana@example.test"])
    #expect(browser.page.contains("The owners are changed."))
    let shown = try await bench.bench.ask(ShowGroup(address: team))
    #expect(shown.group.posting == .listed && shown.group.posters == [bench.ana] && shown.owners == [bench.ana])
    try await browser.submit("/groups/bulk", ["row": team.text, "bulk": "remove"])
    #expect(browser.page.contains("team@example.test is removed"))
  }

  @Test func offersNothingToWhoeverMayNot() async throws {
    let bench = try await SignInBench()
    try await bench.bench.perform(AssignRole(address: bench.ana, role: "auditor"))
    try await bench.bench.perform(AddGroup(address: Address("team@example.test")))
    let browser = Browser(bench, capabilities: [groups, domains, signIns, sessions])
    try await browser.signIn()
    try await browser.open("/groups/team%40example%2Etest")
    #expect(browser.status == 200 && !browser.page.contains("/join\"") && !browser.page.contains("/details\""))
    try await browser.submit("/groups", ["address": "other@example.test", "posting": "anyone"])
    #expect(browser.page.contains("may not groups.add"))
  }

  private func signedIn() async throws -> (SignInBench, Browser) {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(bench, capabilities: [groups, domains, signIns, sessions, secondFactors])
    try await browser.signIn()
    return (bench, browser)
  }
}
