import Foundation
import Kernel
import MailModel
import Store
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct RoleTests {
  @Test func makesAndChangesARole() async throws {
    let it = try await RightsBench()
    try await it.role("desk", allows: ["accounts.*", "aliases.read", "accounts.*"], denies: ["accounts.remove"])
    try await it.bench.perform(ChangeRole(name: "desk", description: "The front desk", denies: []))
    let role = try await it.bench.ask(ShowRole(name: "desk"))
    #expect(role.allows.map(\.text) == ["accounts.*", "aliases.read"])
    #expect(role.denies == [])
    #expect(role.description.en == "The front desk")
    #expect(
      try await it.bench.ask(ListRoles()).map(\.name) == [
        "administrator", "support", "auditor", "groupOwner", "user", "desk",
      ])
    let entry = try #require(try await it.bench.journal().first)
    #expect(entry.before?.contains("accounts.remove") == true)
    #expect(!entry.after.contains("accounts.remove"))
  }

  @Test func keepsTheBuiltInRolesAsTheyAre() async throws {
    let it = try await RightsBench()
    await #expect(throws: conflict) {
      try await it.bench.perform(ChangeRole(name: "support", allows: [.all]))
    }
    await #expect(throws: conflict) { try await it.bench.perform(RemoveRole(name: "auditor")) }
    await #expect(throws: conflict) { try await it.role("support", allows: ["*"]) }
  }

  @Test(arguments: ["", "Desk", "a b", "desk\n", "../x", String(repeating: "a", count: 41), "desk'; DROP TABLE role"])
  func refusesANameThatIsNone(_ name: String) async throws {
    let it = try await RightsBench()
    await #expect(throws: invalid) { try await it.role(name, allows: ["*"]) }
  }

  @Test func refusesAPermissionThatDoesNotExist() async throws {
    let bench = try await TestBench(every)
    let known = KnownPermissions(accounts.doors)
    let add = AddRole(name: "desk", allows: [try PermissionPattern("account.read")]).knowing(known)
    await #expect(throws: invalid) { try await bench.perform(add) }
    let family = AddRole(name: "desk", allows: [try PermissionPattern("accounts.*")]).knowing(known)
    #expect(try await bench.perform(family).name == "desk")
  }

  @Test func keepsARoleThatSomebodyHas() async throws {
    let it = try await RightsBench()
    try await it.role("desk", allows: ["accounts.read"])
    try await it.give(it.ana, "desk")
    await #expect(throws: conflict) { try await it.bench.perform(RemoveRole(name: "desk")) }
    try await it.bench.perform(UnassignRole(address: it.ana, role: "desk"))
    try await it.bench.perform(RemoveRole(name: "desk"))
    await #expect(throws: notFound) { try await it.bench.ask(ShowRole(name: "desk")) }
  }

  @Test func aChangeHoldsAtTheNextRequest() async throws {
    let it = try await RightsBench()
    try await it.role("desk", allows: ["accounts.read"])
    try await it.give(it.ana, "desk", in: it.a)
    #expect(try await it.ask(ShowAccount(address: it.luis), as: it.ana).address == it.luis)
    try await it.bench.perform(ChangeRole(name: "desk", allows: [try PermissionPattern("aliases.read")]))
    await #expect(throws: forbidden) { try await it.ask(ShowAccount(address: it.luis), as: it.ana) }
  }

  @Test func nobodyChangesARoleIntoMoreThanTheyHold() async throws {
    let it = try await RightsBench()
    try await it.role("role-keeper", allows: ["roles.*", "accounts.read"], denies: ["accounts.remove"])
    try await it.give(it.ana, "role-keeper")
    try await it.role("desk", allows: ["accounts.read"])
    await #expect(throws: forbidden) { try await it.perform(ChangeRole(name: "desk", allows: [.all]), as: it.ana) }
    await #expect(throws: forbidden) { try await it.perform(ChangeRole(name: "role-keeper", denies: []), as: it.ana) }
  }
}
