import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What falls under the two-person rule, and that nobody takes it away alone.
@Suite(.eachEngine) struct ApprovalRuleTests {
  @Test func countsTheObjectsOfOneRequestTogether() async throws {
    let two = try await TwoPersonBench("accounts.remove", from: 3)
    let people = [two.it.ana, two.it.luis, two.it.eva]
    let made = try #require(try await two.request(RemoveEach(addresses: people), as: two.it.boss))
    #expect(made.plan.map(\.action) == Array(repeating: "accounts.remove", count: 3) + ["accounts.removeEach"])
    #expect(try await two.isThere(two.it.ana))
    #expect(try await two.request(RemoveEach(addresses: [two.it.ana, two.it.luis]), as: two.it.boss) == nil)
  }

  @Test func countsSingleRequestsOfAnHourTogether() async throws {
    let two = try await TwoPersonBench("accounts.remove", from: 3)
    #expect(try await two.request(RemoveAccount(address: two.it.ana), as: two.it.boss) == nil)
    #expect(try await two.request(RemoveAccount(address: two.it.luis), as: two.it.boss) == nil)
    #expect(try await two.request(RemoveAccount(address: two.it.eva), as: two.it.boss) != nil)
    #expect(try await two.isThere(two.it.eva))
    two.it.bench.clock.advance(by: 3_601)
    #expect(try await two.request(RemoveAccount(address: two.it.eva), as: two.it.boss) == nil)
  }

  @Test(arguments: ["accounts.setPassword", "accounts.add", "tokens.add", "appPasswords.add"])
  func whatCarriesOrMakesASecretDoesNotWait(rule: String) async throws {
    let two = try await TwoPersonBench(rule)
    let boss = try await two.it.principal(two.it.boss).coming(from: Origin(reason: "why"))
    let new = try Address("new@a.example")
    let password = Secret("correct horse battery")
    let changes: [String: any Action] = [
      "accounts.setPassword": SetPassword(address: two.it.ana, password: password),
      "accounts.add": AddAccount(address: new, password: password),
      "tokens.add": AddToken(address: two.it.ana, name: "ci", permissions: [try PermissionPattern("accounts.read")]),
      "appPasswords.add": AddAppPassword(address: two.it.ana, name: "phone"),
    ]
    let change = try #require(changes[rule])
    await #expect(throws: conflict) { _ = try await two.it.bench.plane.perform(change, as: boss) }
    #expect(try await two.it.bench.ask(ListRequests()).items == [])
    #expect(try await two.it.bench.journal().allSatisfy { !$0.request.contains("horse") })
  }

  @Test func isNotWeakenedByOnePerson() async throws {
    let two = try await TwoPersonBench("accounts.remove")
    let pattern = try PermissionPattern("accounts.remove")
    #expect(try await two.request(RemoveApproval(permissions: pattern), as: two.it.boss) != nil)
    #expect(try await two.request(SetApproval(permissions: pattern, threshold: 100), as: two.it.boss) != nil)
    #expect(try await two.request(RemoveApproval(permissions: pattern), as: TestBench.administrator) != nil)
    #expect(try await two.it.bench.ask(ListApprovals()).map(\.threshold) == [1])
    let id = try #require(try await two.it.bench.ask(ListRequests()).items.last).id
    try await two.it.perform(approving(id), as: two.vera)
    #expect(try await two.it.bench.ask(ListApprovals()) == [])
  }

  @Test func theOnlyAdministratorChangesItAlone() async throws {
    let it = try await RightsBench()
    let pattern = try PermissionPattern("accounts.remove")
    try await it.perform(SetApproval(permissions: pattern), as: it.boss)
    try await it.perform(RemoveApproval(permissions: pattern), as: it.boss)
    #expect(try await it.bench.ask(ListApprovals()) == [])
  }

  @Test func nobodyMakesOrUnmakesASecondAdministratorAlone() async throws {
    let two = try await TwoPersonBench("aliases.remove")
    let changes: [any Action] = [
      AssignRole(address: two.it.luis, role: "administrator"), UnassignRole(address: two.vera, role: "administrator"),
      SuspendAccount(address: two.vera), RemoveAccount(address: two.vera),
    ]
    for change in changes {
      #expect(try await two.request(change, as: two.it.boss)?.rule == "administrator")
    }
    await #expect(throws: conflict) {
      try await two.request(SetPassword(address: two.vera, password: Secret("correct horse")), as: two.it.boss)
    }
    #expect(try await two.request(AssignRole(address: two.it.luis, role: "support"), as: two.it.boss) == nil)
  }

  @Test func rootWaitsToo() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    let root = Principal.localAdministrator("root")
    let made = try #require(try await two.request(SuspendAccount(address: two.it.ana), as: root))
    for host in [root, .localAdministrator("palomar")] {
      await #expect(throws: forbidden) { try await two.it.bench.plane.perform(approving(made.id), as: host) }
    }
    try await two.it.perform(approving(made.id), as: two.it.boss)
    #expect(try await two.it.bench.journal().first { $0.action == "accounts.suspend" }?.actor == "root (local)")
  }

  @Test func rootBreaksTheGlassWithAReasonAndTheJournalTells() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    let root = Principal.localAdministrator("root")
    await #expect(throws: invalid) {
      try await two.request(SuspendAccount(address: two.it.ana), as: root.coming(from: Origin(breaksGlass: true)))
    }
    let urgent = root.coming(from: Origin(reason: "mail goes out", breaksGlass: true))
    #expect(try await two.request(SuspendAccount(address: two.it.ana), as: urgent) == nil)
    let entry = try #require(try await two.it.bench.journal().first { $0.action == "approvals.broken" })
    #expect(
      entry.actor == "root (local)" && entry.reason == "mail goes out" && entry.after.contains("accounts.suspend"))
  }

  @Test func nobodyElseBreaksIt() async throws {
    let two = try await TwoPersonBench("accounts.suspend")
    let boss = try await two.it.principal(two.it.boss).coming(from: Origin(reason: "now", breaksGlass: true))
    await #expect(throws: invalid) { try await two.request(SuspendAccount(address: two.it.ana), as: boss) }
    #expect(try await two.it.bench.ask(ShowAccount(address: two.it.ana)).state == .active)
  }

  @Test func whatOneDoesToOnesOwnAccountAndWhatPalomarDoesIsNotInIt() async throws {
    let two = try await TwoPersonBench("accounts.*")
    let rename = ChangeAccount(address: two.it.boss, displayName: "The boss")
    #expect(try await two.request(rename, as: two.it.boss) == nil)
    #expect(try await two.request(SuspendAccount(address: two.it.ana), as: .system("test")) == nil)
  }

  @Test(arguments: ["*", "accounts.fly"])
  func refusesARuleThatStopsTheServiceOrSaysNothing(pattern: String) async throws {
    let it = try await RightsBench()
    let rule = SetApproval(permissions: try PermissionPattern(pattern))
      .knowing(KnownPermissions(every.flatMap(\.doors)))
    await #expect(throws: invalid) { try await it.bench.perform(rule) }
  }
}

/// Several removals as one request.
private struct RemoveEach: Action {
  static let name = "accounts.removeEach"
  static let route = Route.post("accounts/remove-each")
  static let permission: Permission = "accounts.removeEach"
  static let summary = Text(en: "Removes several.", es: "Elimina varias.")
  var addresses: [Address]

  func perform(in work: Work) throws -> Int {
    for address in addresses { try work.perform(RemoveAccount(address: address)) }
    return addresses.count
  }
}
