import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct SignInTests {
  @Test func letsTheRightPasswordIn() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.open()
    let signedIn = try #require(try await bench.identity.signedIn(secret, SignInBench.client))
    #expect(signedIn.address == bench.ana)
    #expect(signedIn.displayName == "Ana")
  }

  @Test(arguments: ["ana@example.test", "nobody@example.test", "no address", ""])
  func saysTheSameToAWrongPasswordAndToAnUnknownName(_ name: String) async throws {
    #expect(try await SignInBench().signIn(name, Secret("wrong")) == .refused)
  }

  @Test(arguments: [Account.State.suspended, .receiveOnly])
  func letsNobodyInWhoseAccountIsNotActive(_ state: Account.State) async throws {
    let bench = try await SignInBench()
    let before = try await bench.open()
    try await bench.bench.perform(SuspendAccount(address: bench.ana, receives: state == .receiveOnly))
    #expect(try await bench.signIn() == .refused)
    #expect(try await bench.identity.signedIn(before, SignInBench.client) == nil)
  }

  @Test func letsNobodyInBeforeTheFirstDayNorAfterTheLast() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.open()
    let end = bench.bench.clock.now + 600
    try await bench.bench.perform(ExpireAccount(address: bench.ana, from: nil, until: end))
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) != nil)
    bench.bench.clock.advance(by: 600)
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) == nil)
    #expect(try await bench.signIn() == .refused)
    try await bench.bench.perform(ExpireAccount(address: bench.ana, from: end + 600, until: nil))
    #expect(try await bench.signIn() == .refused)
    #expect(try await bench.bench.ask(ListSessions(address: bench.ana)).isEmpty)
    bench.bench.clock.advance(by: 601)
    #expect(try await bench.signIn() != .refused)
  }

  @Test func aHoldAndARemovalEndTheSessions() async throws {
    let bench = try await SignInBench()
    for (shut, open) in [
      (HoldAccount(address: bench.ana, reason: "case 17"), ReleaseAccount(address: bench.ana)),
      (RemoveAccount(address: bench.ana), RestoreAccount(address: bench.ana)),
    ] as [(any Action, any Action)] {
      let secret = try await bench.open()
      _ = try await bench.bench.perform(shut)
      #expect(try await bench.signIn() == .refused)
      _ = try await bench.bench.perform(open)
      #expect(try await bench.identity.signedIn(secret, SignInBench.client) == nil)
    }
  }

  @Test func slowsGuessingDownAndForgetsWithTime() async throws {
    let bench = try await SignInBench()
    for _ in 0..<5 { #expect(try await bench.signIn("ana@example.test", Secret("wrong")) == .refused) }
    guard case .wait(let seconds) = try await bench.signIn() else {
      Issue.record("the sixth try was let through")
      return
    }
    bench.bench.clock.advance(by: TimeInterval(seconds))
    guard case .open = try await bench.signIn() else {
      Issue.record("still locked out after \(seconds) s")
      return
    }
  }

  @Test func guessesAtTheSameMomentCountLikeGuessesInARow() async throws {
    let bench = try await SignInBench()
    let outcomes = try await withThrowingTaskGroup(of: SignInDesk.Outcome.self) { group in
      for _ in 0..<20 { group.addTask { try await bench.signIn("ana@example.test", Secret("wrong")) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(outcomes.filter { $0 == .refused }.count == 5)
  }

  @Test func rightPasswordsCountAgainstNobody() async throws {
    let bench = try await SignInBench()
    for _ in 0..<35 { _ = try await bench.open() }
  }

  @Test func aTryThatWasNotMadeCountsForNothing() async throws {
    let bench = try await SignInBench()
    let full = SignInDesk(plane: bench.bench.plane, gate: PasswordGate(atOnce: 0, waiting: 0))
    for _ in 0..<7 {
      await #expect(throws: Fault(.unavailable, Text(verbatim: ""))) {
        try await full.signIn("ana@example.test", Secret("wrong"), from: SignInBench.client)
      }
    }
    _ = try await bench.open()
  }

  @Test func aStolenSessionGuessesThePasswordNoFasterBySettingUpASecondFactor() async throws {
    let bench = try await SignInBench()
    for _ in 0..<5 {
      await #expect(throws: invalid) {
        try await bench.desk.changePassword(
          of: bench.ana, from: Secret("wrong"), to: Secret("another good one"), as: bench.principal)
      }
    }
    let (_, paper) = try await bench.secondFactor()
    try await bench.desk.giveUpSecondFactor(of: bench.ana, code: paper[0], as: bench.principal)
    await #expect(throws: Fault(.unavailable, Text(verbatim: ""))) {
      try await bench.desk.changePassword(
        of: bench.ana, from: SignInBench.password, to: Secret("another good one"), as: bench.principal)
    }
  }

  @Test func aStrangerElsewhereLocksNobodyOut() async throws {
    let bench = try await SignInBench()
    let stranger = WebClient(address: "198.51.100.9", userAgent: "x")
    for _ in 0..<40 { _ = try await bench.signIn("ana@example.test", Secret("wrong"), from: stranger) }
    guard case .open = try await bench.signIn() else {
      Issue.record("the owner is locked out")
      return
    }
  }

  @Test func slowsDownWhoeverTriesManyNames() async throws {
    let bench = try await SignInBench()
    for number in 0..<30 { _ = try await bench.signIn("u\(number)@example.test", Secret("wrong")) }
    guard case .wait = try await bench.signIn("u31@example.test", Secret("wrong")) else {
      Issue.record("the 31st name was tried")
      return
    }
  }

  @Test func putsSignInsAndRefusalsOnRecordWithoutAPassword() async throws {
    let bench = try await SignInBench()
    _ = try await bench.signIn("ana@example.test", Secret("a secret guess"))
    _ = try await bench.open()
    let entries = try await bench.bench.journal()
    #expect(entries.contains { $0.action == "sessions.refused" && $0.address == "192.0.2.7" })
    #expect(entries.contains { $0.action == "sessions.open" && $0.actor == "ana@example.test" })
    #expect(!entries.contains { "\($0)".contains("secret guess") || "\($0)".contains("argon2") })
  }
}

@Suite(.eachEngine) struct SecondFactorTests {
  @Test func asksForTheCodeAfterThePassword() async throws {
    let bench = try await SignInBench()
    let (app, _) = try await bench.secondFactor()
    bench.bench.clock.advance(by: 30)
    guard case .needsCode(let pending) = try await bench.signIn() else {
      Issue.record("no code was asked for")
      return
    }
    #expect(try await bench.identity.signedIn(pending, SignInBench.client) == nil)
    let outcome = try await bench.desk.enter(code: bench.code(app), for: pending, from: SignInBench.client)
    guard case .open(let secret) = outcome else {
      Issue.record("the code was not taken: \(outcome)")
      return
    }
    #expect(secret != pending)
    #expect(try await bench.identity.signedIn(secret, SignInBench.client) != nil)
    #expect(try await bench.identity.signedIn(pending, SignInBench.client) == nil)
  }

  @Test func noCodeWorksTwice() async throws {
    let bench = try await SignInBench()
    let (app, paper) = try await bench.secondFactor()
    bench.bench.clock.advance(by: 30)
    let codes = [bench.code(app), paper[3]]
    for code in codes {
      #expect(try await bench.enter(code) == true)
      #expect(try await bench.enter(code) == false)
    }
    #expect(try await bench.bench.ask(ShowSecondFactor(address: bench.ana)).recoveryCodesLeft == 9)
  }

  @Test func slowsGuessingOfCodesDown() async throws {
    let bench = try await SignInBench()
    _ = try await bench.secondFactor()
    guard case .needsCode(let pending) = try await bench.signIn() else { return }
    for _ in 0..<5 { _ = try await bench.desk.enter(code: Secret("000000"), for: pending, from: SignInBench.client) }
    guard case .wait = try await bench.desk.enter(code: Secret("000001"), for: pending, from: SignInBench.client) else {
      Issue.record("the sixth code was tried")
      return
    }
  }

  @Test func isGivenUpByACodeAndRemovedByAnAdministrator() async throws {
    let bench = try await SignInBench()
    let (_, paper) = try await bench.secondFactor()
    await #expect(throws: Fault(.invalid, Text(verbatim: ""))) {
      try await bench.bench.plane.perform(
        GiveUpSecondFactor(address: bench.ana, code: Secret("123")), as: bench.principal)
    }
    await #expect(throws: Fault(.forbidden, Text(verbatim: ""))) {
      try await bench.bench.plane.perform(RemoveSecondFactor(address: bench.ana), as: bench.principal)
    }
    _ = try await bench.bench.plane.perform(
      GiveUpSecondFactor(address: bench.ana, code: paper[0]), as: bench.principal)
    _ = try await bench.secondFactor()
    try await bench.bench.perform(RemoveSecondFactor(address: bench.ana))
    #expect(try await bench.bench.ask(ShowSecondFactor(address: bench.ana)).isActive == false)
  }
}

extension SignInBench {
  /// A whole sign-in with this code; whether it succeeds.
  fileprivate func enter(_ code: Secret) async throws -> Bool {
    guard case .needsCode(let pending) = try await signIn() else { return false }
    if case .open = try await desk.enter(code: code, for: pending, from: Self.client) { return true }
    return false
  }
}
