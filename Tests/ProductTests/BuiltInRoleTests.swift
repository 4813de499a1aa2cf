import Accounts
import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import palomar

/// Each built-in role against each door of the product.
@Suite struct BuiltInRoleTests {
  private let doors = capabilities.flatMap(\.doors)

  /// What the doors that stand open to a role everywhere ask for.
  private func open(to role: String) async throws -> Set<String> {
    let bench = try await TestBench(capabilities)
    let address = try Address("ana@a.example")
    try await bench.perform(AddDomain(domain: address.domain))
    try await bench.perform(AddAccount(address: address))
    if role != "user" { try await bench.perform(AssignRole(address: address, role: role)) }
    let principal = try await bench.plane.store.read { try Rights.principal(of: address, in: $0, at: bench.clock.now) }
    return Set(doors.map(\.permission).filter { principal.may($0, in: .everything) }.map(\.name))
  }

  @Test func anAdministratorMayEverything() async throws {
    #expect(try await open(to: "administrator") == Set(doors.map(\.permission.name)))
  }

  @Test func anAuditorReadsEverythingAndChangesNothing() async throws {
    let reading = doors.filter { $0.permission.name.hasSuffix(".read") }
    #expect(reading.filter(\.changes).map(\.name) == [])
    #expect(try await open(to: "auditor") == Set(reading.map(\.permission.name)))
    #expect(
      Set(reading.map(\.name)).isSuperset(of: ["journal.verify", "accounts.list", "rollouts.list", "roles.list"]))
  }

  @Test func supportHelpsPeopleAndNoMore() async throws {
    #expect(
      try await open(to: "support") == [
        "accounts.read", "accounts.resume", "accounts.setPassword", "aliases.read", "appPasswords.read",
        "catchAlls.read",
        "classes.read",
        "delegations.read", "dns.read", "domains.read", "groups.read", "mailRules.read", "probes.run", "queue.read",
        "rights.read",
        "sessions.end", "sessions.read", "shared.read", "status.read", "trace.read",
      ])
  }

  @Test func aUserMayNothingBeyondOneself() async throws {
    #expect(try await open(to: "user") == [])
  }
}
