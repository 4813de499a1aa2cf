import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct RightsTests {
  private func decide(_ it: RightsBench, _ address: Address, _ action: String, _ on: String) async throws -> Right {
    try await it.bench.inspect(DecideRight(address: address, action: action, on: try Scope(on)))
  }

  @Test func saysYesOrNoAndWhy() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "support", in: it.a)
    let yes = try await decide(it, it.ana, "accounts.setPassword", "luis@a.example")
    #expect(yes.isAllowed)
    #expect(yes.reason.en == "the role support allows accounts.setPassword in a.example")
    let no = try await decide(it, it.ana, "accounts.setPassword", "eva@b.example")
    #expect(!no.isAllowed)
    #expect(no.reason.en == "no role gives it")
  }

  @Test func knowsRequestsByTheirNames() async throws {
    let it = try await RightsBench()
    let known = KnownPermissions(accounts.doors)
    let list = DecideRight(address: it.boss, action: "accounts.list", on: .everything).knowing(known)
    #expect(try await it.bench.inspect(list).permission == "accounts.read")
    let unknown = DecideRight(address: it.boss, action: "accounts.fly", on: .everything).knowing(known)
    await #expect(throws: invalid) { try await it.bench.inspect(unknown) }
  }

  @Test func aSuspendedAccountMayNothing() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator")
    try await it.bench.perform(SuspendAccount(address: it.ana))
    let right = try await decide(it, it.ana, "accounts.read", "*")
    #expect(!right.isAllowed)
    #expect(right.reason.en.contains("not active"))
    await #expect(throws: forbidden) { try await it.principal(it.ana) }
  }

  @Test func everybodySeesOneself() async throws {
    let it = try await RightsBench()
    #expect(try await it.ask(ShowAccount(address: it.luis), as: it.luis).address == it.luis)
    let may = DecideRight(address: it.luis, action: "accounts.read", on: .account(it.luis))
    #expect(try await it.bench.plane.inspect(may, as: it.principal(it.luis)).isAllowed)
    await #expect(throws: forbidden) { try await it.ask(ShowAccount(address: it.ana), as: it.luis) }
    await #expect(throws: forbidden) {
      let other = DecideRight(address: it.ana, action: "accounts.read", on: .account(it.luis))
      _ = try await it.bench.plane.inspect(other, as: it.principal(it.luis))
    }
  }

  @Test func listsWhatDiffersFromTheWhole() async throws {
    let it = try await RightsBench()
    try await it.role("no-passwords", allows: [], denies: ["accounts.setPassword"])
    try await it.give(it.ana, "support")
    try await it.give(it.ana, "no-passwords", in: it.b)
    let rights = try await it.bench.inspect(ListRights(address: it.ana).knowing(KnownPermissions(accounts.doors)))
    #expect(
      rights.map { "\($0.isAllowed ? "+" : "-") \($0.permission.name) \($0.scope)" } == [
        "+ accounts.read *", "+ accounts.resume *", "+ accounts.setPassword *", "- accounts.setPassword b.example",
      ])
  }
}
