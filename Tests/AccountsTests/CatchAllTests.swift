import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Who gets mail for addresses that nobody has.
@Suite(.eachEngine) struct CatchAllTests {
  private let domain: DomainName
  private let ana: Address

  init() throws {
    domain = try DomainName("example.org")
    ana = try Address("ana@example.org")
  }

  @Test func leadsToOneMailboxUntilItLeadsToAnother() async throws {
    let bench = try await benchWithAna()
    let desk = try Address("desk@example.org")
    try await bench.perform(AddSharedMailbox(address: desk))
    try await bench.perform(SetCatchAll(domain: domain, target: Address("ana+lost@example.org")))
    #expect(try await bench.ask(ShowCatchAll(domain: domain)).target == ana)
    try await bench.perform(SetCatchAll(domain: domain, target: desk))
    #expect(try await bench.ask(ListCatchAlls()).map(\.target) == [desk])
    try await bench.perform(RemoveCatchAll(domain: domain))
    #expect(try await bench.ask(ListCatchAlls()) == [])
    #expect(try await bench.journal().first?.before?.contains("desk@example.org") == true)
  }

  /// What strangers write to invented names goes neither out in our name nor into a group past its rules.
  @Test func leadsToNothingButAMailboxOfOurs() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddAlias(address: Address("info@example.org"), targets: [ana]))
    try await bench.perform(AddGroup(address: Address("team@example.org")))
    try await bench.perform(AddAccount(address: Address("gone@example.org")))
    try await bench.perform(RemoveAccount(address: Address("gone@example.org")))
    for target in ["info@example.org", "team@example.org", "gone@example.org", "x@else.example"] {
      let fault = await #expect(throws: Fault.self) {
        try await bench.perform(SetCatchAll(domain: domain, target: Address(target)))
      }
      #expect(fault?.code == .notFound && fault?.field == "target", "\(target)")
    }
  }

  @Test func itsMailboxIsNotRemovedUnderIt() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(SetCatchAll(domain: domain, target: ana))
    let fault = await #expect(throws: Fault.self) { try await bench.perform(RemoveAccount(address: ana)) }
    #expect(fault?.message.en == "ana@example.org gets the mail for unknown addresses of example.org")
    try await bench.perform(RemoveCatchAll(domain: domain))
    try await bench.perform(RemoveAccount(address: ana))
  }

  @Test func goesWithItsDomain() async throws {
    let bench = try await benchWithAna()
    let other = try DomainName("other.example")
    try await bench.perform(AddDomain(domain: other))
    try await bench.perform(SetCatchAll(domain: other, target: ana))
    try await bench.perform(RemoveDomain(domain: other))
    #expect(try await bench.ask(ListCatchAlls()) == [])
  }

  @Test func whoLooksAfterADomainDecidesForThatAlone() async throws {
    let bench = try await benchWithAna()
    let other = try DomainName("other.example")
    try await bench.perform(AddDomain(domain: other))
    let keeper = Principal(
      account: ana,
      grants: [Grant(.allow, try PermissionPattern("catchAlls.*"), in: .domain(domain), by: .role("keeper"))])
    _ = try await bench.plane.perform(SetCatchAll(domain: domain, target: ana), as: keeper)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.perform(SetCatchAll(domain: other, target: ana), as: keeper)
    }
    #expect(try await bench.plane.ask(ListCatchAlls(), as: keeper).map(\.domain) == [domain])
  }

  @Test func isPublishedAndTakenBackWithTheDomainsRow() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(AddGroup(address: Address("empty@example.org")))
      try await bench.perform(SetCatchAll(domain: domain, target: ana))
      await bench.drain()
      #expect(try place.routing("SELECT domain || '>' || target FROM catch_all") == ["example.org>ana@example.org"])
      #expect(try place.routing("SELECT address FROM group_address") == ["empty@example.org"])
      try await bench.perform(RemoveCatchAll(domain: domain))
      try await bench.perform(RemoveGroup(address: Address("empty@example.org")))
      await bench.drain()
      #expect(try place.routing("SELECT domain FROM catch_all UNION SELECT address FROM group_address") == [])
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
    }
  }

  @Test func isSetAndTakenBackAtABrowserThatSaysWhatItCosts() async throws {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(
      bench, capabilities: [accounts, aliases, catchAlls, domains, signIns, sessions, secondFactors])
    try await browser.signIn()
    let path = "/domains/example.test/catch-all"
    try await browser.open(path)
    #expect(browser.page.contains("refused") && browser.page.contains("It draws spam"))
    try await browser.submit(path, ["target": "nobody@example.test"])
    #expect(browser.status == 422 && browser.page.contains("nobody@example.test is no account here"))
    try await browser.submit(path, ["target": "ana@example.test"])
    #expect(try await bench.bench.ask(ShowCatchAll(domain: DomainName("example.test"))).target == bench.ana)
    try await browser.open("/domains")
    #expect(browser.page.contains("to ana@example.test"))
    try await browser.open(path)
    try await browser.submit("\(path)/remove", [:])
    #expect(try await bench.bench.ask(ListCatchAlls()) == [])
  }
}
