import Accounts
import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// A mailbox of several people, as they see it and as those whom they write to see it.
  @Suite struct SharedMailboxTests {
    @Test func itsPeopleReadItAndSendAsItUntilTheyMayNot() async throws {
      let service = try HardenedService.shared
      let desk = try await sharedMailbox("desk")
      try await service.addAccount("teller")
      try await grant(desk, to: "teller", "manage,send-as")

      let reader = try await listing(desk, as: "teller")
      let incoming = TestMessage(from: "bob@example.test", to: desk.text)
      let bob = try await service.submission(as: "bob")
      try await bob.submit(incoming.bytes, from: "bob@example.test", to: [desk.text])
      await bob.quit()
      #expect(try await uid(of: incoming.token, in: "Shared/\(desk)", of: reader) != nil)

      let sender = try await service.submission(as: "teller")
      let reply = TestMessage(from: desk.text, to: "bob@example.test")
      try await sender.submit(reply.bytes, from: desk.text, to: ["bob@example.test"])
      let arrived = try #require(try await service.arrival(reply.token, for: "bob", in: ["INBOX"]))
      #expect(!arrived.contains("teller"), "send-as names the mailbox alone")
      #expect(try await uid(of: reply.token, in: "Shared/\(desk)/Sent", of: reader) != nil)

      _ = try await service.instance.client.perform(
        RemoveMember(mailbox: desk, member: service.address("teller")))
      // The open sessions lose it, and so does the next sign-in.
      let isRefused = try await eventually {
        let code = try await sender.command("MAIL FROM:<\(desk)>").code
        guard code == 250 else { return true }
        let recipient = try await sender.command("RCPT TO:<bob@example.test>").code
        _ = try await sender.command("RSET")
        return recipient == 553 ? true : nil
      }
      #expect(isRefused == true)
      await sender.quit()
      #expect(try await hasEnded(reader))
      // A session of its own for each look: once a name was asked for, Dovecot lists it in that session as one that
      // cannot be selected.
      let isGone = try await eventually {
        let lister = try await service.imap(as: "teller")
        let names = try await lister.folders().map(\.name)
        await lister.logout()
        return names.contains { $0.contains(desk.text) } ? nil : true
      }
      #expect(isGone == true)
      let again = try await service.imap(as: "teller")
      #expect(try await again.command("SELECT", .string("Shared/\(desk)")).status == .no)
      await again.logout()
    }

    @Test func whoSendsOnBehalfIsNamedWhateverTheProgramWrites() async throws {
      let service = try HardenedService.shared
      let desk = try await sharedMailbox("behalf")
      try await service.addAccount("deputy")
      try await grant(desk, to: "deputy", "read,send-on-behalf")
      try await canSend(desk, as: "deputy")
      let client = try await service.submission(as: "deputy")
      for headers in [[], ["Sender: deputy@example.test"]] {
        let message = TestMessage(from: desk.text, to: "bob@example.test", headers: headers)
        try await client.submit(message.bytes, from: desk.text, to: ["bob@example.test"])
        let arrived = try #require(try await service.arrival(message.token, for: "bob", in: ["INBOX"]))
        #expect(arrived.split(separator: "\r\n").filter { $0 == "Sender: deputy@example.test" }.count == 1)
        #expect(arrived.contains("From: \(desk)\r\n"))
      }
      for other in ["Sender: \(desk)", "Sender: ceo@example.test", "Sender: deputy@example.test, ceo@example.test"] {
        let message = TestMessage(from: desk.text, to: "bob@example.test", headers: [other])
        await #expect(throws: ProtocolRefusal.self, "\(other)") {
          try await client.submit(message.bytes, from: desk.text, to: ["bob@example.test"])
        }
      }
      await client.quit()
    }

    @Test func whoReadsChangesNothing() async throws {
      let desk = try await sharedMailbox("archive")
      try await HardenedService.shared.addAccount("looker")
      try await grant(desk, to: "looker", "read")
      let reader = try await listing(desk, as: "looker")
      #expect(try await reader.select("Shared/\(desk)").text.contains("READ-ONLY"))
      #expect(try await reader.command("CREATE", .string("Shared/\(desk)/New")).status == .no)
      #expect(try await reader.command("DELETE", .string("Shared/\(desk)/Sent")).status == .no)
      await reader.logout()
    }

    @Test func copiesGoWhereTheMailboxWantsThemAndArriveRead() async throws {
      let service = try HardenedService.shared
      let desk = try await sharedMailbox("copies")
      try await service.addAccount("clerk")
      try await grant(desk, to: "clerk", "manage,send-as")
      let reader = try await listing(desk, as: "clerk")
      let client = try await service.submission(as: "clerk")
      for (placement, copies) in [(SentPlacement.both, 2), (.sender, 0)] {
        _ = try await service.instance.client.perform(ChangeSharedMailbox(address: desk, sent: placement))
        try await ruleSays(desk, placement)
        let message = TestMessage(from: desk.text, to: "bob@example.test")
        try await client.submit(message.bytes, from: desk.text, to: ["bob@example.test"])
        #expect(try await service.arrival(message.token, for: "bob", in: ["INBOX"]) != nil)
        for folder in ["Sent", "Shared/\(desk)/Sent"] where copies == 2 {
          let uid = try #require(try await uid(of: message.token, in: folder, of: reader))
          let flags = try await reader.command("UID FETCH", .plain("\(uid) (FLAGS)"))
          #expect(flags.untagged.contains { $0.text.contains("Seen") }, "\(folder)")
        }
        guard copies == 0 else { continue }
        try await reader.select("Shared/\(desk)/Sent")
        #expect(try await reader.search(header: "X-Token", message.token).isEmpty)
      }
      await client.quit()
      await reader.logout()
    }

    /// Or anybody could put something among what somebody else seems to have sent.
    @Test func nobodyWritesToTheAddressForCopies() async throws {
      let service = try HardenedService.shared
      let outside = try await service.mailServer()
      try await outside.demand("MAIL FROM:<x@foreign.test>")
      #expect(try await outside.command("RCPT TO:<bob+palomar-sent@example.test>").code == 550)
      await outside.quit()
      let inside = try await service.submission(as: "alice")
      try await inside.demand("MAIL FROM:<alice@example.test>")
      #expect(try await inside.command("RCPT TO:<Bob+Palomar-Sent@example.test>").code == 550)
      await inside.quit()
    }

    @Test func accessEndsWhenItsTimeComesWithASessionOpen() async throws {
      let service = try HardenedService.shared
      let desk = try await sharedMailbox("season")
      try await service.addAccount("temp")
      try await grant(desk, to: "temp", "manage", until: Date().addingTimeInterval(6))
      let reader = try await listing(desk, as: "temp")
      try await reader.select("Shared/\(desk)")
      #expect(try await hasEnded(reader))
      let again = try await service.imap(as: "temp")
      #expect(try await again.command("SELECT", .string("Shared/\(desk)")).status == .no)
      await again.logout()
    }

    private func sharedMailbox(_ name: String) async throws -> Address {
      let service = try HardenedService.shared
      let address = try service.address(name)
      _ = try await service.instance.client.perform(AddSharedMailbox(address: address))
      return address
    }

    private func grant(_ mailbox: Address, to member: String, _ rights: String, until: Date? = nil) async throws {
      let service = try HardenedService.shared
      _ = try await service.instance.client.perform(
        AddMember(
          mailbox: mailbox, member: service.address(member), rights: MailboxRights(rights), until: until))
    }

    /// A session that lists the mailbox and is subscribed to it; a grant ends the sessions from before.
    private func listing(_ mailbox: Address, as member: String) async throws -> IMAPClient {
      let service = try HardenedService.shared
      let client = try await eventually { () -> IMAPClient? in
        let client = try await service.imap(as: member)
        let lines = try? await client.command("LSUB", .string(""), .string("Shared/*")).untagged
        let names = lines?.filter { $0.text.contains("\(mailbox)/Sent") } ?? []
        if !names.isEmpty, try await client.folders().contains(where: { $0.name == "Shared/\(mailbox)/Sent" }) {
          return client
        }
        await client.logout()
        return nil
      }
      return try #require(client)
    }

    private func uid(of token: String, in folder: String, of client: IMAPClient) async throws -> UInt32? {
      try await eventually {
        try await client.select(folder)
        return try await client.search(header: "X-Token", token).first
      }
    }

    private func hasEnded(_ client: IMAPClient) async throws -> Bool {
      try await eventually { (try? await client.command("NOOP").status) == .ok ? nil : true } == true
    }

    private func canSend(_ mailbox: Address, as member: String) async throws {
      let rules = try HardenedService.shared.instance.layout.sendingRules
      let found = try await eventually {
        try String(contentsOfFile: rules, encoding: .utf8).contains("\(member)@example.test \(mailbox)") ? true : nil
      }
      try #require(found == true)
    }

    private func ruleSays(_ mailbox: Address, _ placement: SentPlacement) async throws {
      let rules = try HardenedService.shared.instance.layout.sendingRules
      let line = "sent \(mailbox) \(placement.rawValue)\n"
      let found = try await eventually {
        let text = try String(contentsOfFile: rules, encoding: .utf8)
        return text.contains(line) || (placement == .sender && !text.contains("sent \(mailbox) ")) ? true : nil
      }
      try #require(found == true)
    }
  }
}
