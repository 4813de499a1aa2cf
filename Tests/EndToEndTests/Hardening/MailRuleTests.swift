import Accounts
import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// Filters and vacation answers, beside the script that a person uploads.
  @Suite struct MailRuleTests {
    @Test func aFilterFilesBeforeTheUploadedScriptSeesTheMessage() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("sorter")
      let greeted = try await ManageSieveClient(over: try await service.open(\.sieve))
      let manager = try await greeted.startTLS(try service.trust)
      try await manager.signIn(service.mailbox("sorter"), HardenedService.password)
      let script = #"require ["fileinto", "mailbox"]; fileinto :create "Own";"#
      #expect(try await manager.put(script, as: "own").isOK)
      #expect(try await manager.activate("own").isOK)
      await manager.logout()
      let subject = try MailFilter(
        name: "tokens", conditions: [.init(.from, contains: "bob@")], action: .file, target: "By rule \"1\"")
      try await change("sorter", "By rule") { SetMailFilter(address: $0, filter: subject) }

      let (filed, other) = (
        TestMessage(from: "bob@example.test", to: "sorter@example.test"),
        TestMessage(from: "alice@example.test", to: "sorter@example.test")
      )
      try await send(filed, as: "bob", to: "sorter")
      try await send(other, as: "alice", to: "sorter")
      #expect(try await service.arrival(filed.token, for: "sorter", in: ["By rule \"1\""]) != nil)
      #expect(try await service.arrival(other.token, for: "sorter", in: ["Own"]) != nil)
    }

    @Test func aVacationAnswersEachSenderOnce() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("absent")
      let words = "t\(UUID().uuidString.lowercased().filter(\.isLetter))"
      let hostile = #"\"; discard; #"#
      let vacation = try Vacation(
        subject: "\(words) \(hostile)", text: "Back soon.\n\(hostile)", first: CalendarDay("2020-01-01"),
        last: CalendarDay("2100-01-01"))
      try await change("absent", words) { SetVacation(address: $0, vacation: vacation) }
      for _ in 0..<2 {
        let message = TestMessage(from: "bob@example.test", to: "absent@example.test")
        try await send(message, as: "bob", to: "absent")
        #expect(try await service.arrival(message.token, for: "absent", in: ["INBOX"]) != nil)
      }
      let client = try await service.imap(as: "bob")
      let answers = try await eventually {
        try await client.select("INBOX")
        let found = try await client.search(header: "Subject", words)
        return found.isEmpty ? nil : found
      }
      let uid = try #require(answers?.first)
      let answer = String(decoding: try #require(try await client.fetch(uid)), as: UTF8.self)
      #expect(answer.contains("Auto-Submitted: auto-replied") && answer.contains("Back soon."))
      #expect(answer.contains(hostile))
      #expect(answers?.count == 1)
      #expect(try await client.search(header: "Subject", words).count == 1)
      await client.logout()
    }

    /// An address of one's own is answered; one that leads to several people is nobody's.
    @Test func aVacationAnswersMailToOnesOwnAliases() async throws {
      let service = try HardenedService.shared
      let client = service.instance.client
      try await service.addAccount("roamer")
      let roamer = try service.address("roamer")
      let words = "t\(UUID().uuidString.lowercased().filter(\.isLetter))"
      let vacation = try Vacation(subject: words, text: "Away.")
      try await change("roamer", words) { SetVacation(address: $0, vacation: vacation) }
      _ = try await client.perform(AddAlias(address: service.address("roam"), targets: [roamer]))
      _ = try await client.perform(
        AddAlias(address: service.address("roam-team"), targets: [roamer, service.address("ceo")]))
      try await script("roamer", holds: ":addresses [\"roam@example.test\"]")
      try await service.agree()
      // The alias of several first: an answer to it would be the only one to its sender.
      for (sender, recipient) in [("alice", "roam-team"), ("alice", "roam")] {
        let message = TestMessage(from: "\(sender)@example.test", to: "\(recipient)@example.test")
        try await send(message, as: sender, to: recipient)
        #expect(try await service.arrival(message.token, for: "roamer", in: ["INBOX"]) != nil)
        guard recipient == "roam" else { continue }
        let mailbox = try await service.imap(as: sender)
        let answer = try await eventually { () -> [UInt8]? in
          try await mailbox.select("INBOX")
          guard let uid = try await mailbox.search(header: "Subject", words).first else { return nil }
          return try await mailbox.fetch(uid)
        }
        let text = String(decoding: try #require(answer), as: UTF8.self)
        #expect(text.contains("In-Reply-To: <\(message.token)@test.invalid>"), "\(text)")
        await mailbox.logout()
      }
      _ = try await client.perform(RemoveAlias(address: service.address("roam")))
      try await script("roamer", lacks: ":addresses")
    }

    @Test func whoeverMayNotForwardKeepsTheMail() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("sends-on")
      let forward = try MailFilter(
        name: "on", conditions: [], action: .forward, target: "bob@example.test", keeps: false)
      _ = try await service.instance.client.perform(
        SetMailFilter(address: service.address("sends-on"), filter: forward))
      try await script("sends-on", holds: "redirect")
      let sent = TestMessage(from: "alice@example.test", to: "sends-on@example.test")
      try await send(sent, as: "alice", to: "sends-on")
      #expect(try await service.arrival(sent.token, for: "bob", in: ["INBOX"]) != nil)
      _ = try await service.instance.client.perform(
        AddClass(name: "pupils", quota: nil, protocols: .all, forwards: false))
      _ = try await service.instance.client.perform(
        AssignClass(address: service.address("sends-on"), serviceClass: "pupils"))
      let user = ["-c", "\(service.instance.layout.dovecotConfig)/dovecot.conf", "user", "sends-on@example.test"]
      let isForbidden = try await eventually {
        try await Program.run(["/usr/bin/doveadm"] + user).output.contains("sieve_max_redirects") ? true : nil
      }
      try #require(isForbidden == true)
      let kept = TestMessage(from: "alice@example.test", to: "sends-on@example.test")
      try await send(kept, as: "alice", to: "sends-on")
      #expect(try await service.arrival(kept.token, for: "sends-on", in: ["INBOX"]) != nil)
    }

    private func change<Change: Action>(_ name: String, _ words: String, _ action: (Address) -> Change) async throws {
      let service = try HardenedService.shared
      _ = try await service.instance.client.perform(action(service.address(name)))
      try await script(name, holds: words)
    }

    /// Waits until the person's script is compiled.
    private func script(_ name: String, holds words: String) async throws {
      let path = "\(try HardenedService.shared.instance.layout.dovecotState)/rules/example.test/\(name)"
      let isThere = try await eventually {
        let text = try? String(contentsOfFile: "\(path).sieve", encoding: .utf8)
        return text?.contains(words) == true && FileManager.default.fileExists(atPath: "\(path).svbin") ? true : nil
      }
      try #require(isThere == true)
    }

    private func script(_ name: String, lacks words: String) async throws {
      let path = "\(try HardenedService.shared.instance.layout.dovecotState)/rules/example.test/\(name).sieve"
      let isGone = try await eventually {
        try String(contentsOfFile: path, encoding: .utf8).contains(words) ? nil : true
      }
      #expect(isGone == true)
    }

    private func send(_ message: TestMessage, as sender: String, to recipient: String) async throws {
      let client = try await HardenedService.shared.submission(as: sender)
      try await client.submit(message.bytes, from: "\(sender)@example.test", to: ["\(recipient)@example.test"])
      await client.quit()
    }
  }
}
