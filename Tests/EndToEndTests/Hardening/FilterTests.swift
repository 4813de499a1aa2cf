import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  /// Rspamd, its memory, and what happens without it.
  @Suite struct FilterTests {
    /// PFX-12.
    @Test func sendsMailThroughTheFilterOnEveryWay() async throws {
      let service = try HardenedService.shared
      let socket = "unix:\(service.instance.layout.rspamdRun)/milter/milter.sock"
      #expect(try await service.postconf("smtpd_milters") == socket)
      #expect(try await service.postconf("non_smtpd_milters") == socket)
      #expect(try await service.postconf("milter_default_action") == "tempfail")
      let overrides = try await Program.run(["/usr/sbin/postconf", "-P", "-c", service.instance.layout.postfixConfig])
      #expect(!overrides.output.contains("milters ="))
      #expect(!overrides.output.contains("no_milters") && !overrides.output.contains("no_header_body_checks"))
    }

    /// PFX-12.
    @Test func asksSendersToTryAgainWhileThereIsNoFilter() async throws {
      let service = try HardenedService.shared
      let message = TestMessage(from: "x@foreign.test", to: "bob@example.test")
      let early = try await service.mailServer()
      let pid = try #require(try await running("rspamd"))
      for member in try [pid] + children(of: pid) { kill(member, SIGKILL) }
      let refusal = await #expect(throws: ProtocolRefusal.self) {
        try await early.submit(message.bytes, from: "x@foreign.test", to: ["bob@example.test"])
      }
      #expect(refusal?.answer.hasPrefix("451") == true, "\(String(describing: refusal))")
      await early.quit()

      let again = try await running("rspamd")
      #expect(again != nil && again != pid)
      let client = try await service.mailServer()
      try await client.submit(message.bytes, from: "x@foreign.test", to: ["bob@example.test"])
      await client.quit()
      #expect(try await service.arrival(message.token, for: "bob") != nil)
    }

    /// The process of a service that is up, once it is.
    private func running(_ name: String) async throws -> Int32? {
      try await eventually {
        guard let status = try await HardenedService.shared.service(name), status.state == .running,
          let pid = status.pid, FileManager.default.fileExists(atPath: "/proc/\(pid)")
        else { return nil }
        return pid
      }
    }

    private func children(of pid: Int32) throws -> [Int32] {
      try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8).split(separator: " ")
        .compactMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    /// FLT-01, FLT-02, FLT-13.
    @Test(arguments: ["rspamd", "redis"])
    func opensNoPort(_ name: String) async throws {
      let pid = try #require(try await running(name))
      let family = try [pid] + children(of: pid)
      let listening = try await Program.run(["ss", "-Hltunp"]).output
      #expect(listening.contains("pid="))
      for member in family { #expect(!listening.contains("pid=\(member),"), "\(listening)") }
      for member in family {
        let status = try String(contentsOfFile: "/proc/\(member)/status", encoding: .utf8)
        let owner = status.split(separator: "\n").first { $0.hasPrefix("Uid:") }?.split(separator: "\t").dropFirst()
        if member != pid || name == "redis" { #expect(owner?.contains("0") == false) }
      }
    }

    /// FLT-01, FLT-02, FLT-13.
    @Test(arguments: ["rspamd/controller/controller.sock", "rspamd/milter/milter.sock", "redis/redis.sock"])
    func letsNobodyElseOfThisHostIn(_ socket: String) async throws {
      let service = try HardenedService.shared
      let path = "\(service.instance.layout.root)/run/\(socket)"
      let script = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])"
      let command = ["/usr/bin/python3", "-c", script, path]
      let asRoot = try await Program.run(command)
      #expect(asRoot.code == 0, "\(asRoot.complaints)")
      for user in ["nobody", "www-data", "dovecot"] {
        let outcome = try await Program.run(
          ["/usr/bin/setpriv", "--reuid", user, "--regid", "nogroup", "--clear-groups", "--"] + command)
        #expect(outcome.complaints.contains("PermissionError"), "\(user): \(outcome.complaints)")
      }
    }

    /// FLT-03.
    @Test func countsTheLoopbackAloneAsThisHost() async throws {
      let service = try HardenedService.shared
      let local = try #require(try await service.rspamd("options")["local_addrs"] as? [String])
      #expect(local.contains("127.0.0.0/8") && local.allSatisfy { $0.hasPrefix("127.") || $0 == "::1/128" })
      let signing = try await service.rspamd("dkim_signing")
      let signed = try #require(signing["sign_networks"] as? [String])
      #expect(signed.contains("127.0.0.0/8") && signed.allSatisfy { $0.hasPrefix("127.") || $0 == "::1/128" })
      #expect(signing["allow_hdrfrom_mismatch"] as? Bool == false)
      let client = try await service.mailServer()
      let message = TestMessage(from: "x@foreign.test", to: "bob@example.test")
      try await client.submit(message.bytes, from: "x@foreign.test", to: ["bob@example.test"])
      await client.quit()
      let arrived = try #require(try await service.arrival(message.token, for: "bob"))
      #expect(!arrived.contains("DKIM-Signature:"))
    }

    /// FLT-10.
    @Test func takesForgedResultsOutOfMessages() async throws {
      let service = try HardenedService.shared
      let forged = [
        "Authentication-Results: mail.example.test; dkim=pass header.d=forged.test",
        "Authentication-Results: mail.example.test 1; spf=pass smtp.mailfrom=forged.test",
        "X-Spam-Status: No, score=-100 forged.test", "X-Spam: No forged.test", "X-Virus-Scanned: clean forged.test",
        "X-Palomar-Verdict: good forged.test", "X-Rspamd-Server: forged.test",
        "ARC-Authentication-Results: i=1; mail.example.test; dkim=pass header.d=forged.test",
      ]
      let client = try await service.mailServer()
      let message = TestMessage(from: "x@foreign.test", to: "bob@example.test", headers: forged)
      try await client.submit(message.bytes, from: "x@foreign.test", to: ["bob@example.test"])
      await client.quit()
      let arrived = try #require(try await service.arrival(message.token, for: "bob"))
      #expect(!arrived.contains("forged.test"), "\(arrived)")
      #expect(arrived.contains("Authentication-Results: mail.example.test"), "\(arrived)")
    }

    /// FLT-13.
    @Test func keepsItsMemoryOnDiskAndDropsNothingThatWasLearned() async throws {
      let service = try HardenedService.shared
      let socket = "\(service.instance.layout.redisRun)/redis.sock"
      func value(_ name: String) async throws -> String? {
        let outcome = try await Program.run(["redis-cli", "-s", socket, "CONFIG", "GET", name])
        return outcome.output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().first.map(
          String.init)
      }
      #expect(try await value("port") == "0")
      #expect(try await value("unixsocketperm") == "770")
      #expect(try await value("save")?.isEmpty == false)
      #expect(try await value("maxmemory-policy") == "volatile-ttl")
      #expect(try FileFacts("\(service.instance.layout.redisConfig)/redis.conf").mode & 0o007 == 0)
    }
  }
}
