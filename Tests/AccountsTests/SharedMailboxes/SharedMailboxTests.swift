import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// A mailbox of several people, to which nobody signs in.
@Suite(.eachEngine) struct SharedMailboxTests {
  private static var desk: Address { get throws { try Address("desk@example.org") } }

  @Test func receivesAndLetsNobodySignIn() async throws {
    let bench = try await benchWithAna()
    let made = try await bench.perform(
      AddSharedMailbox(address: Self.desk, displayName: "Desk", quota: ByteCount("1G")))
    #expect(made.standing(at: bench.clock.now) == .receiveOnly && made.sharedSent == .shared)
    for refused in [Fault(.conflict, en: "", es: "")] {
      await #expect(throws: refused) {
        try await bench.perform(SetPassword(address: Self.desk, password: Secret("correct horse battery")))
      }
      await #expect(throws: refused) { try await bench.perform(AddAppPassword(address: Self.desk, name: "phone")) }
    }
  }

  @Test func isResumedToWhatItWas() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddSharedMailbox(address: Self.desk))
    try await bench.perform(SuspendAccount(address: Self.desk))
    #expect(try await bench.perform(ResumeAccount(address: Self.desk)).state == .receiveOnly)
  }

  @Test func standsInAListOfItsOwn() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddSharedMailbox(address: Self.desk))
    #expect(try await bench.ask(ListAccounts()).items.map(\.address.text) == ["ana@example.org"])
    #expect(try await bench.ask(ListSharedMailboxes()).items.map(\.address) == [try Self.desk])
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.ask(ShowSharedMailbox(address: Address("ana@example.org")))
    }
  }

  /// They would be wildcards in Dovecot's lists.
  @Test(arguments: ["d*k@example.org", "d?k@example.org", "d+k@example.org"])
  func refusesNamesThatWouldReachOthers(_ name: String) async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      try await bench.perform(AddSharedMailbox(address: Address(name)))
    }
  }

  @Test func changesWhatIsGiven() async throws {
    let bench = try await benchWithAna()
    try await bench.perform(AddSharedMailbox(address: Self.desk, displayName: "Desk", quota: ByteCount("1G")))
    let changed = try await bench.perform(ChangeSharedMailbox(address: Self.desk, sent: .both))
    #expect(try changed.sharedSent == .both && changed.displayName == "Desk" && changed.quota == ByteCount("1G"))
  }
}

/// Access to mailboxes that are not one's own.
@Suite(.eachEngine) struct DelegationTests {
  private static var ana: Address { get throws { try Address("ana@example.org") } }
  private static var luis: Address { get throws { try Address("luis@example.org") } }
  private static var desk: Address { get throws { try Address("desk@example.org") } }

  private func bench() async throws -> TestBench {
    let bench = try await benchWithAna()
    try await bench.perform(AddAccount(address: Self.luis))
    try await bench.perform(AddSharedMailbox(address: Self.desk))
    return bench
  }

  @Test func isGivenChangedAndTakenBack() async throws {
    let bench = try await bench()
    try await bench.perform(AddMember(mailbox: Self.desk, member: Self.ana, rights: MailboxRights("read")))
    try await bench.perform(AddMember(mailbox: Self.desk, member: Self.ana, rights: MailboxRights("manage,send-as")))
    let shown = try await bench.ask(ShowSharedMailbox(address: Self.desk))
    #expect(shown.members.map(\.rights.text) == ["manage send-as"])
    #expect(try await bench.ask(ShowDelegations(address: Self.ana)).received.map(\.mailbox) == [try Self.desk])
    try await bench.perform(RemoveMember(mailbox: Self.desk, member: Self.ana))
    #expect(try await bench.ask(ShowSharedMailbox(address: Self.desk)).members.isEmpty)
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(RemoveMember(mailbox: Self.desk, member: Self.ana))
    }
  }

  @Test func toSomebodysMailNeedsAReasonThatTheOwnerSees() async throws {
    let bench = try await bench()
    let grant = try DelegateMailbox(mailbox: Self.luis, member: Self.ana, rights: MailboxRights("read"))
    let fault = await #expect(throws: Fault.self) {
      try await bench.plane.perform(grant, as: .localAdministrator("root"))
    }
    #expect(fault?.field == "reason")
    let reasoned = Principal.localAdministrator("root").coming(from: Origin(reason: "long absence"))
    _ = try await bench.plane.perform(grant, as: reasoned)
    let owner = try Rights.owner(of: Self.luis)
    let seen = try await bench.plane.ask(ShowDelegations(address: Self.luis), as: owner).given
    #expect(seen.map(\.reason) == ["long absence"] && seen.map(\.givenBy) == ["root (local)"])
  }

  @Test func isTheOwnersToGiveWithoutAReason() async throws {
    let bench = try await bench()
    let owner = try Rights.owner(of: Self.luis)
    let rights = try MailboxRights("read,send-on-behalf")
    _ = try await bench.plane.perform(
      DelegateMailbox(mailbox: Self.luis, member: Self.ana, rights: rights), as: owner)
    for other in [try Self.desk, try Self.ana] {
      await #expect(throws: Fault(.forbidden, en: "", es: "")) {
        try await bench.plane.perform(DelegateMailbox(mailbox: other, member: Self.luis, rights: rights), as: owner)
      }
    }
    _ = try await bench.plane.perform(EndDelegation(mailbox: Self.luis, member: Self.ana), as: owner)
    #expect(try await bench.ask(ShowDelegations(address: Self.luis)).given.isEmpty)
  }

  /// Whoever looks after shared mailboxes does not come into a person's that way.
  @Test func isOfOneKindOrTheOther() async throws {
    let bench = try await bench()
    let rights = try MailboxRights("read")
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(AddMember(mailbox: Self.luis, member: Self.ana, rights: rights))
    }
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(DelegateMailbox(mailbox: Self.desk, member: Self.ana, rights: rights))
    }
  }

  @Test(arguments: ["none", "send-as,send-on-behalf"])
  func refusesRightsThatMakeNoSense(_ rights: String) async throws {
    let bench = try await bench()
    let fault = await #expect(throws: Fault.self) {
      try await bench.perform(AddMember(mailbox: Self.desk, member: Self.ana, rights: MailboxRights(rights)))
    }
    #expect(fault?.field == "rights")
  }

  @Test func goesToPeopleAlone() async throws {
    let bench = try await bench()
    try await bench.perform(AddSharedMailbox(address: Address("other@example.org")))
    for member in ["other@example.org", "desk@example.org", "nobody@example.org"] {
      await #expect(throws: Fault.self, "\(member)") {
        try await bench.perform(AddMember(mailbox: Self.desk, member: Address(member), rights: MailboxRights("read")))
      }
    }
  }

  @Test func goesWithEitherAccount() async throws {
    let bench = try await bench()
    for member in [try Self.ana, try Self.luis] {
      try await bench.perform(AddMember(mailbox: Self.desk, member: member, rights: MailboxRights("read")))
    }
    try await bench.perform(PurgeAccount(address: Self.luis))
    #expect(try await bench.ask(ShowSharedMailbox(address: Self.desk)).members.map(\.member) == [try Self.ana])
    try await bench.perform(PurgeAccount(address: Self.desk))
    #expect(try await bench.ask(ShowDelegations(address: Self.ana)).received.isEmpty)
  }
}
