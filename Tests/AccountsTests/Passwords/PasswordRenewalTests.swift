import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

/// What becomes of hashes that other systems made.
@Suite(.eachEngine) struct PasswordRenewalTests {
  private func stored(_ bench: SignInBench) async throws -> PasswordHash? {
    try await bench.bench.plane.store.read { try Account.hash(of: bench.ana, in: $0) }
  }

  private func bench() async throws -> SignInBench {
    let bench = try await SignInBench()
    let foreign = try GivenHash("{BLF-CRYPT}$2y$04$S56EjO9gZlmQ0t7JzirS1eHXhKxn9vXTnVKxEdlItjxQScY9iVG1S").hash
    try await bench.bench.plane.store.write { db in
      let work = Work(db: db, now: bench.bench.clock.now, principal: TestBench.administrator)
      try Account.set(hash: Secret(foreign.text), of: bench.ana, in: work)
    }
    return bench
  }

  @Test func whoeverSignsInGetsAHashOfOurs() async throws {
    let bench = try await bench()
    #expect(try await bench.signIn("ana@example.test", Secret("wrong")) == .refused)
    #expect(try await stored(bench)?.isOurs == false)
    guard case .open(let session) = try await bench.signIn("ana@example.test", Secret("correct horse")) else {
      Issue.record("not in")
      return
    }
    #expect(try await stored(bench)?.isOurs == true)
    #expect(try await bench.identity.signedIn(session, SignInBench.client) != nil)
    #expect(try await bench.bench.journal().contains { $0.action == "accounts.hashRenewed" })
    guard case .open = try await bench.signIn("ana@example.test", Secret("correct horse")) else {
      Issue.record("not in again")
      return
    }
  }
}
