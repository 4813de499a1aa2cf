import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// The directory in a browser.
@Suite struct LDAPPagesTests {
  private let settings = [
    "kind": "openldap", "uri": "ldaps://dc.example.org", "bindDN": "cn=us", "password": "very secret",
    "base": "dc=example", "filter": "(mail=*)", "groupFilter": "", "key": "entryUUID", "address": "mail",
    "names": "cn", "aliases": "mail", "members": "member", "serviceClass": "", "mostLosses": "5",
    "mostLossesPercent": "10", "graceDays": "30", "everyMinutes": "0",
  ]

  private func signedIn() async throws -> (SignInBench, Browser) {
    var world = World.unexpected
    world.ldap = LDAPClient { _, _ in
      let values = ["entryUUID": ["1"], "mail": ["eva@example.test"], "cn": ["<b>Eva</b>"]]
      return [LDAPEntry(dn: "cn=<i>Eva</i>", values: values.mapValues { $0.map { Data($0.utf8) } })]
    }
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator }, world: world)
    let browser = Browser(bench, capabilities: [accounts, domains, signIns, sessions, ldap])
    try await browser.signIn()
    return (bench, browser)
  }

  @Test func isSetTriedAndCarriedOutInABrowser() async throws {
    let (bench, browser) = try await signedIn()
    try await browser.open("/ldap")
    #expect(browser.page.contains("can follow the organisation") && !browser.page.contains("Synchronise now"))
    try await browser.open("/ldap/settings")
    try await browser.submit("/ldap/settings", settings)
    #expect(browser.page.contains("ldaps://dc.example.org") && browser.page.contains("Synchronise now"))
    try await browser.open("/ldap/preview")
    #expect(browser.page.contains("eva@example.test") && browser.page.contains("cn=&lt;i&gt;Eva&lt;/i&gt;"))
    #expect(try await bench.bench.ask(ListAccounts()).items.count == 1)
    try await browser.open("/ldap")
    try await browser.submit("/ldap/sync", [:])
    #expect(browser.page.contains("under way") && !browser.page.contains("Synchronise now"))
    await bench.bench.drain()
    #expect(try await bench.bench.ask(ListAccounts()).items.map(\.displayName) == ["Ana", "<b>Eva</b>"])
    try await browser.open("/ldap")
    #expect(browser.page.contains("added 1"))
    let run = try #require(try await bench.bench.ask(ListLDAPRuns()).first)
    try await browser.open("/ldap/runs/\(run.id)")
    #expect(browser.page.contains("eva@example.test"))
  }

  @Test func showsThePasswordToNobodyAndKeepsItWhereTheFieldIsEmpty() async throws {
    let (bench, browser) = try await signedIn()
    try await browser.open("/ldap/settings")
    try await browser.submit("/ldap/settings", settings)
    try await browser.open("/ldap/settings")
    #expect(!browser.page.contains("very secret") && browser.page.contains("Empty to keep"))
    try await browser.submit("/ldap/settings", settings.merging(["password": "", "mostLosses": "6"]) { $1 })
    let source = try await bench.bench.ask(ShowLDAP())
    #expect(source.hasPassword && source.mostLosses == 6)
  }

  @Test func keepsWhatWasTypedAndNamesTheFieldThatIsWrong() async throws {
    let (_, browser) = try await signedIn()
    try await browser.open("/ldap/settings")
    browser.language = "es"
    try await browser.submit("/ldap/settings", settings.merging(["uri": "http://<x>"]) { $1 })
    #expect(browser.status == 422)
    #expect(browser.page.contains("no nombra un servidor de directorio") && browser.page.contains("http://&lt;x&gt;"))
  }

  @Test func isLetGo() async throws {
    let (_, browser) = try await signedIn()
    try await browser.open("/ldap/settings")
    try await browser.submit("/ldap/settings", settings)
    try await browser.open("/ldap/settings")
    try await browser.submit("/ldap/remove", [:])
    #expect(browser.page.contains("can follow the organisation"))
  }
}
