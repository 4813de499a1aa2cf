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
        // The report about the returned one is a message of its own.
        return now.total.received >= before.received + 5 && now.total.queued == before.queued ? now : nil
      }
      let total = try #require(after).total
      #expect(after?.differences.map(\.id) == [])
      #expect(total.difference == 0)
      #expect(total.delivered >= before.delivered + 2)
      #expect(total.bounced == before.bounced + 1)
      #expect(total.deferred == before.deferred + 1)
      #expect(total.rejected == before.rejected + 1)
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
