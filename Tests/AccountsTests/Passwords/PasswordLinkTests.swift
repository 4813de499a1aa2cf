import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite struct PasswordLinkTests {
  @Test func letsItsOwnerSetAPasswordOnceAndEndsTheSessions() async throws {
    let bench = try await SignInBench()
    let session = try await bench.open()
    let path = try await bench.link()
    let browser = Browser(bench, capabilities: [signIns, sessions, passwords])
    try await browser.open(path)
    #expect(browser.status == 200)
    try await browser.submit(path, ["password": "another good one", "again": "another good one"])
    #expect(browser.location == "/new-password")
    #expect(browser.page.contains("The new password is set."))
    #expect(try await bench.identity.signedIn(session, SignInBench.client) == nil)
    #expect(try await bench.signIn() == .refused)
    guard case .open = try await bench.signIn("ana@example.test", Secret("another good one")) else {
      Issue.record("the new password does not open")
      return
    }
    try await browser.submit(path, ["password": "a third good one", "again": "a third good one"])
    #expect(browser.status == 410)
    #expect(try await bench.signIn("ana@example.test", Secret("a third good one")) == .refused)
  }

  @Test func opensOnceEvenForTwoAtTheSameMoment() async throws {
    let bench = try await SignInBench()
    let secret = Secret(try await bench.link().replacing("/new-password/", with: ""))
    let done = await withTaskGroup(of: Bool.self) { group in
      for word in ["another good one", "a third good one"] {
        group.addTask {
          let reset = ResetPassword(address: bench.ana, password: Secret(word), linkSecret: secret)
          return (try? await bench.bench.plane.perform(reset, as: bench.principal)) != nil
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(done.filter { $0 }.count == 1)
  }

  @Test(arguments: ["en", "es"]) func saysTheSameToEveryLinkThatIsNone(_ language: String) async throws {
    let bench = try await SignInBench()
    let used = try await bench.link()
    let over = try await bench.link()
    bench.bench.clock.advance(by: 3_600)
    let browser = Browser(bench, capabilities: [signIns, sessions, passwords])
    browser.language = language
    var pages: Set<String> = []
    for path in [used, over, "/new-password/x", "/new-password/%00", "/new-password/ana@example.test"] {
      try await browser.open(path)
      #expect(browser.status == 410)
      pages.insert(browser.page.replacing(browser.token, with: "").replacing(path, with: ""))
    }
    #expect(pages.count == 1)
    #expect(browser.page.contains(language == "en" ? "this link has been used" : "este enlace ya se usó"))
  }

  @Test func keepsTheLinkAfterAWeakPasswordOrATypingError() async throws {
    let bench = try await SignInBench()
    let path = try await bench.link()
    let browser = Browser(bench, capabilities: [signIns, sessions, passwords])
    try await browser.open(path)
    try await browser.submit(path, ["password": "ana12345", "again": "ana12345"])
    #expect(browser.status == 422)
    #expect(browser.page.contains("the password is easy to guess"))
    try await browser.submit(path, ["password": "another good one", "again": "another goof one"])
    #expect(browser.page.contains("the two passwords differ"))
    try await browser.submit(path, ["password": "another good one", "again": "another good one"])
    #expect(browser.location == "/new-password")
  }

  @Test func endsWithAnotherLinkAnotherPasswordOrASuspension() async throws {
    let bench = try await SignInBench()
    let browser = Browser(bench, capabilities: [signIns, sessions, passwords])
    let first = try await bench.link()
    let second = try await bench.link()
    try await bench.bench.perform(SetPassword(address: bench.ana, password: SignInBench.password))
    let third = try await bench.link()
    try await bench.bench.perform(SuspendAccount(address: bench.ana))
    await #expect(throws: conflict) { try await bench.link() }
    try await bench.bench.perform(ResumeAccount(address: bench.ana))
    for path in [first, second, third] {
      try await browser.open(path)
      #expect(browser.status == 410)
    }
  }

  @Test func theStoreAndTheJournalHoldNoSecret() async throws {
    let bench = try await SignInBench()
    let secret = try await bench.link().replacing("/new-password/", with: "")
    let rows = try await bench.bench.plane.store.read { try $0.rows("SELECT hash FROM password_link") }
    #expect(rows.count == 1)
    #expect(!"\(rows)".contains(secret))
    #expect(try await !bench.bench.journal().contains { "\($0)".contains(secret) })
  }

  @Test func supportMakesNoneForSomebodyWhoMayMore() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "support")
    let ready = MakePasswordLink(address: it.luis)
    _ = try await it.bench.plane.store.write { db in
      let support = try Rights.principal(of: it.ana, in: db, at: it.bench.clock.now)
      return try ready.perform(in: Work(db: db, now: it.bench.clock.now, principal: support))
    }
    await #expect(throws: forbidden) {
      try await it.bench.plane.store.write { db in
        let support = try Rights.principal(of: it.ana, in: db, at: it.bench.clock.now)
        return try MakePasswordLink(address: it.boss).perform(
          in: Work(db: db, now: it.bench.clock.now, principal: support))
      }
    }
  }
}

extension SignInBench {
  /// The path of a new link.
  fileprivate func link() async throws -> String {
    let made = try await bench.perform(MakePasswordLink(address: ana))
    #expect(made.link.value.hasPrefix("https://localhost/new-password/"))
    return try #require(made.link.value.firstMatch(of: #/\/new-password\/.+$/#).map { String($0.0) })
  }
}
