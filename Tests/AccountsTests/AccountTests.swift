import Accounts
import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@Suite(.eachEngine) struct AccountTests {
  @Test func addsAnAccountWithAnArgon2Hash() async throws {
    let bench = try await TestBench(every)
    try await bench.perform(AddDomain(domain: DomainName("example.org")))
    let account = try await bench.perform(
      AddAccount(
        address: Address("Ana@Example.org"), displayName: "Ana", quota: ByteCount("2G"),
        password: Secret("correct horse")))
    #expect(account.address.text == "ana@example.org")
    #expect(account.quota?.description == "2G")
    let hash = try await bench.plane.store.read { try $0.value("SELECT password_hash FROM account", as: String.self) }
    #expect(hash?.hasPrefix("{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$") == true)
    #expect(
      try await bench.journal().allSatisfy { !$0.request.contains("correct horse") && !$0.request.contains("argon2") })
  }

  @Test func refusesAnUnknownDomain() async throws {
    let bench = try await TestBench(every)
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(AddAccount(address: Address("ana@example.org")))
    }
  }

  @Test func refusesATwin() async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(AddAccount(address: Address("ana@example.org")))
    }
    try await bench.perform(AddAlias(address: Address("info@example.org"), targets: [Address("ana@example.org")]))
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(AddAccount(address: Address("info@example.org")))
    }
  }

  @Test(arguments: ["short", String(repeating: "x", count: 257), "with\u{7}bell"])
  func refusesAPasswordThatDoesNotFit(_ password: String) async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      try await bench.perform(SetPassword(address: Address("ana@example.org"), password: Secret(password)))
    }
  }

  @Test func pagesThroughAList() async throws {
    let bench = try await benchWithAna()
    for number in 1...5 { try await bench.perform(AddAccount(address: Address("user\(number)@example.org"))) }
    let first = try await bench.ask(ListAccounts(limit: 4))
    #expect(first.items.map(\.address.local) == ["ana", "user1", "user2", "user3"])
    let second = try await bench.ask(ListAccounts(after: first.next, limit: 4))
    #expect(second.items.map(\.address.local) == ["user4", "user5"])
    #expect(second.next == nil)
    #expect(try await bench.ask(ListAccounts(search: "USER")).items.count == 5)
  }

  @Test func changesOnlyWhatIsGiven() async throws {
    let bench = try await benchWithAna()
    let account = try await bench.perform(ChangeAccount(address: Address("ana@example.org"), quota: ByteCount("1G")))
    #expect(account.displayName == "Ana Ruiz")
    #expect(account.quota?.description == "1G")
    let entry = try #require(try await bench.journal().first)
    #expect(entry.before?.contains("Ana Ruiz") == true)
    #expect(entry.scope == "example.org")
  }

  @Test func keepsADomainThatHoldsSomething() async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(RemoveDomain(domain: DomainName("example.org")))
    }
    try await bench.perform(RemoveAccount(address: Address("ana@example.org")))
    try await bench.perform(RemoveDomain(domain: DomainName("example.org"), purges: true))
    #expect(try await bench.ask(ListDomains()).isEmpty)
  }
}

@Suite(.eachEngine) struct AliasTests {
  @Test func addsTargets() async throws {
    let bench = try await benchWithAna()
    let info = try Address("info@example.org")
    try await bench.perform(AddAlias(address: info, targets: [Address("ana@example.org")]))
    let alias = try await bench.perform(AddAlias(address: info, targets: [Address("x@elsewhere.example")]))
    #expect(alias.targets.map(\.text) == ["ana@example.org", "x@elsewhere.example"])
  }

  @Test func refusesATargetOfOursThatDoesNotExist() async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(AddAlias(address: Address("info@example.org"), targets: [Address("nobody@example.org")]))
    }
  }

  @Test func keepsAnAccountThatAnAliasPointsTo() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddAlias(address: Address("info@example.org"), targets: [Address("ana@example.org")]))
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(RemoveAccount(address: Address("ana@example.org")))
    }
  }
}

let every: [Capability] = {
  let parts = [
    domains, serviceClasses, accounts, appPasswords, sharedMailboxes, delegations, mailRules, groups, aliases,
    memberships, ldap, mailDirectory, sessions, roles(), tokens(), reviews,
  ]
  return parts + [requests(knowing: (parts + [requests()]).flatMap(\.doors))]
}()

/// The domain example.org with one account.
func benchWithAna(_ bench: TestBench? = nil) async throws -> TestBench {
  let bench = if let bench { bench } else { try await TestBench(every) }
  try await bench.perform(AddDomain(domain: DomainName("example.org")))
  try await bench.perform(
    AddAccount(address: Address("ana@example.org"), displayName: "Ana Ruiz", password: Secret("correct horse")))
  return bench
}
