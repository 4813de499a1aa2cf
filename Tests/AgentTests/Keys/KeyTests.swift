import AgentProtocol
import Foundation
import MailModel
import TestSupport
import Testing
import X509

@testable import Agent

@Suite struct SigningKeyTests {
  @Test func thePublicHalfIsTheOneOfTheKeyInTheFile() async throws {
    try await withKeys { layout in
      let system = try MailSystem.sample()
      let key = try #require(try SigningKeys(layout: layout).prepare(system.domains).first)
      let path = layout.dkimKey(system.domains[0].name, system.domains[0].selector)
      let shown = try await Program("/usr/bin/openssl", ["pkey", "-in", path, "-pubout"]).succeed().output
      let base64 = shown.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
      #expect(key.publicKey == base64)
    }
  }

  @Test func theKeyIsForRootAndTheFilterAlone() async throws {
    try await withKeys { layout in
      let system = try MailSystem.sample()
      _ = try SigningKeys(layout: layout).prepare(system.domains)
      var status = stat()
      #expect(stat(layout.dkimKey(system.domains[0].name, system.domains[0].selector), &status) == 0)
      #expect(status.st_mode & 0o7777 == 0o440)
      #expect(status.st_uid == 0)
    }
  }

  @Test func aKeyThatIsThereStays() async throws {
    try await withKeys { layout in
      let system = try MailSystem.sample()
      let first = try SigningKeys(layout: layout).prepare(system.domains)
      #expect(try SigningKeys(layout: layout).prepare(system.domains) == first)
    }
  }

  @Test func lookingMakesNoKey() async throws {
    try await withKeys { layout in
      let keys = try SigningKeys(layout: layout).present(MailSystem.sample().domains)
      let files = try FileManager.default.contentsOfDirectory(atPath: layout.dkimKeys)
      #expect(keys.isEmpty)
      #expect(files.isEmpty)
    }
  }
}

@Suite struct CertificateTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test func theChainIsTrustedByWhoTrustsTheAuthority() async throws {
    try await withKeys { layout in
      try CertificateShelf(layout: layout).prepare(for: .sample())
      let words = try await Program(
        "/usr/bin/openssl",
        [
          "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "mx1.palomar.test", "-CAfile",
          layout.authority, layout.tlsChain,
        ]
      ).run().words
      #expect(words.hasSuffix("OK"))
    }
  }

  @Test func coversHostMailNamesOfDomainsAndAddresses() async throws {
    try await withKeys { layout in
      try CertificateShelf(layout: layout).prepare(for: .sample(["a.test", "b.test"]))
      let words = try await Program("/usr/bin/openssl", ["x509", "-in", layout.tlsChain, "-noout", "-text"])
        .succeed().output
      for name in ["mx1.palomar.test", "mail.a.test", "mail.b.test", "localhost"] {
        #expect(words.contains("DNS:\(name)"))
      }
      #expect(words.contains("IP Address:127.0.0.1"))
    }
  }

  @Test func keysAreForRootAlone() async throws {
    try await withKeys { layout in
      try CertificateShelf(layout: layout).prepare(for: .sample())
      for path in [layout.tlsKey, "\(layout.keys)/tls/authority-key.pem"] {
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o600)
      }
    }
  }

  @Test func theConsoleHasAKeyOfItsOwnThatOnlyTheControlPlaneReads() async throws {
    try await SystemUsers.create()
    try await withKeys { layout in
      try CertificateShelf(layout: layout).prepare(for: .sample())
      var status = stat()
      #expect(stat(layout.consoleCertificate, &status) == 0)
      #expect(status.st_mode & 0o7777 == 0o440)
      #expect(status.st_gid == AccountNames.findUser(SystemUsers.control)?.gid)
      let own = try await Program("/usr/bin/openssl", ["pkey", "-in", layout.consoleCertificate]).succeed().output
      let mail = try await Program("/usr/bin/openssl", ["pkey", "-in", layout.tlsKey]).succeed().output
      #expect(own != mail)
    }
  }

  @Test func theConsolesCertificateFollowsTheNamesToo() async throws {
    try await SystemUsers.create()
    try await withKeys { layout in
      let shelf = CertificateShelf(layout: layout)
      try shelf.prepare(for: .sample())
      _ = try shelf.renew(for: .sample(["other.test"]))
      let words = try await Program("/usr/bin/openssl", ["x509", "-in", layout.consoleCertificate, "-noout", "-text"])
        .succeed().output
      #expect(words.contains("DNS:mail.other.test"))
    }
  }

  @Test func isRenewedWhenItsNamesChange() async throws {
    try await withKeys { layout in
      let shelf = CertificateShelf(layout: layout)
      let first = try shelf.renew(for: .sample())
      let again = try shelf.renew(for: .sample())
      let other = try shelf.renew(for: .sample(["palomar.test", "other.test"]))
      #expect([first, again, other] == [true, false, true])
    }
  }

  @Test(arguments: [(59, false), (61, true)])
  func isRenewedWhenAThirdOfItsLifeIsLeft(days: Int, isRenewed: Bool) async throws {
    try await withKeys { layout in
      try CertificateShelf(layout: layout, now: { now }).prepare(for: .sample())
      let later = CertificateShelf(layout: layout, now: { now + Double(days) * 86_400 })
      #expect(try later.renew(for: .sample()) == isRenewed)
    }
  }

  @Test func renewalKeepsTheAuthority() async throws {
    try await withKeys { layout in
      let shelf = CertificateShelf(layout: layout)
      try shelf.prepare(for: .sample())
      let authority = FileManager.default.contents(atPath: layout.authority)
      _ = try shelf.renew(for: .sample(["other.test"]))
      #expect(FileManager.default.contents(atPath: layout.authority) == authority)
    }
  }
}

private func withKeys(_ body: (Layout) async throws -> Void) async throws {
  try await ScratchDirectory.with { directory in
    let layout = Layout.local(directory)
    for path in [layout.dkimKeys, "\(layout.keys)/tls", "\(layout.keys)/console"] {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    try await body(layout)
  }
}
