import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct LDAPGroupTests {
  private let people: [String: LDAPBench.Values] = ["ana": [:], "luis": [:], "eva": [:]]

  @Test func groupsHaveTheMembersOfTheDirectory() async throws {
    let it = try await LDAPBench()
    let run = try await it.sync(people, groups: ["staff": ["ana", "luis", "stranger"], "all": ["staff", "eva"]])
    #expect(run.report?.count(.added) == 5 && run.report?.count(.refused) == 0)
    #expect(try await it.members("staff") == ["ana", "luis"])
    #expect(try await it.members("all") == ["eva", "staff"])
    try await it.sync(people, groups: ["staff": ["luis", "eva"], "all": ["staff", "eva"]])
    #expect(try await it.members("staff") == ["eva", "luis"])
    let again = try await it.sync(people, groups: ["staff": ["luis", "eva"], "all": ["staff", "eva"]])
    #expect(again.report?.count(.unchanged) == 5)
  }

  @Test func readsMembershipFromPeopleToo() async throws {
    let it = try await LDAPBench()
    try await it.sync(["ana": ["memberOf": ["CN=staff,dc=example"]]], groups: ["staff": []])
    #expect(try await it.members("staff") == ["ana"])
  }

  @Test func whoeverWasTakenInHereStays() async throws {
    let it = try await LDAPBench()
    try await it.sync(people, groups: ["staff": ["ana", "luis"]])
    try await it.bench.perform(
      JoinGroup(address: Address("staff@example.org"), members: [Address("eva@example.org")]))
    try await it.sync(people, groups: ["staff": ["ana"]])
    #expect(try await it.members("staff") == ["ana", "eva"])
  }

  /// Neither an entry that is gone for a while nor one that cannot be read costs anybody a membership.
  @Test func whoeverIsNamedStaysWhileTheEntryIsAway() async throws {
    let it = try await LDAPBench()
    try await it.sync(people, groups: ["staff": ["ana", "luis"]])
    try await it.sync(["ana": ["mail": ["nonsense"]], "eva": [:]], groups: ["staff": ["ana", "luis"]])
    #expect(try await it.members("staff") == ["ana", "luis"])
  }

  @Test func aGroupThatIsGoneKeepsNobodyFromTheDirectory() async throws {
    let it = try await LDAPBench()
    try await it.sync(people, groups: ["staff": ["ana"], "team": ["luis"]])
    let run = try await it.sync(people, groups: ["team": ["luis"]])
    #expect(run.report?.rows.first?.findings.first?.message.en == "the group is no longer in the directory")
    #expect(try await it.members("staff") == [])
    #expect(try await it.sync(people, groups: ["team": ["luis"]]).report?.rows.isEmpty == true)
  }

  @Test func groupsThatWouldAllBeEmptyStopIt() async throws {
    let it = try await LDAPBench()
    try await it.sync(people, groups: ["staff": ["ana"], "team": ["luis"]])
    #expect(try await it.sync(people).fault?.code == .conflict)
    #expect(try await it.members("staff") == ["ana"])
    #expect(try await it.sync(people, groups: ["staff": [], "team": []]).fault?.code == .conflict)
    #expect(try await it.sync(people, losses: 2).fault == nil)
  }

  @Test func membersThatWouldLeadInACircleKeepNoOtherOut() async throws {
    let it = try await LDAPBench()
    let run = try await it.sync(people, groups: ["a": ["b", "ana"], "b": ["a", "luis"]])
    #expect(try await it.members("a") == ["ana", "b"])
    #expect(try await it.members("b") == ["luis"])
    #expect(run.report?.rows.last?.findings.count == 1)
  }

  @Test func leavesGroupsAloneWhereNoFilterNamesThem() async throws {
    let it = try await LDAPBench()
    try await it.set { $0.groupFilter = "" }
    try await it.sync(people, groups: ["staff": ["ana"]])
    #expect(try await it.bench.ask(ListGroups()).items.isEmpty)
  }
}
