import Accounts
import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@Suite(.eachEngine) struct VisibilityTests {
  @Test func aListShowsTheDomainsThatOneMayRead() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    for address in [it.ana, it.eva] {
      try await it.bench.perform(
        AddAlias(address: try Address("info@\(address.domain)"), targets: [address]))
    }
    #expect(try await it.ask(ListDomains(), as: it.ana).map(\.name) == [it.a])
    #expect(try await it.ask(ListAccounts(), as: it.ana).items.map(\.address) == [it.ana, it.boss, it.luis])
    #expect(try await it.ask(ListAliases(), as: it.ana).items.map(\.address.text) == ["info@a.example"])
    #expect(try await it.ask(ListAccounts(domain: it.a, search: "l"), as: it.ana).items.map(\.address) == [it.luis])
  }

  @Test func pagesShowNothingOfAnotherDomain() async throws {
    let it = try await RightsBench()
    try await it.give(it.eva, "support", in: it.b)
    for number in 1...5 { try await it.bench.perform(AddAccount(address: Address("user\(number)@b.example"))) }
    var seen: [Address] = []
    var after: String?
    repeat {
      let page = try await it.ask(ListAccounts(after: after, limit: 2), as: it.eva)
      seen += page.items.map(\.address)
      after = page.next
    } while after != nil
    #expect(seen.map(\.local) == ["eva", "user1", "user2", "user3", "user4", "user5"])
    // Asking for what lies before one's own domain leads to one's own.
    #expect(try await it.ask(ListAccounts(search: "ana"), as: it.eva).items == [])
    #expect(try await it.ask(ListAccounts(after: "a"), as: it.eva).items.first?.address == it.eva)
  }

  @Test func anotherDomainIsRefusedByName() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    await #expect(throws: forbidden) { try await it.ask(ListAccounts(domain: it.b), as: it.ana) }
    await #expect(throws: forbidden) { try await it.ask(ListAliases(domain: it.b), as: it.ana) }
    await #expect(throws: forbidden) { try await it.ask(ListAssignments(domain: it.b), as: it.ana) }
    await #expect(throws: forbidden) { try await it.ask(ListTokens(owner: it.eva), as: it.ana) }
  }

  @Test func aDeniedDomainIsMissing() async throws {
    let it = try await RightsBench()
    try await it.role("not-here", allows: [], denies: ["accounts.*", "domains.read"])
    try await it.give(it.ana, "auditor")
    try await it.give(it.ana, "not-here", in: it.b)
    #expect(try await it.ask(ListDomains(), as: it.ana).map(\.name) == [it.a])
    #expect(try await it.ask(ListAccounts(), as: it.ana).items.allSatisfy { $0.address.domain == it.a })
    await #expect(throws: forbidden) { try await it.ask(ListAccounts(domain: it.b), as: it.ana) }
  }

  @Test func whoMayReadNowhereIsRefused() async throws {
    let it = try await RightsBench()
    await #expect(throws: forbidden) { try await it.ask(ListAccounts(), as: it.ana) }
    let entry = try #require(try await it.bench.journal().first)
    #expect(entry.result == .refused)
    #expect(entry.after.contains("no role gives it"))
  }

  @Test func assignmentsAreListedByTheirDomain() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    try await it.give(it.luis, "support", in: it.a)
    try await it.give(it.luis, "support", in: it.b)
    let first = try await it.ask(ListAssignments(limit: 1), as: it.ana)
    #expect(first.items.map(\.account) == [it.ana])
    let second = try await it.ask(ListAssignments(after: first.next, limit: 1), as: it.ana)
    #expect(second.items.map(\.scope) == [.domain(it.a)])
    #expect(second.items.map(\.account) == [it.luis])
    #expect(second.next == nil)
  }

  @Test func tokensAreListedByTheirOwnersDomain() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    let read = try PermissionPattern("accounts.read")
    for owner in [it.luis, it.eva] {
      for name in ["one", "two"] {
        try await it.bench.perform(AddToken(address: owner, name: name, permissions: [read]))
      }
    }
    let first = try await it.ask(ListTokens(limit: 1), as: it.ana)
    let second = try await it.ask(ListTokens(after: first.next, limit: 1), as: it.ana)
    #expect(
      (first.items + second.items).map { "\($0.owner) \($0.name)" } == ["luis@a.example one", "luis@a.example two"])
    #expect(second.next == nil)
  }
}
