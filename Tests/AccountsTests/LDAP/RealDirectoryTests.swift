import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// Accounts and groups that follow a real slapd.
@Suite struct RealDirectoryTests {
  private let entries =
    DirectoryServer.person("ana", ["ana@example.org", "sales@example.org"], called: "Ana Ruiz")
    + DirectoryServer.person("luis", ["luis@example.org"]) + DirectoryServer.group("staff", ["ana", "luis"])

  private func bench(_ uri: String, _ authority: String?) async throws -> TestBench {
    var world = World.unexpected
    world.ldap = .live()
    let bench = try await TestBench(LDAPBench.every, world: world)
    try await bench.perform(AddDomain(domain: DomainName("example.org")))
    var settings = SetLDAP()
    (settings.uri, settings.authority, settings.base) = (uri, authority, DirectoryServer.base)
    (settings.bindDN, settings.password) = (DirectoryServer.administrator, Secret(DirectoryServer.password))
    settings.everyMinutes = 0
    try await bench.perform(settings)
    return bench
  }

  private func sync(_ bench: TestBench) async throws -> LDAPRun {
    let run = try await bench.perform(StartLDAPSync())
    await bench.drain()
    bench.clock.advance(by: 1)
    return try await bench.ask(ShowLDAPRun(id: run.id))
  }

  @Test func whoeverIsThereComesAndWhoeverLeavesGoes() async throws {
    try await DirectoryServer.with(entries) { server async throws in
      let bench = try await bench(server.secure, server.authority)
      let found = try await bench.inspect(LookUpLDAP(address: Address("ana@example.org")))
      #expect(found.map(\.displayName) == ["Ana Ruiz"])
      #expect(try await sync(bench).report?.count(.added) == 3)
      #expect(try await bench.ask(ListAccounts()).items.map(\.address.local) == ["ana", "luis"])
      let staff = try Address("staff@example.org")
      #expect(try await bench.ask(ListMembers(address: staff)).items.map(\.member.local) == ["ana", "luis"])

      try await server.change(
        """
        dn: cn=luis,dc=example,dc=org
        changetype: delete

        dn: cn=staff,dc=example,dc=org
        changetype: modify
        delete: member
        member: cn=luis,dc=example,dc=org

        """)
      #expect(try await sync(bench).report?.count(.suspended) == 1)
      let luis = try await bench.ask(ShowAccount(address: Address("luis@example.org")))
      #expect(luis.standing(at: bench.clock.now) == .suspended)
      #expect(try await bench.ask(ListMembers(address: staff)).items.map(\.member.local) == ["ana"])
    }
  }

  @Test func aServerThatDiesInTheMiddleLeavesAllAsItWas() async throws {
    let many = (1...300).map { DirectoryServer.person("p\($0)", ["p\($0)@example.org"]) }.joined()
    try await DirectoryServer.with(many) { server async throws in
      let port = try #require(URL(string: server.plain)?.port)
      // About half of what it would answer.
      try await CuttingProxy.with(to: port, after: 20_000) { proxy async throws in
        let bench = try await bench("ldap://127.0.0.1:\(proxy.port)", nil)
        #expect(try await sync(bench).fault?.code == .unavailable)
        #expect(try await bench.ask(ListAccounts()).items.isEmpty)
        #expect(try await bench.journal().contains { $0.action == "ldap.failed" })
      }
    }
  }
}
