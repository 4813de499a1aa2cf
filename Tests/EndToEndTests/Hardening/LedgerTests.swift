import Adapters
import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

extension HardeningTests {
  @Suite struct LedgerTests {
    @Test func accountsForWhatWasDeliveredReturnedRefusedAndPutOff() async throws {
      let service = try HardenedService.shared
      let before = try await ledger().total
      for recipient in ["bob@example.test", "refused@remote.test", "later@remote.test"] {
        let client = try await service.submission(as: "alice")
        let message = TestMessage(from: "alice@example.test", to: recipient)
        try await client.submit(message.bytes, from: "alice@example.test", to: [recipient])
        await client.quit()
      }
      let stranger = try await service.mailServer()
      await #expect(throws: ProtocolRefusal.self) {
        try await stranger.submit(
          TestMessage(from: "x@foreign.test", to: "missing@example.test").bytes, from: "x@foreign.test",
          to: ["missing@example.test"])
      }
      await stranger.quit()
      let after = try await eventually {
        let now = try await ledger()
        let isTold =
          now.total.bounced > before.bounced && now.total.deferred > before.deferred
          && now.total.rejected > before.rejected && now.total.delivered > before.delivered
        return isTold && now.isBalanced ? now : nil
      }
      let last = try await ledger()
      let total = try #require(after, "\(last)").total
      #expect(total.received == total.accounted)
      #expect(total.received >= before.received + 4)
      _ = try await service.instance.palomar([
        "queue", "delete", "--from", "alice@example.test", "--to", "later@remote.test", "--yes",
      ])
    }

    private func ledger() async throws -> Ledger {
      let outcome = try await HardenedService.shared.instance.palomar(["ledger", "--json"])
      try #require([0, 1].contains(outcome.code), "\(outcome.complaints)")
      return try WireJSON.decoder().decode(Ledger.self, from: Data(outcome.output.utf8))
    }
  }
}
