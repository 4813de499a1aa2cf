import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@testable import Accounts

/// A role over the accounts of a group.
@Suite(.eachEngine) struct GroupScopeTests {
  private let password = Secret("correct horse")

  /// Luis helps the team of a.example, in which ana is.
  private func helped() async throws -> (RightsBench, Address) {
    let it = try await RightsBench()
    let team = try Address("team@a.example")
    try await it.bench.perform(AddGroup(address: team))
    try await it.bench.perform(JoinGroup(address: team, members: [it.ana]))
    try await it.bench.perform(AssignRole(address: it.luis, role: "support", group: team))
    return (it, team)
  }

  @Test func holdsOverItsMembersAndNobodyElse() async throws {
    let (it, _) = try await helped()
    try await it.perform(SetPassword(address: it.ana, password: password), as: it.luis)
    for other in [it.boss, it.eva] {
      await #expect(throws: forbidden) {
        try await it.perform(SetPassword(address: other, password: password), as: it.luis)
      }
    }
    await #expect(throws: forbidden) { try await it.ask(ListAccounts(), as: it.luis) }
  }

  @Test func followsJoiningLeavingAndTheEndOfAMembership() async throws {
    let (it, team) = try await helped()
    let nina = try Address("nina@a.example")
    try await it.bench.perform(AddAccount(address: nina))
    try await it.bench.perform(
      JoinGroup(address: team, members: [nina], until: it.bench.clock.now + 3_600))
    #expect(try await it.principal(it.luis).may("accounts.setPassword", in: .account(nina)))
    it.bench.clock.advance(by: 3_600)
    #expect(try await !it.principal(it.luis).may("accounts.setPassword", in: .account(nina)))
    try await it.bench.perform(LeaveGroup(address: team, member: it.ana))
    #expect(try await !it.principal(it.luis).may("accounts.setPassword", in: .account(it.ana)))
  }

  @Test func reachesTheMembersOfGroupsWithinButNeitherThoseNorAnotherDomain() async throws {
    let (it, team) = try await helped()
    let inner = try Address("inner@a.example")
    let nina = try Address("nina@a.example")
    try await it.bench.perform(AddAccount(address: nina))
    try await it.bench.perform(AddGroup(address: inner))
    try await it.bench.perform(JoinGroup(address: inner, members: [nina]))
    try await it.bench.perform(JoinGroup(address: team, members: [it.eva, inner]))
    let luis = try await it.principal(it.luis)
    #expect(luis.may("accounts.setPassword", in: .account(nina)))
    #expect(!luis.may("accounts.setPassword", in: .account(it.eva)))
    #expect(!luis.may("groups.read", in: .account(inner)))
  }

  @Test func saysBecauseOfWhichGroup() async throws {
    let (it, team) = try await helped()
    let luis = try await it.principal(it.luis)
    let decision = luis.decision(on: "accounts.setPassword", in: .account(it.ana))
    #expect(decision.grant?.scope == .group(team))
    #expect(decision.reason.en == "the role support allows accounts.setPassword in group:team@a.example")
    let all = try await it.bench.plane.inspect(ListRights(address: it.luis), as: .localAdministrator("root"))
    #expect(!all.contains { $0.scope == .account(it.ana) })
  }

  @Test func aDenialOverAGroupHoldsOverItsMembersAndSoOverNoWhole() async throws {
    let (it, team) = try await helped()
    try await it.role("hands-off", allows: [], denies: ["accounts.suspend"])
    try await it.role("suspender", allows: ["accounts.suspend"])
    try await it.give(it.eva, "suspender", in: it.a)
    try await it.bench.perform(AssignRole(address: it.eva, role: "hands-off", group: team))
    let eva = try await it.principal(it.eva)
    #expect(!eva.may("accounts.suspend", in: .account(it.ana)) && eva.may("accounts.suspend", in: .account(it.luis)))
    #expect(!eva.may("accounts.suspend", in: .domain(it.a)))
    #expect(!eva.holds(try PermissionPattern("accounts.suspend"), in: .domain(it.a)))
  }

  @Test func nobodyBringsOthersUnderTheirOwnRole() async throws {
    let (it, team) = try await helped()
    let inner = try Address("inner@a.example")
    try await it.bench.perform(AddGroup(address: inner))
    try await it.bench.perform(JoinGroup(address: team, members: [inner]))
    for group in [team, inner] { try await it.bench.perform(AddGroupOwner(address: group, owner: it.luis)) }
    let nina = try Address("nina@a.example")
    try await it.bench.perform(AddAccount(address: nina))
    for group in [team, inner] {
      await #expect(throws: forbidden) { try await it.perform(JoinGroup(address: group, members: [nina]), as: it.luis) }
    }
    try await it.perform(LeaveGroup(address: team, member: it.ana), as: it.luis)
    try await it.bench.perform(AddGroupOwner(address: team, owner: it.eva))
    try await it.perform(JoinGroup(address: team, members: [nina]), as: it.eva)
  }

  @Test func whoeverLooksAfterItsDomainSeesIt() async throws {
    let (it, team) = try await helped()
    try await it.bench.perform(AddGroupOwner(address: team, owner: it.eva))
    try await it.give(it.ana, "auditor", in: it.a)
    try await it.give(it.eva, "auditor", in: it.b)
    let seen = try await it.ask(ListAssignments(), as: it.ana).items.map(\.scope)
    #expect(Set(seen) == [.group(team), .account(team), .domain(it.a)])
    #expect(try await it.ask(ListAssignments(), as: it.eva).items.map(\.scope) == [.domain(it.b)])
  }

  @Test func whoeverIsStrongerStaysOutOfReach() async throws {
    let (it, team) = try await helped()
    try await it.bench.perform(JoinGroup(address: team, members: [it.boss]))
    await #expect(throws: forbidden) {
      try await it.perform(SetPassword(address: it.boss, password: password), as: it.luis)
    }
  }

  @Test func isGivenByWhoeverHoldsItInTheGroupsDomain() async throws {
    let (it, team) = try await helped()
    try await it.role("granter", allows: ["accounts.*", "roles.*"])
    try await it.role("namer", allows: ["accounts.change"])
    try await it.give(it.ana, "granter", in: it.a)
    try await it.give(it.eva, "granter", in: it.b)
    try await it.perform(AssignRole(address: it.luis, role: "namer", group: team), as: it.ana)
    await #expect(throws: forbidden) {
      try await it.perform(AssignRole(address: it.luis, role: "namer", group: team), as: it.eva)
    }
    await #expect(throws: invalid) {
      try await it.bench.perform(AssignRole(address: it.luis, role: "namer", domain: it.a, group: team))
    }
  }

  @Test func endsOnItsDayWithItsGroupAndWhenItIsTaken() async throws {
    let (it, team) = try await helped()
    await it.bench.drain()
    try await it.bench.perform(
      AssignRole(address: it.eva, role: "support", group: team, until: it.bench.clock.now + 60))
    it.bench.clock.advance(by: 120)
    await it.bench.drain()
    #expect(try await it.bench.ask(ListAssignments(account: it.eva)).items == [])
    try await it.bench.perform(UnassignRole(address: it.luis, role: "support", group: team))
    #expect(try await it.bench.ask(ListAssignments(account: it.luis)).items == [])
    try await it.bench.perform(AssignRole(address: it.luis, role: "support", group: team))
    try await it.bench.perform(LeaveGroup(address: team, member: it.ana))
    try await it.bench.perform(RemoveGroup(address: team))
    #expect(try await it.bench.ask(ListAssignments(account: it.luis)).items == [])
  }

  @Test func assignmentsFromBeforeKnowTheirDomainToo() async throws {
    let (it, team) = try await helped()
    try await it.bench.perform(AddGroupOwner(address: team, owner: it.eva))
    try await it.give(it.ana, "auditor", in: it.a)
    try await it.give(it.eva, "auditor", in: it.b)
    // Between the column that it adds and the index.
    let fill = Array(RoleAssignment.placed.statements.dropFirst().dropLast())
    let domains = try await it.bench.plane.store.write { db in
      try db.execute("UPDATE role_assignment SET domain = '*'")
      for statement in fill { try db.execute(statement) }
      return try db.rows("SELECT DISTINCT scope, domain FROM role_assignment ORDER BY scope, domain", as: Placed.self)
    }
    #expect(
      Dictionary(uniqueKeysWithValues: domains.map { ($0.scope, $0.domain) }) == [
        "*": "*", "a.example": "a.example", "b.example": "b.example", "group:team@a.example": "a.example",
        "team@a.example": "a.example",
      ])
  }

  private struct Placed: Decodable, Sendable {
    var scope: String
    var domain: String
  }
}
