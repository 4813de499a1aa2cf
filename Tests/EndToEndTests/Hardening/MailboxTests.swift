import Accounts
import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// What Dovecot answers for: sign-ins and the store.
  @Suite struct MailboxTests {
    /// DVC-01.
    @Test func listensWhereItSaysAndNowhereElse() async throws {
      let service = try HardenedService.shared
      #expect(try await service.doveconf("ssl") == "required")
      #expect(try await service.doveconf("disable_plaintext_auth") == "yes")
      let ports = try service.instance.ports
      let block = service.instance.portBase..<service.instance.portBase + 1_000
      let programs = ["master", "dovecot", "rspamd", "redis-server"].map { "\"\($0)\"" }
      let lines = try await Program.run(["ss", "-Hltnp"]).output.split(separator: "\n")
      let listening = lines.filter { line in programs.contains { line.contains($0) } }.compactMap { line in
        line.split(separator: " ").dropFirst(3).first?.split(separator: ":").last.flatMap { Int($0) }
      }
      #expect(Set(listening.filter(block.contains)).isSubset(of: ports.named.map(\.port)))
      #expect(listening.contains(ports.imaps))
    }

    /// DVC-02.
    @Test func believesNoAddressThatAClientClaims() async throws {
      let service = try HardenedService.shared
      #expect(try await service.doveconf("login_trusted_networks") == "")
      #expect(try await service.doveconf("haproxy_trusted_networks") == "")
      let claim = "(\"x-originating-ip\" \"127.0.0.1\" \"x-originating-port\" \"1\" \"x-proxy-ttl\" \"5\")"
      let open = try await IMAPClient(over: try await service.open(\.imap))
      try await open.command("ID", .plain(claim))
      let login = try await open.command("LOGIN", .plain("alice@example.test x"))
      #expect(login.text.contains("PRIVACYREQUIRED"))
      await open.logout()

      try await service.addAccount("claimant")
      let client = try await IMAPClient(over: try await service.open(\.imaps, tls: true))
      try await client.command("ID", .plain(claim))
      try await client.signIn("claimant@example.test", HardenedService.password)
      await client.logout()
      let log = try String(contentsOfFile: "\(service.instance.layout.log)/dovecot.log", encoding: .utf8)
      let lines = log.split(separator: "\n").filter { $0.contains("Login: user=<claimant@example.test>") }
      #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("rip=\(service.stranger.inside),") }, "\(lines)")
    }

    /// DVC-03.
    @Test func keepsStrongHashesOnly() async throws {
      let service = try HardenedService.shared
      let script = "import sqlite3, sys; [print(r[0]) for r in sqlite3.connect(sys.argv[1]).execute("
      let query = "'SELECT password FROM account WHERE password IS NOT NULL')]"
      let outcome = try await Program.run(
        ["/usr/bin/python3", "-c", script + query, service.instance.layout.accountsDirectory])
      let hashes = outcome.output.split(separator: "\n")
      #expect(hashes.count >= 3)
      #expect(hashes.allSatisfy { $0.hasPrefix("{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$") })
    }

    /// DVC-04, PFX-08: the same words for a name that exists as for one that does not, and the password in no log.
    @Test func answersAWrongPasswordAlikeForAllNamesAndLogsItNowhere() async throws {
      let service = try HardenedService.shared
      let canary = Secret("canary \(UUID().uuidString)")
      var answers: Set<String> = []
      for name in ["alice@example.test", "nobody-here@example.test"] {
        let client = try await SMTPClient(over: try await service.open(\.submissions, tls: true))
        _ = try await client.hello()
        answers.insert("smtp: \(try await client.authenticate(name, canary))")
        await client.quit()
        let reader = try await IMAPClient(over: try await service.open(\.imaps, tls: true))
        answers.insert("imap: \(try await reader.command("LOGIN", .string(name), .string(canary.value)).text)")
        await reader.logout()
      }
      #expect(answers.count == 2, "\(answers)")
      let forms = ["alice@example.test", "nobody-here@example.test"].map {
        Data("\0\($0)\0\(canary.value)".utf8).base64EncodedString()
      }
      let secrets = [canary.value, Data(canary.value.utf8).base64EncodedString()] + forms
      let log = service.instance.layout.log
      for name in try FileManager.default.contentsOfDirectory(atPath: log) {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(log)/\(name)")), as: UTF8.self)
        #expect(!secrets.contains(where: text.contains), "\(name)")
      }
    }

    /// PFX-08: an attacker who measures learns no name either.
    @Test func takesAsLongToRefuseANameThatDoesNotExist() async throws {
      let service = try HardenedService.shared
      func median(_ name: String) async throws -> Duration {
        var times: [Duration] = []
        for _ in 0..<3 {
          let client = try await SMTPClient(over: try await service.open(\.submissions, tls: true))
          _ = try await client.hello()
          let start = ContinuousClock.now
          let reply = try await client.authenticate(name, Secret("not the password"))
          times.append(ContinuousClock.now - start)
          #expect(reply.code == 535)
          await client.quit()
        }
        return times.sorted()[1]
      }
      async let known = median("alice@example.test")
      async let unknown = median("nobody-here@example.test")
      let (first, second) = try await (known, unknown)
      #expect(abs(first / second - 1) < 0.2, "\(first) \(second)")
    }

    /// DVC-05.
    @Test func aSuspensionIsFeltAtOnceAndEverywhere() async throws {
      let service = try HardenedService.shared
      try await service.addAccount("leaver")
      let name = service.mailbox("leaver")
      let open = try await service.imap(as: "leaver")
      await (try await service.submission(as: "leaver")).quit()
      let start = ContinuousClock.now
      _ = try await service.instance.client.perform(SuspendAccount(address: service.address("leaver")))

      await #expect(throws: (any Error).self) {
        while try await open.command("NOOP").status == .ok { try await Task.sleep(for: .milliseconds(50)) }
      }
      #expect(ContinuousClock.now - start < .seconds(5))
      #expect(try await refusals(of: name) == ["smtp", "imap", "pop3", "sieve"])
      let outside = try await service.mailServer()
      try await outside.demand("MAIL FROM:<x@foreign.test>")
      #expect(try await outside.command("RCPT TO:<\(name)>").code == 550)
      await outside.quit()
    }

    /// The services that refuse the right password of `name`.
    private func refusals(of name: String) async throws -> [String] {
      let service = try HardenedService.shared
      var refused: [String] = []
      let smtp = try await SMTPClient(over: try await service.open(\.submissions, tls: true))
      _ = try await smtp.hello()
      if try await smtp.authenticate(name, HardenedService.password).code == 535 { refused.append("smtp") }
      await smtp.quit()
      let imap = try await IMAPClient(over: try await service.open(\.imaps, tls: true))
      let login = try await imap.command("LOGIN", .string(name), .string(HardenedService.password.value))
      if login.status == .no { refused.append("imap") }
      await imap.logout()
      let pop3 = try await service.open(\.pop3s, tls: true)
      _ = try await pop3.text()
      try await pop3.send(line: "USER \(name)")
      _ = try await pop3.text()
      try await pop3.send(line: "PASS \(HardenedService.password.value)")
      if try await pop3.text().hasPrefix("-ERR") { refused.append("pop3") }
      await pop3.close()
      let sieve = try await ManageSieveClient(over: try await service.open(\.sieve)).startTLS(try service.trust)
      do {
        try await sieve.signIn(name, HardenedService.password)
      } catch is ProtocolRefusal {
        refused.append("sieve")
      }
      await sieve.logout()
      return refused
    }

    /// DVC-07.
    @Test func keepsEveryMailboxFromEverybodyElse() async throws {
      let service = try HardenedService.shared
      let client = try await service.submission(as: "alice")
      let message = TestMessage(from: "alice@example.test", to: "bob@example.test")
      try await client.submit(message.bytes, from: "alice@example.test", to: ["bob@example.test"])
      await client.quit()
      #expect(try await service.arrival(message.token, for: "bob") != nil)
      let root = try FileFacts(service.instance.layout.mail)
      let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
      #expect(files.contains { $0.contains("bob/Maildir/") })
      // The active script of ManageSieve is a link beside it.
      for path in files where !path.hasSuffix("/.dovecot.sieve") {
        // Dovecot's temporary files come and go.
        guard let file = try? FileFacts("\(root.path)/\(path)") else { continue }
        // Dovecot keeps a number in the name of an empty file, which everybody may read and nobody may write.
        let allowed = file.size == 0 && path.contains("/dovecot-uidvalidity.") ? 0o044 : 0
        #expect(file.mode & 0o077 & ~allowed == 0, "\(path): \(String(file.mode, radix: 8))")
        #expect(file.ownerID == root.ownerID && !file.isLink, "\(path)")
      }
      #expect(root.mode & 0o077 == 0)
    }
  }
}
