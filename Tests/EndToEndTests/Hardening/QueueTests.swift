import AgentProtocol
import Foundation
import Kernel
import MailModel
import Monitoring
import TestSupport
import Testing

extension HardeningTests {
  /// Mail that waits, seen and changed by the commands.
  @Suite struct QueueTests {
    @Test func tellsWhyAMessageWaitsAndHoldsReleasesAndDeletesIt() async throws {
      let id = try await waiting(from: "alice")
      let shown = try await palomar("show", id)
      #expect(shown.contains("later@remote.test"))
      _ = try await palomar("hold", id)
      try await eventuallyIn(.hold, id)
      _ = try await palomar("release", id)
      try await eventuallyIn(.deferred, id)
      _ = try await palomar("delete", id)
      #expect(try await eventually { try await place(of: id) == nil ? true : nil } == true)
    }

    @Test func returnsAMessageToItsSender() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("returns")
      let id = try await waiting(from: "returns")
      _ = try await palomar("bounce", id)
      let client = try await service.imap(as: "returns")
      let notice = try await eventually {
        for folder in ["INBOX", "Junk"] {
          try await client.select(folder)
          if let uid = try await client.search(header: "Subject", "Undelivered").first { return uid }
        }
        return nil
      }
      await client.logout()
      #expect(notice != nil)
    }

    @Test func changesWhatAFilterFindsOnlyWhenToldSo() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("bulk")
      let id = try await waiting(from: "bulk")
      let preview = try await palomar("delete", "--from", "bulk@example.test")
      #expect(preview.contains(id))
      #expect(preview.contains("Nothing has happened yet"))
      #expect(try await place(of: id) != nil)
      _ = try await palomar("delete", "--from", "bulk@example.test", "--yes")
      #expect(try await eventually { try await place(of: id) == nil ? true : nil } == true)
    }

    @Test func sendsNothingToAPausedDomainUntilItIsResumed() async throws {
      let service = try HardenedService.shared
      _ = try await palomar("pause", "paused.test", "--reason", "a test", "--hours", "1")
      #expect(try await palomar("paused").contains("paused.test"))
      try await TestSupport.eventually("the pause is rolled out", within: .seconds(30)) {
        try await service.postconf("transport_maps").contains("paused.test")
      }
      let before = service.sink.messages.count
      let client = try await service.submission(as: "alice")
      let message = TestMessage(from: "alice@example.test", to: "somebody@paused.test")
      try await client.submit(message.bytes, from: "alice@example.test", to: ["somebody@paused.test"])
      await client.quit()
      let waiting = try await eventually { try await list("--to", "paused.test", "--place", "deferred").first }
      #expect(waiting?.why.en == "mail to its domain is paused here")
      #expect(service.sink.messages.count == before)
      _ = try await palomar("resume", "paused.test")
      try await TestSupport.eventually("what waited goes out", within: .seconds(60)) {
        service.sink.messages.contains { String(decoding: $0, as: UTF8.self).contains(message.token) }
      }
    }

    @Test func refusesToPauseTheServicesOwnDomain() async throws {
      let outcome = try await HardenedService.shared.instance.palomar(
        ["queue", "pause", "example.test", "--reason", "a test", "--hours", "1"])
      #expect(outcome.code != 0)
      #expect(outcome.complaints.contains("is a domain of this service"))
    }

    /// The queue ID of a message that the other server puts off.
    private func waiting(from name: String) async throws -> String {
      let client = try await HardenedService.shared.submission(as: name)
      let message = TestMessage(from: "\(name)@example.test", to: "later@remote.test")
      try await client.submit(message.bytes, from: "\(name)@example.test", to: ["later@remote.test"])
      await client.quit()
      return try #require(
        try await eventually {
          try await list("--from", "\(name)@example.test", "--place", "deferred").first?.message.id.text
        }
      )
    }

    private func eventuallyIn(_ wanted: QueuedMessage.Place, _ id: String) async throws {
      let found = try await eventually { try await place(of: id) == wanted ? true : nil }
      #expect(found == true, "\(id) is not \(wanted)")
    }

    private func place(of id: String) async throws -> QueuedMessage.Place? {
      try await list("--to", "later@remote.test").first { $0.message.id.text == id }?.message.place
    }

    private func list(_ arguments: String...) async throws -> [WaitingMessage] {
      let output = try await palomar(["list", "--json"] + arguments)
      return try WireJSON.decoder().decode([WaitingMessage].self, from: Data(output.utf8))
    }

    private func palomar(_ arguments: String...) async throws -> String { try await palomar(arguments) }

    private func palomar(_ arguments: [String]) async throws -> String {
      let outcome = try await HardenedService.shared.instance.palomar(["queue"] + arguments)
      try #require(outcome.code == 0, "\(outcome.complaints)")
      return outcome.output
    }
  }
}
