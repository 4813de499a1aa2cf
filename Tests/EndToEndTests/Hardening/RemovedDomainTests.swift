import Accounts
import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// A domain with mail in its mailboxes, on its way out.
  @Suite struct RemovedDomainTests {
    @Test func aDomainTakesNoMailAlongUnlessItsEndIsWantedAndThenNobodyFindsIt() async throws {
      let service = try HardenedService.shared
      let client = service.instance.client
      let eva = try Address("eva@leaving.test")
      _ = try await client.perform(AddDomain(domain: eva.domain))
      _ = try await client.perform(AddAccount(address: eva, displayName: "Eva", password: HardenedService.password))
      let message = TestMessage(from: "x@foreign.test", to: eva.text)
      let mailbox = "\(service.instance.layout.mail)/leaving.test/eva"
      try await eventually("the domain takes mail", within: .seconds(30)) {
        try await answer(to: eva, with: message) == 250
      }
      try await eventually("the mail is there") { FileManager.default.subpaths(atPath: mailbox)?.isEmpty == false }

      await #expect(throws: conflict) { try await client.perform(RemoveDomain(domain: eva.domain)) }
      _ = try await client.perform(RemoveAccount(address: eva))
      await #expect(throws: conflict) { try await client.perform(RemoveDomain(domain: eva.domain)) }
      #expect(FileManager.default.fileExists(atPath: mailbox))
      _ = try await client.perform(RemoveDomain(domain: eva.domain, purges: true))
      try await eventually("the mailbox is gone", within: .seconds(30)) {
        !FileManager.default.fileExists(atPath: mailbox)
      }
      #expect(try await answer(to: eva, with: message) >= 500)
      let journal = try await service.instance.palomar(["journal", "list", "--action", "domains.remove", "--json"])
        .output
      #expect(journal.components(separatedBy: "\"result\":\"refused\"").count == 3, "\(journal)")
      #expect(journal.contains("\"result\":\"done\"") && journal.contains("leaving.test"))
    }

    private let conflict = Fault(.conflict, en: "", es: "")

    /// What a stranger is told who brings a message.
    private func answer(to recipient: Address, with message: TestMessage) async throws -> Int {
      let stranger = try await HardenedService.shared.mailServer()
      do {
        let reply = try await stranger.submit(message.bytes, from: "x@foreign.test", to: [recipient.text])
        await stranger.quit()
        return reply.code
      } catch let refusal as ProtocolRefusal {
        await stranger.quit()
        return Int(refusal.answer.prefix(3)) ?? 0
      }
    }
  }
}
