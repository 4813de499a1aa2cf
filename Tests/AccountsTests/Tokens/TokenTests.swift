import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct TokenTests {
  @Test func showsItsSecretOnceAndKeepsOnlyAHash() async throws {
    let it = try await RightsBench()
    let secret = try await it.token(it.boss, "ci", ["accounts.*"])
    #expect(secret.value.wholeMatch(of: #/palomar_[A-Za-z0-9_-]{43}/#) != nil)
    let hash = try await it.bench.plane.store.read { try $0.value("SELECT hash FROM token", as: String.self) }
    #expect(hash == BearerSecret.hash(of: secret).value)
    #expect(hash?.count == 64)
    let entry = try #require(try await it.bench.journal().first)
    #expect(entry.action == "tokens.add")
    #expect(![entry.request, entry.after].contains { $0.contains(secret.value) || $0.contains(hash ?? "") })
  }

  /// FIPS 180-2, appendix B.1.
  @Test func hashesWithSHA256() {
    #expect(
      BearerSecret.hash(of: Secret("abc")).value == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func makesEachSecretAnew() throws {
    #expect(Set((0..<100).map { _ in BearerSecret.make().value }).count == 100)
  }

  @Test func actsForItsOwnerWithinWhatItSays() async throws {
    let it = try await RightsBench()
    let principal = try await it.present(it.token(it.boss, "ci", ["accounts.read"], domain: it.a))
    #expect(principal.name == "boss@a.example")
    #expect(try await it.bench.plane.ask(ListAccounts(), as: principal).items.count == 3)
    await #expect(throws: forbidden) { try await it.bench.plane.ask(ShowAccount(address: it.eva), as: principal) }
    await #expect(throws: forbidden) {
      try await it.bench.plane.perform(RemoveAccount(address: it.luis), as: principal)
    }
    let refusal = try #require(try await it.bench.journal().first)
    #expect(refusal.token == "ci")
    #expect(refusal.address == "192.0.2.7")
    #expect(refusal.after.contains("the token ci does not include it"))
  }

  @Test func losesWhatItsOwnerLoses() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator")
    let secret = try await it.token(it.ana, "ci", ["*"])
    #expect(try await it.present(secret).may("domains.add", in: .everything))
    try await it.bench.perform(UnassignRole(address: it.ana, role: "administrator"))
    let after = try await it.present(secret)
    #expect(!after.may("domains.add", in: .everything))
    #expect(after.may("accounts.read", in: .account(it.ana)))
  }

  @Test func opensNothingOnceRevokedOrEndedOrItsOwnerIsSuspended() async throws {
    let it = try await RightsBench()
    let revoked = try await it.token(it.boss, "revoked", ["*"])
    try await it.bench.perform(RemoveToken(address: it.boss, name: "revoked"))
    await #expect(throws: forbidden) { try await it.present(revoked) }
    let ended = try await it.token(it.boss, "ended", ["*"], until: it.bench.clock.now + 60)
    _ = try await it.present(ended)
    it.bench.clock.advance(by: 60)
    await #expect(throws: forbidden) { try await it.present(ended) }
    try await it.give(it.ana, "support")
    let suspended = try await it.token(it.ana, "suspended", ["accounts.read"])
    try await it.bench.perform(SuspendAccount(address: it.ana))
    await #expect(throws: forbidden) { try await it.present(suspended) }
  }

  @Test(arguments: ["", "palomar_", "palomar_AAAA", "' OR 1=1 --", String(repeating: "x", count: 100_000)])
  func opensNothingWithAnotherSecret(_ text: String) async throws {
    let it = try await RightsBench()
    _ = try await it.token(it.boss, "ci", ["*"])
    await #expect(throws: forbidden) { try await it.present(Secret(text)) }
  }

  @Test func comesFromItsNetworksOnly() async throws {
    let it = try await RightsBench()
    let secret = try await it.token(it.boss, "ci", ["*"], networks: ["192.0.2.0/24", "2001:db8::/32"])
    for address in ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7"] { _ = try await it.present(secret, from: address) }
    for address in ["192.0.3.7", "127.0.0.1", "2001:db9::7"] {
      await #expect(throws: forbidden) { try await it.present(secret, from: address) }
    }
  }

  /// A stolen token shows in the journal, and whoever tries it all the time does not fill it.
  @Test func journalsARefusalOnceAMinute() async throws {
    let it = try await RightsBench()
    let secret = try await it.token(it.boss, "ci", ["*"], networks: ["192.0.2.0/24"])
    for _ in 1...3 {
      await #expect(throws: forbidden) { try await it.present(secret, from: "198.51.100.1") }
    }
    let entry = try #require(try await it.bench.journal().first)
    #expect(entry.action == "tokens.refused")
    #expect([entry.actor, entry.token, entry.address] == ["boss@a.example", "ci", "198.51.100.1"])
    #expect(entry.after.contains("may not come from 198.51.100.1"))
    it.bench.clock.advance(by: 60)
    await #expect(throws: forbidden) { try await it.present(secret, from: "198.51.100.1") }
    #expect(try await it.bench.journal().filter { $0.action == "tokens.refused" }.count == 2)
  }

  @Test func recordsItsUseOnceAMinute() async throws {
    let it = try await RightsBench()
    let secret = try await it.token(it.boss, "ci", ["*"])
    let start = it.bench.clock.now
    _ = try await it.present(secret)
    it.bench.clock.advance(by: 59)
    _ = try await it.present(secret, from: "192.0.2.8")
    let first = try await it.bench.ask(ShowToken(address: it.boss, name: "ci"))
    #expect(first.lastUsed == start)
    #expect(first.lastAddress?.text == "192.0.2.7")
    it.bench.clock.advance(by: 1)
    _ = try await it.present(secret, from: "192.0.2.8")
    let second = try await it.bench.ask(ShowToken(address: it.boss, name: "ci"))
    #expect(second.lastUsed == start + 60)
    #expect(second.lastAddress?.text == "192.0.2.8")
  }

  @Test func nobodyMakesOneThatMayMoreThanThemselves() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    let all = [PermissionPattern.all]
    await #expect(throws: forbidden) {
      try await it.perform(AddToken(address: it.boss, name: "mine", permissions: all), as: it.ana)
    }
    try await it.perform(AddToken(address: it.ana, name: "mine", permissions: all, domain: it.a), as: it.ana)
    // Nor one that acts in the name of somebody stronger, however little it may.
    let read = try PermissionPattern("accounts.read")
    await #expect(throws: forbidden) {
      try await it.perform(AddToken(address: it.boss, name: "mine", permissions: [read], domain: it.a), as: it.ana)
    }
  }

  @Test func makesItselfNoStronger() async throws {
    let it = try await RightsBench()
    let all = [PermissionPattern.all]
    let few = try await it.present(it.token(it.boss, "few", ["tokens.*", "accounts.setPassword"]))
    await #expect(throws: forbidden) {
      try await it.bench.plane.perform(AddToken(address: it.boss, name: "many", permissions: all), as: few)
    }
    await #expect(throws: forbidden) {
      try await it.bench.plane.perform(ChangeToken(address: it.boss, name: "few", permissions: all), as: few)
    }
    await #expect(throws: forbidden) {
      try await it.bench.plane.perform(SetPassword(address: it.boss, password: Secret("correct horse")), as: few)
    }
    _ = try await it.bench.plane.perform(SetPassword(address: it.luis, password: Secret("correct horse")), as: few)
  }

  @Test func shedsNoneOfItsOwnLimits() async throws {
    let it = try await RightsBench()
    let all = [PermissionPattern.all]
    let end = it.bench.clock.now + 3_600
    let inner = try Network("192.0.2.128/25")
    let limited = try await it.present(it.token(it.boss, "ci", ["*"], networks: ["192.0.2.0/24"], until: end))
    for refused in [
      AddToken(address: it.boss, name: "free", permissions: all),
      AddToken(address: it.boss, name: "free", permissions: all, networks: [inner]),
      AddToken(address: it.boss, name: "free", permissions: all, until: end),
      AddToken(address: it.boss, name: "free", permissions: all, networks: [inner], until: end + 1),
      AddToken(address: it.luis, name: "free", permissions: all, networks: [try Network("192.0.0.0/16")], until: end),
    ] {
      await #expect(throws: forbidden) { try await it.bench.plane.perform(refused, as: limited) }
    }
    for refused in [
      ChangeToken(address: it.boss, name: "ci", networks: []),
      ChangeToken(address: it.boss, name: "ci", until: end + 1),
    ] {
      await #expect(throws: forbidden) { try await it.bench.plane.perform(refused, as: limited) }
    }
    _ = try await it.bench.plane.perform(
      AddToken(address: it.boss, name: "narrow", permissions: all, networks: [inner], until: end), as: limited)
  }

  @Test func ofSomebodyStrongerIsChangedByNobodyWeaker() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    _ = try await it.token(it.boss, "ci", ["accounts.read"], domain: it.a, networks: ["192.0.2.0/24"])
    await #expect(throws: forbidden) {
      try await it.perform(ChangeToken(address: it.boss, name: "ci", networks: []), as: it.ana)
    }
  }

  @Test func changesWithoutANewSecret() async throws {
    let it = try await RightsBench()
    let secret = try await it.token(it.boss, "ci", ["*"], networks: ["192.0.2.0/24"])
    let read = try PermissionPattern("*.read")
    try await it.bench.perform(
      ChangeToken(address: it.boss, name: "ci", permissions: [read], networks: [], until: it.bench.clock.now + 60))
    let principal = try await it.present(secret, from: "198.51.100.1")
    #expect(!principal.may("domains.add", in: .everything))
    #expect(try await it.bench.journal().first?.before?.contains("192.0.2.0/24") == true)
  }

  @Test func endsWithItsAccountAndWithItsDomain() async throws {
    let it = try await RightsBench()
    _ = try await it.token(it.luis, "one", ["accounts.read"])
    _ = try await it.token(it.boss, "two", ["accounts.read"], domain: it.b)
    try await it.bench.perform(PurgeAccount(address: it.luis))
    try await it.bench.perform(RemoveAccount(address: it.eva))
    try await it.bench.perform(RemoveDomain(domain: it.b, purges: true))
    #expect(try await it.bench.ask(ListTokens()).items == [])
    #expect(try await it.bench.journal().filter { $0.action == "tokens.ended" }.count == 2)
  }

  @Test func refusesATwinAndAnEndInThePast() async throws {
    let it = try await RightsBench()
    _ = try await it.token(it.boss, "ci", ["*"])
    await #expect(throws: conflict) { try await it.token(it.boss, "ci", ["*"]) }
    await #expect(throws: invalid) { try await it.token(it.boss, "old", ["*"], until: it.bench.clock.now) }
    await #expect(throws: invalid) { try await it.token(it.boss, "../ci", ["*"]) }
    await #expect(throws: notFound) { try await it.token(Address("nobody@a.example"), "ci", ["*"]) }
  }
}

extension RightsBench {
  /// The secret of a new token.
  @discardableResult
  func token(
    _ owner: Address, _ name: String, _ permissions: [String], domain: DomainName? = nil, networks: [String] = [],
    until: Date? = nil
  ) async throws -> Secret {
    try await bench.perform(
      AddToken(
        address: owner, name: name, permissions: permissions.map(PermissionPattern.init(_:)), domain: domain,
        networks: networks.map(Network.init(_:)), until: until)
    ).secret
  }

  func present(_ secret: Secret, from address: String = "192.0.2.7") async throws -> Principal {
    try await Tokens.principal(presenting: secret, from: IPAddress(address), to: bench.plane)
  }
}
