import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@Suite(.eachEngine) struct GroupTests {
  private let team: Address
  private let ana: Address
  private let luis: Address

  init() throws {
    team = try Address("team@example.org")
    ana = try Address("ana@example.org")
    luis = try Address("luis@example.org")
  }

  private func bench() async throws -> TestBench {
    let bench = try await benchWithAna()
    try await bench.perform(AddAccount(address: luis))
    try await bench.perform(AddGroup(address: team, displayName: "The team"))
    return bench
  }

  private func members(_ bench: TestBench) async throws -> [String] {
    try await bench.ask(ListMembers(address: team)).items.map(\.member.text)
  }

  @Test func takesMailFromItsMembersUnlessItIsToldOtherwise() async throws {
    let bench = try await bench()
    #expect(try await bench.ask(ShowGroup(address: team)).group.posting == .members)
    let change = ChangeGroup(address: team, posting: .listed, posters: [try Address("ana+x@example.org"), ana])
    let changed = try await bench.perform(change)
    #expect(changed.posting == .listed && changed.posters == [ana] && changed.name == "The team")
  }

  @Test func takesInAccountsAddressesElsewhereAliasesAndGroups() async throws {
    let bench = try await bench()
    let info = try Address("info@example.org")
    let board = try Address("board@example.org")
    try await bench.perform(AddAlias(address: info, targets: [luis]))
    try await bench.perform(AddGroup(address: board))
    let friend = try Address("friend@elsewhere.example")
    try await bench.perform(JoinGroup(address: team, members: [ana, friend, info, board]))
    #expect(try await members(bench).count == 4)
    #expect(try await bench.ask(ShowGroup(address: team)).members == 4)
  }

  @Test func refusesWhoeverOfUsDoesNotExist() async throws {
    let bench = try await bench()
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(JoinGroup(address: team, members: [ana, Address("nobody@example.org")]))
    }
    #expect(try await members(bench).isEmpty)
  }

  /// Straight, over another group, and over an alias.
  @Test func refusesMailThatWouldComeBack() async throws {
    let bench = try await bench()
    let (board, info) = (try Address("board@example.org"), try Address("info@example.org"))
    try await bench.perform(AddGroup(address: board))
    try await bench.perform(JoinGroup(address: team, members: [board]))
    try await bench.perform(AddAlias(address: info, targets: [Address("team+news@example.org")]))
    for (group, member) in [(team, team), (board, team), (board, info), (team, info)] {
      await #expect(throws: Fault(.conflict, en: "", es: ""), "\(member) in \(group)") {
        try await bench.perform(JoinGroup(address: group, members: [member]))
      }
    }
    try await bench.perform(JoinGroup(address: team, members: [luis]))
    let all = try Address("all@example.org")
    try await bench.perform(AddAlias(address: all, targets: [team]))
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(JoinGroup(address: board, members: [all]))
    }
  }

  @Test func anAddressIsOneThingAtATime() async throws {
    let bench = try await bench()
    for change: any Action in [
      AddGroup(address: ana), AddGroup(address: team), AddAccount(address: team),
      AddAlias(address: team, targets: [ana]),
    ] {
      await #expect(throws: Fault(.conflict, en: "", es: "")) { try await perform(change, at: bench) }
    }
  }

  private func perform(_ change: some Action, at bench: TestBench) async throws { try await bench.perform(change) }

  @Test func nothingThatAGroupLeadsToGoesAway() async throws {
    let bench = try await bench()
    let (board, info) = (try Address("board@example.org"), try Address("info@example.org"))
    try await bench.perform(AddGroup(address: board))
    try await bench.perform(AddAlias(address: info, targets: [ana]))
    try await bench.perform(JoinGroup(address: team, members: [board, info]))
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(RemoveGroup(address: board)) }
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(RemoveAlias(address: info)) }
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(RemoveDomain(domain: team.domain))
    }
    try await bench.perform(RemoveGroup(address: team))
    try await bench.perform(RemoveGroup(address: board))
  }

  @Test func aPurgedAccountIsInNoGroup() async throws {
    let bench = try await bench()
    try await bench.perform(JoinGroup(address: team, members: [ana, luis]))
    try await bench.perform(RemoveAccount(address: luis))
    #expect(try await members(bench) == [ana.text, luis.text])
    try await bench.perform(PurgeAccount(address: luis))
    #expect(try await members(bench) == [ana.text])
    #expect(try await bench.journal().contains { $0.action == "groups.ended" })
  }

  @Test func endsAMembershipOnItsDay() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(AddGroup(address: team))
      let until = bench.clock.now.addingTimeInterval(3_600)
      try await bench.perform(JoinGroup(address: team, members: [ana], until: until))
      await bench.drain()
      let seconds = "\(Int64(until.timeIntervalSince1970))"
      #expect(try place.routing("SELECT valid_until FROM alias") == [seconds])
      #expect(try place.groups("SELECT valid_until FROM leads_to") == [seconds])
      bench.clock.advance(by: 3_601)
      await bench.drain()
      #expect(try await members(bench).isEmpty)
      #expect(try place.routing("SELECT source FROM alias").isEmpty)
      #expect(try await bench.journal().contains { $0.action == "groups.leave" && $0.actor.contains("groups.expire") })
    }
  }

  @Test func publishesWhoMayWriteToIt() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(AddGroup(address: team, posting: .domain, posters: [ana]))
      try await bench.perform(JoinGroup(address: team, members: [Address("ana+team@example.org"), ana]))
      await bench.drain()
      #expect(try place.groups("SELECT address || ' ' || posting FROM mail_group") == ["team@example.org domain"])
      #expect(try place.groups("SELECT poster FROM poster") == [ana.text])
      #expect(try place.groups("SELECT target FROM leads_to") == [ana.text])
      // Being in it makes nobody send as it.
      #expect(try place.routing("SELECT sender FROM sender_login") == [ana.text])
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
      try place.write(place.layout.groupsDirectory, "UPDATE mail_group SET posting = 'anyone'; DELETE FROM poster")
      #expect(try await bench.inspect(VerifyDirectory()).map(\.table) == ["mail_group", "poster"])
      try await bench.perform(RebuildDirectory())
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
      try await bench.perform(RemoveGroup(address: team))
      await bench.drain()
      #expect(try place.groups("SELECT address FROM mail_group").isEmpty)
      #expect(try place.routing("SELECT source FROM alias").isEmpty)
    }
  }

  /// Mail for the outer group reaches the inner one without its rule being asked.
  @Test func whoeverPutsAGroupIntoAnotherDecidesOverBoth() async throws {
    let bench = try await bench()
    let (board, info) = (try Address("board@example.org"), try Address("info@example.org"))
    try await bench.perform(AddGroup(address: board))
    try await bench.perform(AddAlias(address: info, targets: [board]))
    try await bench.perform(AddGroupOwner(address: team, owner: ana))
    let owner = try await bench.plane.store.read { try Rights.principal(of: ana, in: $0, at: bench.clock.now) }
    for member in [board, info] {
      await #expect(throws: Fault(.forbidden, en: "", es: "")) {
        try await bench.plane.perform(JoinGroup(address: team, members: [member]), as: owner)
      }
    }
    try await bench.perform(JoinGroup(address: team, members: [board]))
  }

  @Test func itsOwnerDecidesWhoIsInItAndNothingElse() async throws {
    let bench = try await bench()
    let other = try Address("other@example.org")
    try await bench.perform(AddGroup(address: other))
    try await bench.perform(AddGroupOwner(address: team, owner: ana))
    let owner = try await bench.plane.store.read { try Rights.principal(of: ana, in: $0, at: bench.clock.now) }
    _ = try await bench.plane.perform(JoinGroup(address: team, members: [luis]), as: owner)
    _ = try await bench.plane.perform(LeaveGroup(address: team, member: luis), as: owner)
    #expect(try await bench.plane.ask(ShowGroup(address: team), as: owner).owners == [ana])
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.perform(JoinGroup(address: other, members: [luis]), as: owner)
    }
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.plane.perform(ChangeGroup(address: team, posting: .anyone), as: owner)
    }
    try await bench.perform(RemoveGroupOwner(address: team, owner: ana))
    #expect(try await bench.ask(ShowGroup(address: team)).owners.isEmpty)
  }
}
