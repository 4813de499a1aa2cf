import Accounts
import Adapters
import Deployment
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// Addresses that nobody has, and details behind a plus, as other servers meet them.
  @Suite struct UnknownAddressTests {
    @Test func aCatchAllGetsWhatNobodyHasAndNothingElse() async throws {
      let service = try HardenedService.shared
      let client = service.instance.client
      let domain = try DomainName("caught.test")
      func at(_ name: String) throws -> Address { try Address(local: name, domain: domain) }
      _ = try await client.perform(AddDomain(domain: domain))
      try await rolledOut(service)
      for name in ["lost", "away", "owner"] {
        _ = try await client.perform(AddAccount(address: at(name), password: HardenedService.password))
      }
      _ = try await client.perform(SuspendAccount(address: at("away"), reason: "a test"))
      _ = try await client.perform(AddAlias(address: at("desk"), targets: [at("owner")]))
      _ = try await client.perform(AddAlias(address: at("shut"), targets: [at("away")]))
      _ = try await client.perform(AddGroup(address: at("empty")))
      try await service.agree()
      #expect(
        try await answers(["made-up", "owner", "owner+x", "desk+x", "away", "empty"], at: domain) == [
          550, 250, 250, 250, 550, 550,
        ])

      _ = try await client.perform(SetCatchAll(domain: domain, target: at("lost")))
      try await service.agree()
      #expect(try await answers(["made-up", "MADE-UP+x", "+x", "o'hara"], at: domain) == [250, 250, 250, 250])
      // Whatever is somebody's stays what it was, with and without a detail part.
      #expect(
        try await answers(["away", "away+x", "shut", "shut+x", "empty", "empty+x"], at: domain)
          == [550, 550, 550, 550, 550, 550])
      let expected = [
        "made-up+x": "lost", "lost": "lost", "owner": "owner", "Owner+x": "owner", "desk": "owner", "desk+x": "owner",
      ]
      for (name, mailbox) in expected.sorted(by: { $0.key < $1.key }) {
        let message = TestMessage(from: "x@foreign.test", to: "\(name)@\(domain)")
        #expect(try await service.post(message, from: "x@foreign.test", to: [message.to]) == nil)
        #expect(try await count(message.token, in: "\(mailbox)@\(domain)") == 1, "\(name)")
      }

      // A mailbox that takes no mail catches none, and nothing bounces to whoever was forged.
      _ = try await client.perform(SuspendAccount(address: at("lost"), reason: "a test"))
      try await service.agree()
      #expect(try await answers(["made-up"], at: domain) == [550])
      _ = try await client.perform(ResumeAccount(address: at("lost")))
      _ = try await client.perform(RemoveCatchAll(domain: domain))
      try await service.agree()
      #expect(try await answers(["made-up", "lost"], at: domain) == [550, 250])
    }

    @Test func whatStandsBehindAPlusChangesNothing() async throws {
      let service = try HardenedService.shared
      let client = service.instance.client
      let names = ["plus-alias", "plus-group", "plus-shared"]
      try await service.addAccount("plus")
      _ = try await client.perform(AddAlias(address: service.address(names[0]), targets: [service.address("plus")]))
      _ = try await client.perform(AddGroup(address: service.address(names[1]), posting: .anyone))
      _ = try await client.perform(
        JoinGroup(address: service.address(names[1]), members: [service.address("plus")]))
      _ = try await client.perform(AddSharedMailbox(address: service.address(names[2])))
      try await service.agree()
      for name in ["plus"] + names {
        let message = TestMessage(from: "x@foreign.test", to: "\(name)+news@example.test")
        #expect(try await service.post(message, from: "x@foreign.test", to: [message.to]) == nil)
        let isThere =
          try await name == names[2]
          ? service.holds(message.token, in: "\(name)@example.test")
          : service.arrival(message.token, for: "plus", in: ["INBOX"]) != nil
        #expect(isThere, "\(name)")
      }
      // Nobody's address stays nobody's.
      #expect(try await answers(["plus-nobody+news"], at: DomainName("example.test")) == [550])
    }

    /// No configuration is on its way any more: Dovecot cuts off who signs in while it reads a new one.
    private func rolledOut(_ service: HardenedService) async throws {
      let isDone = try await eventually {
        let plan = try await service.instance.palomar(["plan", "--json"])
        let generations = try await service.instance.client.ask(ListGenerations(limit: 1)).items
        return plan.output.contains("\"hosts\":[]") && generations.allSatisfy { $0.outcome != nil } ? true : nil
      }
      try #require(isDone == true)
    }

    /// What another server is told about recipients.
    private func answers(_ names: [String], at domain: DomainName) async throws -> [Int] {
      let outside = try await HardenedService.shared.mailServer()
      try await outside.demand("MAIL FROM:<x@foreign.test>")
      var codes: [Int] = []
      for name in names { codes.append(try await outside.command("RCPT TO:<\(name)@\(domain)>").code) }
      await outside.quit()
      return codes
    }

    /// How many messages with that token come into the inbox; the first is waited for.
    private func count(_ token: String, in mailbox: String) async throws -> Int {
      let service = try HardenedService.shared
      let client = try await IMAPClient(over: try await service.open(\.imaps, tls: true))
      try await client.signIn(mailbox, HardenedService.password)
      let found = try await eventually { () -> Int? in
        try await client.select("INBOX")
        let count = try await client.search(header: "X-Token", token).count
        return count == 0 ? nil : count
      }
      await client.logout()
      return found ?? 0
    }
  }
}

extension HardenedService {
  /// Whether a message with that token comes into a mailbox to which nobody signs in.
  fileprivate func holds(_ token: String, in mailbox: String) async throws -> Bool {
    let search = ["/usr/bin/doveadm", "-c", "\(instance.layout.dovecotConfig)/dovecot.conf", "search", "-u", mailbox]
    let found = try await eventually {
      try await Program.run(search + ["mailbox", "INBOX", "header", "X-Token", token]).output.isEmpty ? nil : true
    }
    return found == true
  }
}
