import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

extension HardeningTests {
  @Suite struct TLSTests {
    /// A door and how TLS begins there.
    enum Door: String, CaseIterable {
      case smtp, submission, submissions, imap, imaps, pop3s, sieve

      /// openssl-s_client(1)'s name of the protocol that asks for TLS; none where TLS comes first.
      var startTLS: [String] {
        switch self {
        case .smtp, .submission: ["-starttls", "smtp"]
        case .imap: ["-starttls", "imap"]
        case .sieve: ["-starttls", "sieve"]
        case .submissions, .imaps, .pop3s: []
        }
      }
    }

    /// TLS-01.
    @Test(arguments: Door.allCases)
    func speaksTLSOfTheVersionsThatAreSound(_ door: Door) async throws {
      for (version, isSound) in [("-tls1", false), ("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)] {
        let outcome = try await handshake(door, [version, "-cipher", "ALL:@SECLEVEL=0"])
        #expect(outcome.complaints.contains("CONNECTION ESTABLISHED") == isSound, "\(version): \(outcome.complaints)")
      }
    }

    /// TLS-02.
    @Test(arguments: Door.allCases)
    func agreesOnCiphersThatAreSoundOnly(_ door: Door) async throws {
      for weak in ["aNULL", "eNULL", "kRSA", "MD5", "PSK", "aDSS", "DES", "RC4", "3DES"] {
        let outcome = try await handshake(door, ["-tls1_2", "-cipher", "\(weak):@SECLEVEL=0"])
        #expect(!outcome.complaints.contains("CONNECTION ESTABLISHED"), "\(weak)")
      }
      let sound = try await handshake(door, ["-tls1_2", "-cipher", "AES256-SHA:ECDHE+AESGCM:@SECLEVEL=0"])
      #expect(sound.complaints.range(of: "Ciphersuite: ECDHE-(RSA|ECDSA)-AES", options: .regularExpression) != nil)
    }

    /// TLS-02.
    @Test(arguments: Door.allCases)
    func compressesNothingAndBindsEachSession(_ door: Door) async throws {
      let words = try await handshake(door, ["-tls1_2"], brief: false).output
      #expect(words.contains("Compression: NONE"))
      #expect(words.contains("Secure Renegotiation IS supported"))
      #expect(words.contains("Extended master secret: yes"))
    }

    private func handshake(_ door: Door, _ options: [String], brief: Bool = true) async throws -> Program.Outcome {
      let service = try HardenedService.shared
      let port = try #require(service.instance.ports.named.first { $0.name == door.rawValue }?.port)
      let command = ["openssl", "s_client", "-connect", "\(service.stranger.outside):\(port)"] + door.startTLS
      return try await Program.run(service.stranger.entering(command + options + (brief ? ["-brief"] : [])))
    }

    /// TLS-07.
    @Test(arguments: [false, true])
    func forgetsWhatAnSMTPClientSaidBeforeTLS(_ isSubmission: Bool) async throws {
      let service = try HardenedService.shared
      let port = isSubmission ? \Ports.submission : \Ports.smtp
      let client = try await SMTPClient(over: try await service.open(port))
      _ = try await client.hello()
      try await client.connection.send(Array("STARTTLS\r\nNOOP\r\nRSET\r\n".utf8))
      guard try await client.reply(to: "STARTTLS").code == 220 else { return await client.connection.close() }
      do {
        try await client.connection.startTLS(try service.trust)
        #expect(try await client.command("EHLO stranger.invalid").lines.count > 1)
        #expect(try await client.command("VRFY alice").code >= 500)
      } catch is ConnectionFailure {
        // A server may hang up instead.
      }
      await client.connection.close()
    }

    /// TLS-07.
    @Test func forgetsWhatAnIMAPClientSaidBeforeTLS() async throws {
      let service = try HardenedService.shared
      let connection = try await service.open(\.imap)
      _ = try await connection.text()
      try await connection.send(Array("a STARTTLS\r\nb NOOP\r\n".utf8))
      #expect(try await connection.text().hasPrefix("a OK"))
      do {
        try await connection.startTLS(try service.trust)
        try await connection.send(line: "c CAPABILITY")
        var lines = [try await connection.text()]
        while lines.last?.hasPrefix("c ") == false { lines.append(try await connection.text()) }
        #expect(!lines.contains { $0.hasPrefix("b ") })
      } catch is ConnectionFailure {
        // A server may hang up instead.
      }
      await connection.close()
    }

    /// TLS-07.
    @Test func forgetsWhatAManageSieveClientSaidBeforeTLS() async throws {
      let service = try HardenedService.shared
      let client = try await ManageSieveClient(over: try await service.open(\.sieve))
      try await client.connection.send(Array("STARTTLS\r\nNOOP \"injected\"\r\n".utf8))
      #expect(try await client.connection.text().hasPrefix("OK"))
      do {
        try await client.connection.startTLS(try service.trust)
        let secure = try await ManageSieveClient(over: client.connection)
        let answer = try await secure.command("NOOP \"mine\"")
        #expect(answer.text.contains("mine") && !(secure.capabilities + answer.lines).joined().contains("injected"))
      } catch is ConnectionFailure {
        // A server may hang up instead.
      }
      await client.connection.close()
    }

    /// TLS-05.
    @Test func keepsPrivateKeysFromEverybodyElse() async throws {
      let layout = try HardenedService.shared.instance.layout
      let files = try FileManager.default.subpathsOfDirectory(atPath: layout.keys).map { "\(layout.keys)/\($0)" }
      let keys = files.filter {
        (try? String(contentsOfFile: $0, encoding: .utf8))?.contains("PRIVATE KEY") == true
      }
      #expect(keys.contains(layout.tlsKey) && keys.contains { $0.hasPrefix(layout.dkimKeys) })
      for key in keys {
        let file = try FileFacts(key)
        #expect(file.owner == "root")
        let reader = key.hasPrefix(layout.dkimKeys) ? "_rspamd" : key == layout.consoleCertificate ? "palomar" : nil
        #expect(file.mode & ~(reader == nil ? 0o600 : 0o640) == 0, "\(key): \(String(file.mode, radix: 8))")
        if let reader { #expect(file.group == reader) }
        for parent in file.parents(below: layout.root) {
          #expect(try FileFacts(parent).mode & 0o022 == 0, "\(parent)")
        }
      }
    }
  }
}

/// A file as lstat(2) describes it.
struct FileFacts {
  let path: String
  let owner: String
  let group: String
  let ownerID: Int
  let mode: Int
  let size: Int
  let isLink: Bool

  init(_ path: String) throws {
    self.path = path
    let facts = try FileManager.default.attributesOfItem(atPath: path)
    owner = facts[.ownerAccountName] as? String ?? ""
    group = facts[.groupOwnerAccountName] as? String ?? ""
    ownerID = facts[.ownerAccountID] as? Int ?? -1
    mode = facts[.posixPermissions] as? Int ?? -1
    size = facts[.size] as? Int ?? -1
    isLink = facts[.type] as? FileAttributeType == .typeSymbolicLink
  }

  /// From the directory that holds it up to `root`.
  func parents(below root: String) -> [String] {
    Array(
      sequence(first: (path as NSString).deletingLastPathComponent) {
        $0 == root ? nil : ($0 as NSString).deletingLastPathComponent
      })
  }
}
