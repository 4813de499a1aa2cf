import Adapters
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

/// libldap against a real slapd.
@Suite struct LDAPClientTests {
  private let client = LDAPClient.live(timeLimit: .seconds(10))
  private let people = (1...25).map { DirectoryServer.person("p\($0)", ["p\($0)@example.org"]) }.joined()
  private let unavailable = Fault(.unavailable, en: "", es: "")

  private func search(_ filter: String = "(mail=*)", pageSize: Int = 7) -> LDAPSearch {
    LDAPSearch(base: DirectoryServer.base, filter: filter, attributes: ["mail", "entryUUID"], pageSize: pageSize)
  }

  private func bound(_ uri: String, tls: Bool = false, authority: String? = nil) -> LDAPServer {
    LDAPServer(
      uri: uri, startsTLS: tls, authority: authority, bindDN: DirectoryServer.administrator,
      password: Secret(DirectoryServer.password))
  }

  @Test func readsEveryPage() async throws {
    try await DirectoryServer.with(people) { server async throws in
      let entries = try await client.search(bound(server.plain), search())
      #expect(entries.count == 25)
      #expect(Set(entries.flatMap { $0.texts("MAIL") }).count == 25)
      #expect(entries.allSatisfy { !$0.octets("entryuuid").isEmpty })
      #expect(try await client.search(bound(server.plain), search("(mail=nobody@example.org)")).isEmpty)
    }
  }

  @Test func encryptsEitherWayAndTrustsTheAuthorityAlone() async throws {
    try await DirectoryServer.with(people) { server async throws in
      #expect(try await client.search(bound(server.secure, authority: server.authority), search()).count == 25)
      let started = bound(server.plain, tls: true, authority: server.authority)
      #expect(try await client.search(started, search()).count == 25)
      let misnamed = server.secure.replacing("127.0.0.1", with: "localhost")
      for stranger in [
        bound(server.secure), bound(server.plain, tls: true), bound(misnamed, authority: server.authority),
      ] {
        await #expect(throws: unavailable) { try await client.search(stranger, search()) }
      }
    }
  }

  @Test func saysWhatTheServerSaysAndNeverThePassword() async throws {
    try await DirectoryServer.with(people) { server async throws in
      var wrong = bound(server.plain)
      wrong.password = Secret("wrong words")
      let fault = await #expect(throws: Fault.self) { try await client.search(wrong, search()) }
      #expect(fault?.message.en.contains("Invalid credentials") == true)
      #expect(fault.map { "\($0)" }?.contains("wrong words") == false)
      wrong.password = nil
      await #expect(throws: Fault(.invalid, en: "", es: "")) { try await client.search(wrong, search()) }
      await #expect(throws: unavailable) { try await client.search(bound(server.plain), search("(mail=*")) }
    }
    await #expect(throws: unavailable) { try await client.search(bound("ldap://127.0.0.1:1"), search()) }
  }

  /// A part of the directory must never pass for all of it.
  @Test func halfAnAnswerIsNone() async throws {
    try await DirectoryServer.with(people) { server async throws in
      var limited = bound(server.plain)
      limited.bindDN = DirectoryServer.limited
      await #expect(throws: unavailable) { try await client.search(limited, search(pageSize: 2)) }
      let port = try #require(URL(string: server.plain)?.port)
      for octets in [14, 500, 1_500] {
        try await CuttingProxy.with(to: port, after: octets) { proxy async throws in
          await #expect(throws: unavailable) {
            try await client.search(bound("ldap://127.0.0.1:\(proxy.port)"), search())
          }
        }
      }
    }
  }

  @Test func waitsForNoServerForEver() async throws {
    try await ScriptedServer.with([.hearOctets(10_000)]) { server async throws in
      let impatient = LDAPClient.live(timeLimit: .seconds(1))
      await #expect(throws: unavailable) {
        try await impatient.search(bound("ldap://127.0.0.1:\(server.endpoint.port)"), search())
      }
    }
  }
}
