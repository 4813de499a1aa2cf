import Accounts
import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// What becomes of an account, as its owner and those who write to it see it.
  @Suite struct LifecycleTests {
    @Test func aSuspensionEndsASessionThatOnlyListens() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("listener")
      let listening = try await idling("listener")
      let start = ContinuousClock.now
      _ = try await service.instance.client.perform(
        SuspendAccount(address: service.address("listener"), reason: "a test"))
      await end(of: listening)
      #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func aRemovedAccountIsGoneAtOnceAndComesBackWithItsMail() async throws {
      let service = try HardenedService.shared
      let address = try service.address("returner")
      try await service.addAccount("returner")
      let client = try await service.submission(as: "alice")
      let message = TestMessage(from: "alice@example.test", to: address.text)
      try await client.submit(message.bytes, from: "alice@example.test", to: [address.text])
      await client.quit()
      #expect(try await service.arrival(message.token, for: "returner") != nil)

      let listening = try await idling("returner")
      let start = ContinuousClock.now
      _ = try await service.instance.client.perform(RemoveAccount(address: address))
      await end(of: listening)
      #expect(ContinuousClock.now - start < .seconds(5))
      #expect(try await answer(to: address.text) == 550)

      _ = try await service.instance.client.perform(RestoreAccount(address: address))
      let isBack = try await eventually { try await answer(to: address.text) == 250 ? true : nil }
      #expect(isBack == true)
      #expect(try await service.arrival(message.token, for: "returner") != nil)
    }

    @Test func aGuestIsOutWhenTheTimeComes() async throws {
      let service = try HardenedService.shared
      let address = try service.address("guest")
      try await service.addAccount("guest")
      let listening = try await idling("guest")
      let until = Date().addingTimeInterval(3)
      _ = try await service.instance.client.perform(ExpireAccount(address: address, from: nil, until: until))
      #expect(try await answer(to: address.text) == 250)
      await end(of: listening)
      #expect((0..<5).contains(Date().timeIntervalSince(until)))
      #expect(try await answer(to: address.text) == 550)
    }

    @Test func mailUnderHoldIsReceivedAndReadByNobody() async throws {
      let service = try HardenedService.shared
      let address = try service.address("witness")
      try await service.addAccount("witness")
      let listening = try await idling("witness")
      _ = try await service.instance.client.perform(HoldAccount(address: address, reason: "case 17"))
      await end(of: listening)
      #expect(try await answer(to: address.text) == 250)
      await #expect(throws: ProtocolRefusal.self) { try await service.imap(as: "witness") }
    }

    /// An IMAP session that waits for news (RFC 2177).
    private func idling(_ name: String) async throws -> LineConnection {
      let client = try await HardenedService.shared.imap(as: name)
      try await client.select("INBOX")
      try await client.connection.send(line: "idle IDLE")
      while try await client.connection.text().hasPrefix("+") == false {}
      return client.connection
    }

    private func end(of connection: LineConnection) async {
      do {
        while true { _ = try await connection.text() }
      } catch {
        await connection.close()
      }
    }

    /// What another server is told about a recipient.
    private func answer(to recipient: String) async throws -> Int {
      let outside = try await HardenedService.shared.mailServer()
      try await outside.demand("MAIL FROM:<x@foreign.test>")
      let code = try await outside.command("RCPT TO:<\(recipient)>").code
      await outside.quit()
      return code
    }
  }
}
