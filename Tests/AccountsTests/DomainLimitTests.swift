import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// What a domain may have at most, asked by whatever adds something.
@Suite(.eachEngine) struct DomainLimitTests {
  private let domain: DomainName
  private let luis: Address

  init() throws {
    domain = try DomainName("example.org")
    luis = try Address("luis@example.org")
  }

  private func refused(_ words: String, _ body: () async throws -> Void) async {
    let fault = await #expect(throws: Fault.self) { try await body() }
    #expect(fault?.code == .conflict && fault?.message.en.contains(words) == true, "\(String(describing: fault))")
  }

  @Test func refusesAnAccountTooMany() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(LimitDomain(domain: domain, accounts: 1))
    await refused("may have 1 accounts") { try await bench.perform(AddAccount(address: luis)) }
    try await bench.perform(RemoveAccount(address: Address("ana@example.org")))
    try await bench.perform(AddAccount(address: luis))
    await refused("may have 1 accounts") {
      try await bench.perform(RestoreAccount(address: Address("ana@example.org")))
    }
  }

  @Test func aSharedMailboxIsOneOfThem() async throws {
    let bench = try await benchWithAna()
    let desk = try Address("desk@example.org")
    try await bench.perform(LimitDomain(domain: domain, accounts: 1))
    await refused("may have 1 accounts") { try await bench.perform(AddSharedMailbox(address: desk)) }
    try await bench.perform(LimitDomain(domain: domain, accounts: 2))
    try await bench.perform(AddSharedMailbox(address: desk))
    await refused("may have 2 accounts") { try await bench.perform(AddAccount(address: luis)) }
  }

  @Test func refusesAnAliasOrAGroupTooMany() async throws {
    let bench = try await benchWithAna()
    let (ana, info) = (try Address("ana@example.org"), try Address("info@example.org"))
    try await bench.perform(LimitDomain(domain: domain, aliases: 1))
    try await bench.perform(AddAlias(address: info, targets: [ana]))
    try await bench.perform(AddAlias(address: info, targets: [Address("x@else.example")]))
    await refused("1 aliases and groups") { try await bench.perform(AddGroup(address: Address("team@example.org"))) }
    await refused("1 aliases and groups") {
      try await bench.perform(AddAlias(address: Address("other@example.org"), targets: [ana]))
    }
  }

  /// By an account's own quota, by its class, and by a change of the class.
  @Test func refusesMoreQuotaThanItGivesOut() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    await refused("needs a quota") {
      try await bench.perform(LimitDomain(domain: domain, quota: ByteCount("4G")))
      try await bench.perform(AddAccount(address: luis, quota: ByteCount("1G")))
    }
    try await bench.perform(ChangeAccount(address: ana, quota: ByteCount("2G")))
    await refused("4G of quota in all") { try await bench.perform(AddAccount(address: luis, quota: ByteCount("3G"))) }
    try await bench.perform(AddAccount(address: luis, quota: ByteCount("2G")))
    await refused("4G of quota in all") {
      try await bench.perform(ChangeAccount(address: ana, quota: ByteCount("3G")))
    }
    try await bench.perform(AddClass(name: "small", quota: ByteCount("1G")))
    try await bench.perform(AssignClass(address: ana, serviceClass: "small"))
    #expect(try await bench.ask(ShowDomainUse(domain: domain)).quota == 3 << 30)
    await refused("4G of quota in all") { try await bench.perform(ChangeClass(name: "small", quota: ByteCount("3G"))) }
  }

  /// What is above a limit already may become less.
  @Test func aLimitTakesNothingAway() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    try await bench.perform(ChangeAccount(address: ana, quota: ByteCount("9G")))
    try await bench.perform(LimitDomain(domain: domain, accounts: 1, quota: ByteCount("1G")))
    #expect(try await bench.perform(ChangeAccount(address: ana, quota: ByteCount("8G"))).quota == ByteCount("8G"))
    #expect(try await bench.perform(LimitDomain(domain: domain, quota: ByteCount("0"))).limits.quota == nil)
  }

  @Test func newAccountsGetWhatTheDomainGives() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(ChangeDomain(domain: domain, defaultQuota: ByteCount("2G")))
    #expect(try await bench.perform(AddAccount(address: luis)).quota == ByteCount("2G"))
    let eva = AddAccount(address: try Address("eva@example.org"), quota: try ByteCount("0"))
    #expect(try await bench.perform(eva).quota == nil)
    try await bench.perform(AddClass(name: "staff"))
    try await bench.perform(ChangeDomain(domain: domain, defaultClass: "staff"))
    #expect(try await bench.perform(AddAccount(address: Address("pia@example.org"))).serviceClass == "staff")
    await refused("new accounts of 1 domains") {
      try await bench.perform(AssignClass(address: Address("pia@example.org"), serviceClass: nil))
      try await bench.perform(RemoveClass(name: "staff"))
    }
  }

  /// Whoever looks after a domain says what its accounts get, not how much it may have.
  @Test func aDomainsAdministratorDoesNotRaiseItsLimits() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    try await bench.perform(AssignRole(address: ana, role: "administrator", domain: domain))
    let keeper = try await bench.plane.store.read { try Rights.principal(of: ana, in: $0, at: bench.clock.now) }
    _ = try await bench.plane.perform(ChangeDomain(domain: domain, defaultQuota: ByteCount("1G")), as: keeper)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.perform(LimitDomain(domain: domain, accounts: 9), as: keeper)
    }
  }

  @Test func aDomainWhoseMailCanBeRestoredStaysUnlessItsEndIsWanted() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(RemoveAccount(address: Address("ana@example.org")))
    await refused("1 removed accounts") { try await bench.perform(RemoveDomain(domain: domain)) }
    try await bench.perform(RemoveDomain(domain: domain, purges: true))
    #expect(try await bench.ask(ListDomains()).isEmpty)
  }
}

/// Domains in the console.
@Suite struct DomainPageTests {
  @Test func aDomainIsAddedAndLimited() async throws {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(bench, capabilities: [domains, signIns, sessions, secondFactors])
    try await browser.signIn()
    try await browser.open("/domains")
    #expect(browser.status == 200 && browser.page.contains("no limit"))
    let path = "/domains/example%2Etest"
    try await browser.open("\(path)/limits")
    #expect(browser.status == 200)
    try await browser.submit(
      "\(path)/limits", ["accounts": "many", "aliases": "", "quota": "", "seen": browser.hidden("seen")])
    #expect(browser.status == 422 && browser.page.contains("is not a whole number"))
    try await browser.open("\(path)/limits")
    let seen = try #require(browser.hidden("seen").split(separator: "\n").first.map(String.init))
    try await browser.submit("\(path)/limits", ["accounts": "5", "aliases": "", "quota": "10G", "seen": seen])
    #expect(browser.page.contains("The changes are in force.") && browser.page.contains("5 accounts, 10G of quota"))
    let limits = try await bench.bench.ask(ShowDomain(domain: DomainName("example.test"))).limits
    #expect(limits == DomainLimits(accounts: 5, quota: try ByteCount("10G")))
  }
}
