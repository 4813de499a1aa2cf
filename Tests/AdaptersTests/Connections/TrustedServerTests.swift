import Adapters
import Foundation
import MailModel
import TestSupport
import Testing

@Suite struct TrustedServerTests {
  @Test func acceptsACertificateOfTheGivenAuthorityForTheGivenName() async throws {
    let (text, version) = try await ScratchDirectory.with { directory in
      let authority = try TestAuthority(in: directory)
      let host = try DomainName("mail.example.org")
      return try await ScriptedServer.with([.say("ready\r\n")], certificate: authority.certificate(for: host)) {
        server in
        let connection = try await LineConnection.open(
          .tcp(server.endpoint), tls: TrustedServer(name: host, authority: authority.file))
        let text = try await connection.text()
        let version = await connection.tlsVersion()
        await connection.close()
        return (text, version)
      }
    }
    #expect(text == "ready")
    #expect(version == "TLSv1.3")
  }

  @Test func refusesACertificateForAnotherName() async throws {
    #expect(try await refusal(certifiedName: "other.example.org") == .wrongName)
  }

  @Test func refusesACertificateOfAnotherAuthorityWithTheSameName() async throws {
    #expect(try await refusal(trustsAnother: true) == .untrusted)
  }

  @Test func refusesACertificateThatIsOver() async throws {
    #expect(try await refusal(validity: -60) == .untrusted)
  }

  @Test func refusesAPeerThatSpeaksNoTLS() async throws {
    let reason = try await ScratchDirectory.with { directory in
      let authority = try TestAuthority(in: directory)
      return try await ScriptedServer.with([.say("220 plain text\r\n")]) { server in
        try await outcome(server, try DomainName("mail.example.org"), authority)
      }
    }
    guard case .noTLS = reason else {
      Issue.record("\(String(describing: reason))")
      return
    }
  }

  @Test func namesTheAuthorityFileThatCannotBeRead() async throws {
    try await ScriptedServer.with([]) { server in
      let trust = TrustedServer(name: try DomainName("mail.example.org"), authority: "/nowhere/authority.pem")
      let fault = await #expect(throws: Fault.self) {
        try await LineConnection.open(.tcp(server.endpoint), tls: trust)
      }
      #expect(fault?.message.en.contains("/nowhere/authority.pem") == true)
    }
  }

  @Test func startTLSRefusesWhatWasSaidBeforeTheHandshake() async throws {
    try await ScratchDirectory.with { directory in
      let authority = try TestAuthority(in: directory)
      let host = try DomainName("mail.example.org")
      let script: [ScriptedServer.Step] = [
        .say("220 ready\r\n"), .hear, .say("220 go on\r\n250 injected\r\n"),
        .secure(try authority.certificate(for: host)),
      ]
      try await ScriptedServer.with(script) { server in
        let client = try await SMTPClient(over: LineConnection.open(.tcp(server.endpoint)))
        await #expect(throws: ConnectionFailure.self) {
          try await client.startTLS(TrustedServer(name: host, authority: authority.file))
        }
        await client.connection.close()
      }
    }
  }

  @Test func goesOnUnderTLSAfterSTARTTLS() async throws {
    let version = try await ScratchDirectory.with { directory in
      let authority = try TestAuthority(in: directory)
      let host = try DomainName("mail.example.org")
      let script: [ScriptedServer.Step] = [
        .say("220 ready\r\n"), .hear, .say("220 go on\r\n"), .secure(try authority.certificate(for: host)), .hear,
        .say("250 mail.example.org\r\n"),
      ]
      return try await ScriptedServer.with(script) { server in
        let client = try await SMTPClient(over: LineConnection.open(.tcp(server.endpoint)))
        try await client.startTLS(TrustedServer(name: host, authority: authority.file))
        _ = try await client.hello()
        let version = await client.connection.tlsVersion()
        await client.connection.close()
        return version
      }
    }
    #expect(version == "TLSv1.3")
  }

  private func refusal(
    certifiedName: String = "mail.example.org", trustsAnother: Bool = false, validity: TimeInterval = 3_600
  ) async throws -> ConnectionFailure.Reason? {
    try await ScratchDirectory.with { directory in
      let authority = try TestAuthority(in: directory)
      let certificate = try authority.certificate(for: DomainName(certifiedName), validity: validity)
      return try await ScriptedServer.with([.say("ready\r\n")], certificate: certificate) { server in
        let trusted = trustsAnother ? try TestAuthority(in: directory) : authority
        return try await outcome(server, DomainName("mail.example.org"), trusted)
      }
    }
  }

  private func outcome(
    _ server: ScriptedServer, _ host: DomainName, _ authority: TestAuthority
  ) async throws -> ConnectionFailure.Reason? {
    let connection = try await LineConnection.open(
      .tcp(server.endpoint), tls: TrustedServer(name: host, authority: authority.file))
    let failure = await #expect(throws: ConnectionFailure.self) { try await connection.line() }
    await connection.close()
    return failure?.reason
  }
}
