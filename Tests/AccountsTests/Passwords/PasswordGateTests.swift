import Foundation
import MailModel
import Testing

@testable import Accounts

@Suite struct PasswordGateTests {
  @Test func letsInNoMoreThanItHoldsAndThenAgain() async throws {
    let gate = PasswordGate(atOnce: 1, waiting: 0)
    let (began, signal) = AsyncStream.makeStream(of: Void.self)
    let end = DispatchSemaphore(value: 0)
    async let first: Void = gate.run {
      signal.yield()
      end.wait()
    }
    for await _ in began { break }
    await #expect(throws: Fault(.unavailable, en: "", es: "")) { try await gate.run {} }
    end.signal()
    try await first
    #expect(try await gate.run { 7 } == 7)
  }

  @Test func handsOnWhatIsThrownInside() async throws {
    let gate = PasswordGate(atOnce: 1, waiting: 0)
    for _ in 0..<3 {
      await #expect(throws: conflict) { try await gate.run { throw conflict } }
    }
  }
}
