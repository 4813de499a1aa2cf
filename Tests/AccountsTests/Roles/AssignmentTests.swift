import Accounts
import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@Suite(.eachEngine) struct AssignmentTests {
  @Test func aRoleHoldsWhereItIsAssigned() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "support", in: it.a)
    #expect(try await it.ask(ShowAccount(address: it.luis), as: it.ana).address == it.luis)
    try await it.perform(SetPassword(address: it.luis, password: Secret("correct horse")), as: it.ana)
    await #expect(throws: forbidden) { try await it.ask(ShowAccount(address: it.eva), as: it.ana) }
    await #expect(throws: forbidden) {
      try await it.perform(SetPassword(address: it.eva, password: Secret("correct horse")), as: it.ana)
    }
  }

  @Test func standsInTheJournalWithWhoWhyAndWhatWasBefore() async throws {
    let it = try await RightsBench()
    try await it.bench.perform(AssignRole(address: it.ana, role: "support", domain: it.a, reason: "Ticket 1"))
    try await it.bench.perform(AssignRole(address: it.ana, role: "support", domain: it.a, reason: "Ticket 2"))
    let entry = try #require(try await it.bench.journal().first)
    #expect(entry.action == "roles.assign")
    #expect(entry.scope == "a.example")
    #expect(entry.before?.contains("Ticket 1") == true)
    #expect(entry.after.contains("Ticket 2"))
  }

  @Test func endsByItselfAndSaysSo() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "support", until: it.bench.clock.now + 3_600)
    await it.bench.drain()
    it.bench.clock.advance(by: 3_600)
    await #expect(throws: forbidden) { try await it.ask(ShowAccount(address: it.luis), as: it.ana) }
    await it.bench.drain()
    #expect(try await it.bench.ask(ListAssignments(account: it.ana)).items == [])
    let entry = try #require(try await it.bench.journal().first { $0.action == "roles.unassign" })
    #expect(entry.actor == "system: roles.expire")
  }

  @Test func refusesAnEndInThePast() async throws {
    let it = try await RightsBench()
    await #expect(throws: invalid) { try await it.give(it.ana, "support", until: it.bench.clock.now) }
  }

  @Test func endsWithItsAccountAndWithItsDomain() async throws {
    let it = try await RightsBench()
    try await it.give(it.luis, "support", in: it.b)
    try await it.give(it.eva, "support", in: it.a)
    try await it.bench.perform(PurgeAccount(address: it.eva))
    #expect(try await it.bench.journal().map(\.action).prefix(2) == ["accounts.purge", "roles.ended"])
    try await it.bench.perform(RemoveDomain(domain: it.b))
    #expect(try await it.bench.ask(ListAssignments()).items.map(\.account) == [it.boss])
    #expect(try await it.bench.journal().filter { $0.action == "roles.ended" }.count == 2)
  }

  @Test func nobodyDeniesAnythingToSomebodyStronger() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    try await it.give(it.luis, "administrator")
    let otto = try Address("otto@a.example")
    try await it.bench.perform(AddAccount(address: otto))
    try await it.role("muzzle", allows: [], denies: ["accounts.*"])
    let muzzle = AssignRole(address: it.boss, role: "muzzle", domain: it.a)
    await #expect(throws: forbidden) { try await it.perform(muzzle, as: it.ana) }
    try await it.perform(AssignRole(address: otto, role: "muzzle", domain: it.a), as: it.ana)
    try await it.bench.perform(muzzle)
    await #expect(throws: forbidden) {
      try await it.perform(UnassignRole(address: it.boss, role: "muzzle", domain: it.a), as: it.ana)
    }
  }

  @Test func refusesWhatDoesNotExist() async throws {
    let it = try await RightsBench()
    await #expect(throws: notFound) { try await it.give(it.ana, "chief") }
    await #expect(throws: notFound) { try await it.give(Address("nobody@a.example"), "support") }
    await #expect(throws: notFound) { try await it.give(it.ana, "support", in: DomainName("c.example")) }
    await #expect(throws: notFound) { try await it.bench.perform(UnassignRole(address: it.ana, role: "support")) }
    await #expect(throws: conflict) { try await it.give(it.ana, "user") }
  }

  @Test func aDomainAdministratorDelegatesNoMoreThanTheyHold() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    try await it.perform(AssignRole(address: it.luis, role: "support", domain: it.a), as: it.ana)
    for action in [
      AssignRole(address: it.luis, role: "support"), AssignRole(address: it.luis, role: "support", domain: it.b),
      AssignRole(address: it.eva, role: "support", domain: it.a), AssignRole(address: it.ana, role: "administrator"),
    ] {
      await #expect(throws: forbidden) { try await it.perform(action, as: it.ana) }
    }
    await #expect(throws: forbidden) {
      try await it.perform(UnassignRole(address: it.boss, role: "administrator"), as: it.ana)
    }
  }

  @Test func nobodyTakesADenialFromThemselves() async throws {
    let it = try await RightsBench()
    try await it.role("careful", allows: [], denies: ["accounts.remove"])
    try await it.give(it.ana, "administrator")
    try await it.give(it.ana, "careful")
    await #expect(throws: forbidden) { try await it.perform(RemoveAccount(address: it.luis), as: it.ana) }
    await #expect(throws: forbidden) {
      try await it.perform(UnassignRole(address: it.ana, role: "careful"), as: it.ana)
    }
  }

  @Test func nobodyDecidesOverTheAccountOfSomebodyStronger() async throws {
    let it = try await RightsBench()
    try await it.role("keeper", allows: ["accounts.*", "appPasswords.*"])
    try await it.give(it.ana, "keeper")
    for action: any Action in [
      SuspendAccount(address: it.boss), ResumeAccount(address: it.boss), HoldAccount(address: it.boss, reason: "x"),
      ReleaseAccount(address: it.boss), ExpireAccount(address: it.boss, from: nil, until: nil),
      RemoveAccount(address: it.boss), PurgeAccount(address: it.boss),
      AddAppPassword(address: it.boss, name: "phone"),
    ] {
      await #expect(throws: forbidden, "\(type(of: action))") { _ = try await it.perform(action, as: it.ana) }
    }
    try await it.perform(SuspendAccount(address: it.luis), as: it.ana)
  }

  @Test func comesBackWithAnAccountThatIsRestored() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "support")
    try await it.bench.perform(RemoveAccount(address: it.ana))
    await #expect(throws: forbidden) { try await it.principal(it.ana) }
    await #expect(throws: conflict) { try await it.give(it.ana, "auditor") }
    try await it.bench.perform(RestoreAccount(address: it.ana))
    #expect(try await it.ask(ShowAccount(address: it.luis), as: it.ana).address == it.luis)
  }

  @Test func supportSetsNoPasswordOfSomebodyStronger() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "support")
    try await it.give(it.luis, "support")
    try await it.perform(SetPassword(address: it.luis, password: Secret("correct horse")), as: it.ana)
    await #expect(throws: forbidden) {
      try await it.perform(SetPassword(address: it.boss, password: Secret("correct horse")), as: it.ana)
    }
  }
}

@Suite(.eachEngine) struct LastAdministratorTests {
  @Test func cannotLoseTheRole() async throws {
    let it = try await RightsBench()
    await #expect(throws: conflict) {
      try await it.bench.perform(UnassignRole(address: it.boss, role: "administrator"))
    }
    #expect(try await it.bench.ask(ListAssignments()).items.count == 1)
    try await it.give(it.ana, "administrator")
    try await it.bench.perform(UnassignRole(address: it.boss, role: "administrator"))
  }

  @Test func cannotBeGivenAnEnd() async throws {
    let it = try await RightsBench()
    await #expect(throws: conflict) {
      try await it.give(it.boss, "administrator", until: it.bench.clock.now + 3_600)
    }
  }

  @Test func cannotBeRemovedNorSuspended() async throws {
    let it = try await RightsBench()
    await #expect(throws: conflict) { try await it.bench.perform(RemoveAccount(address: it.boss)) }
    await #expect(throws: conflict) {
      try await it.bench.perform(SuspendAccount(address: it.boss))
    }
    await #expect(throws: conflict) { try await it.bench.perform(HoldAccount(address: it.boss, reason: "case 17")) }
    await #expect(throws: conflict) { try await it.bench.perform(PurgeAccount(address: it.boss)) }
    let later = it.bench.clock.now + 3_600
    for (from, until) in [(later, nil), (nil, later)] as [(Date?, Date?)] {
      await #expect(throws: conflict) {
        try await it.bench.perform(ExpireAccount(address: it.boss, from: from, until: until))
      }
    }
    try await it.bench.perform(ChangeAccount(address: it.boss, displayName: "Boss"))
  }

  /// One whose right ends, in one domain, or who is suspended, takes nobody's place.
  @Test func isNotReplacedByAnyoneLess() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    try await it.give(it.eva, "administrator", until: it.bench.clock.now + 3_600)
    try await it.give(it.luis, "administrator")
    try await it.bench.perform(SuspendAccount(address: it.luis, receives: true))
    await #expect(throws: conflict) {
      try await it.bench.perform(UnassignRole(address: it.boss, role: "administrator"))
    }
  }

  @Test func isNotLockedOutByARole() async throws {
    let it = try await RightsBench()
    try await it.role("chief", allows: ["*"])
    try await it.give(it.ana, "chief")
    try await it.bench.perform(UnassignRole(address: it.boss, role: "administrator"))
    await #expect(throws: conflict) {
      try await it.bench.perform(ChangeRole(name: "chief", denies: [try PermissionPattern("roles.*")]))
    }
    await #expect(throws: conflict) {
      try await it.bench.perform(ChangeRole(name: "chief", allows: [try PermissionPattern("*.read")]))
    }
    try await it.role("blocked", allows: [], denies: ["*"])
    await #expect(throws: conflict) { try await it.give(it.ana, "blocked") }
    await #expect(throws: conflict) { try await it.give(it.ana, "blocked", in: it.b) }
    #expect(try await it.ask(ListDomains(), as: it.ana).count == 2)
  }
}
