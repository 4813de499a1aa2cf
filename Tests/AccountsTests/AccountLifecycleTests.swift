import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct AccountLifecycleTests {
  private static let day: TimeInterval = 86_400

  @Test func keepsWhyAnAccountIsSuspended() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    let account = try await bench.perform(SuspendAccount(address: ana, reason: "left"))
    #expect(account.standing(at: bench.clock.now) == .suspended && account.reason == "left")
    let back = try await bench.perform(ResumeAccount(address: ana))
    #expect(back.standing(at: bench.clock.now) == .active && back.reason.isEmpty)
  }

  @Test func followsItsDates() async throws {
    let bench = try await benchWithAna()
    let now = bench.clock.now
    let account = try await bench.perform(
      ExpireAccount(
        address: Address("ana@example.org"), from: now.addingTimeInterval(Self.day),
        until: now.addingTimeInterval(3 * Self.day)))
    #expect(
      (0...3).map { account.standing(at: now.addingTimeInterval(Double($0) * Self.day)) }
        == [.early, .active, .active, .expired])
  }

  @Test func refusesAnEndBeforeTheBeginning() async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      try await bench.perform(
        ExpireAccount(address: Address("ana@example.org"), from: bench.clock.now, until: bench.clock.now))
    }
  }

  @Test func plansEachDateOnce() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    for days in [2.0, 1] {
      try await bench.perform(
        ExpireAccount(address: ana, from: nil, until: bench.clock.now.addingTimeInterval(days * Self.day)))
    }
    #expect(try await planned(bench) == [bench.clock.now.addingTimeInterval(Self.day)])
    try await bench.perform(ExpireAccount(address: ana, from: nil, until: nil))
    #expect(try await planned(bench).isEmpty)
  }

  @Test func endsSessionsOnTheDay() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      await bench.drain()
      let until = bench.clock.now.addingTimeInterval(Self.day)
      try await bench.perform(ExpireAccount(address: Address("ana@example.org"), from: nil, until: until))
      await bench.drain()
      #expect(place.calls.withLock { $0 } == ["account.forget ana@example.org false"])
      bench.clock.advance(by: Self.day)
      await bench.drain()
      #expect(place.calls.withLock { $0.last } == "account.forget ana@example.org true")
      #expect(try await planned(bench).isEmpty)
    }
  }

  @Test func aHoldForbidsTheRemoval() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    let account = try await bench.perform(HoldAccount(address: ana, reason: "case 17"))
    #expect(account.standing(at: bench.clock.now) == .held)
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(RemoveAccount(address: ana)) }
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(PurgeAccount(address: ana)) }
    try await bench.perform(ReleaseAccount(address: ana))
    try await bench.perform(RemoveAccount(address: ana))
  }

  @Test func aHoldNeedsAReason() async throws {
    let bench = try await benchWithAna()
    await #expect(throws: Fault(.invalid, en: "", es: "")) {
      try await bench.perform(HoldAccount(address: Address("ana@example.org"), reason: ""))
    }
  }

  @Test func aHoldKeepsARemovedAccountFromBeingPurged() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      let ana = try Address("ana@example.org")
      try await bench.perform(RemoveAccount(address: ana))
      try await bench.perform(HoldAccount(address: ana, reason: "case 17"))
      bench.clock.advance(by: 31 * Self.day)
      await bench.drain()
      #expect(try await bench.ask(ShowAccount(address: ana)).standing(at: bench.clock.now) == .deleted)
      try await bench.perform(ReleaseAccount(address: ana))
      await bench.drain()
      #expect(try await bench.ask(ListAccounts(which: .removed)).items.isEmpty)
    }
  }

  @Test func restoresARemovedAccountAsItWas() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    let before = try await bench.ask(ShowAccount(address: ana))
    let removed = try await bench.perform(RemoveAccount(address: ana))
    #expect(removed.standing(at: bench.clock.now) == .deleted)
    #expect(removed.purge == bench.clock.now.addingTimeInterval(30 * Self.day))
    #expect(try await bench.perform(RestoreAccount(address: ana)) == before)
    #expect(try await planned(bench).isEmpty)
  }

  @Test func refusesToChangeARemovedAccount() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    try await bench.perform(RemoveAccount(address: ana))
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(SetPassword(address: ana, password: Secret("another horse, well stapled")))
    }
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(ResumeAccount(address: ana)) }
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await bench.perform(AddAlias(address: Address("info@example.org"), targets: [ana]))
    }
  }

  @Test func purgesARemovedAccountWhenItsTimeIsOver() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      try await bench.perform(RemoveAccount(address: Address("ana@example.org"), keepDays: 2))
      bench.clock.advance(by: 2 * Self.day - 1)
      await bench.drain()
      #expect(try await bench.ask(ListAccounts()).items.isEmpty)
      #expect(try await bench.ask(ListAccounts(which: .removed)).items.count == 1)
      bench.clock.advance(by: 1)
      await bench.drain()
      #expect(try await bench.ask(ListAccounts(which: .removed)).items.isEmpty)
      #expect(place.calls.withLock { $0 }.contains("account.setAside ana@example.org"))
      #expect(try await bench.journal().first { $0.action == "accounts.purge" }?.actor == "system: accounts.calendar")
    }
  }

  @Test func itsAddressMayBecomeAnAliasWhileItIsRemoved() async throws {
    try await withDirectory { place in
      let bench = try await place.bench()
      let ana = try Address("ana@example.org")
      try await bench.perform(AddAccount(address: Address("luis@example.org")))
      try await bench.perform(RemoveAccount(address: ana))
      try await bench.perform(AddAlias(address: ana, targets: [Address("luis@example.org")]))
      await bench.drain()
      #expect(
        try place.routing("SELECT login FROM sender_login WHERE sender = 'ana@example.org'") == ["luis@example.org"])
      await #expect(throws: Fault(.conflict, en: "", es: "")) { try await bench.perform(RestoreAccount(address: ana)) }
      try await bench.perform(HoldAccount(address: ana, reason: "case 17"))
      await bench.drain()
      #expect(try await bench.inspect(VerifyDirectory()).isEmpty)
      try await bench.perform(RemoveAlias(address: ana))
      try await bench.perform(RestoreAccount(address: ana))
      await bench.drain()
      #expect(try place.routing("SELECT login FROM sender_login WHERE sender = 'ana@example.org'") == [ana.text])
    }
  }

  @Test func aDomainTakesItsRemovedAccountsAlong() async throws {
    let bench = try await benchWithAna()
    let ana = try Address("ana@example.org")
    try await bench.perform(RemoveAccount(address: ana))
    try await bench.perform(HoldAccount(address: ana, reason: "case 17"))
    await #expect(throws: Fault(.conflict, en: "", es: "")) {
      try await bench.perform(RemoveDomain(domain: ana.domain, purges: true))
    }
    try await bench.perform(ReleaseAccount(address: ana))
    try await bench.perform(RemoveDomain(domain: ana.domain, purges: true))
    #expect(try await bench.ask(ListAccounts(which: .removed)).items.isEmpty)
  }

  private func planned(_ bench: TestBench) async throws -> [Date] {
    try await bench.jobs().filter { $0.name == FollowCalendar.name }.map(\.due)
  }
}
