import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct SessionTests {
  @Test func endsAfterHalfAnHourWithoutUse() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.open()
    bench.bench.clock.advance(by: 29 * 60)
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) != nil)
    bench.bench.clock.advance(by: 29 * 60)
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) != nil)
    bench.bench.clock.advance(by: 31 * 60)
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) == nil)
  }

  @Test func endsAfterAWorkingDayWhateverHappens() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.open()
    for _ in 0..<35 {
      bench.bench.clock.advance(by: 20 * 60)
      #expect(try await bench.identity.signedIn(secret, SignInBench.client) != nil)
    }
    bench.bench.clock.advance(by: 20 * 60)
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) == nil)
  }

  @Test func belongsToItsBrowserAndIfWantedToItsAddress() async throws {
    let bench = try await SignInBench()
    let free = try await bench.open()
    let bound = try await bench.open(isBound: true)
    let moved = WebClient(address: "192.0.2.8", userAgent: SignInBench.client.userAgent)
    let other = WebClient(address: SignInBench.client.address, userAgent: "Other/2")
    #expect(try await bench.identity.signedIn(free, moved) != nil)
    #expect(try await bench.identity.signedIn(bound, moved) == nil)
    #expect(try await bench.identity.signedIn(free, other) == nil)
  }

  @Test func isListedAndEndedByItsOwnerAndByNobodyElse() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.open()
    let eva = Rights.owner(of: try Address("eva@example.test"))
    let listed = try await bench.bench.plane.ask(ListSessions(address: bench.ana), as: bench.principal)
    let session = try #require(listed.first)
    #expect(listed.count == 1)
    await #expect(throws: Fault(.forbidden, Text(verbatim: ""))) {
      try await bench.bench.plane.perform(EndSession(address: bench.ana, id: session.id), as: eva)
    }
    _ = try await bench.bench.plane.perform(EndSession(address: bench.ana, id: session.id), as: bench.principal)
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) == nil)
  }

  @Test func theOthersEndWithANewPassword() async throws {
    let bench = try await SignInBench()
    let mine = try await bench.open()
    let other = try await bench.open()
    try await bench.desk.changePassword(
      of: bench.ana, from: SignInBench.password, to: Secret("another good one"), as: bench.principal(in: mine))
    #expect(try await bench.identity.signedIn(mine, SignInBench.client) != nil)
    #expect(try await bench.identity.signedIn(other, SignInBench.client) == nil)
    try await bench.bench.perform(SetPassword(address: bench.ana, password: Secret("a third good one")))
    #expect(try await bench.identity.signedIn(mine, SignInBench.client) == nil)
  }

  @Test func aNewPasswordOfOnesOwnNeedsThePresentOne() async throws {
    let bench = try await SignInBench()
    await #expect(throws: invalid) {
      try await bench.desk.changePassword(
        of: bench.ana, from: Secret("wrong"), to: Secret("another good one"), as: bench.principal)
    }
    // Nor is it enough that it was right once.
    let stale = ChangeOwnPassword(
      address: bench.ana, password: Secret("another good one"), presentHash: Secret("{ARGON2ID}of yesterday"))
    await #expect(throws: invalid) { try await bench.bench.plane.perform(stale, as: bench.principal) }
    #expect(try await bench.bench.journal().allSatisfy { !"\($0)".contains("another good one") })
  }

  @Test func theOthersEndWithASecondFactor() async throws {
    let bench = try await SignInBench()
    let mine = try await bench.open()
    let other = try await bench.open()
    _ = try await bench.secondFactor(as: bench.principal(in: mine))
    #expect(try await bench.identity.signedIn(mine, SignInBench.client) != nil)
    #expect(try await bench.identity.signedIn(other, SignInBench.client) == nil)
  }

  @Test func doesNotComeBackWithAnAccountWhoseLastDayWasMovedAfterItWasOver() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.open()
    let end = bench.bench.clock.now + 60
    try await bench.bench.perform(ExpireAccount(address: bench.ana, from: nil, until: end))
    bench.bench.clock.advance(by: 61)
    try await bench.bench.perform(ExpireAccount(address: bench.ana, from: nil, until: nil))
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) == nil)
  }

  @Test func theStoreHoldsNoSecret() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.open()
    let rows = try await bench.bench.plane.store.read { try $0.rows("SELECT secret_hash FROM session") }
    #expect(rows.count == 1)
    #expect(!"\(rows)".contains(secret.value))
  }

  @Test func isTakenAwayWhenItIsOver() async throws {
    let bench = try await SignInBench()
    _ = try await bench.open()
    bench.bench.clock.advance(by: 31 * 60)
    try await SweepSessions().run(with: bench.bench.plane)
    #expect(try await bench.bench.ask(ListSessions(address: bench.ana)).isEmpty)
  }
}
