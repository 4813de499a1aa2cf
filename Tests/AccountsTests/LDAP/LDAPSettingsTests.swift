import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct LDAPSettingsTests {
  private func server(_ it: LDAPBench) async throws -> LDAPServer {
    try await it.bench.plane.store.read { try LDAPSource.connection(in: $0).server }
  }

  @Test func neverShowsThePassword() async throws {
    let it = try await LDAPBench()
    try await it.set { ($0.bindDN, $0.password) = ("cn=us", Secret("very secret")) }
    #expect(try await server(it).password == Secret("very secret"))
    await it.fail(Fault(.unavailable, en: "gone", es: "caído"))
    try await it.sync()
    #expect(
      try await it.bench.journal().allSatisfy { !($0.request + ($0.before ?? "") + $0.after).contains("very secret") })
    let shown = try JSONEncoder().encode(try await it.bench.ask(ShowLDAP()))
    #expect(!String(decoding: shown, as: UTF8.self).contains("very secret"))
    #expect(try await it.bench.ask(ShowLDAP()).hasPassword)
  }

  @Test func givesThePasswordToNoOtherServer() async throws {
    let it = try await LDAPBench()
    try await it.set { ($0.bindDN, $0.password) = ("cn=us", Secret("very secret")) }
    try await it.set { $0.mostLosses = 7 }
    #expect(try await server(it).password != nil)
    try await it.set { $0.uri = "ldaps://elsewhere.example" }
    #expect(try await server(it).password == nil)
    #expect(try await !it.bench.ask(ShowLDAP()).hasPassword)
  }

  @Test func anotherKindBringsFiltersAndAttributes() async throws {
    let it = try await LDAPBench()
    try await it.set { $0.kind = .activeDirectory }
    let source = try await it.bench.ask(ShowLDAP())
    #expect(source.attributes.key == "objectGUID" && source.filter.contains("objectCategory=person"))
  }

  struct Mistake: Sendable {
    let field: String
    let change: @Sendable (inout SetLDAP) -> Void

    init(_ field: String, _ change: @escaping @Sendable (inout SetLDAP) -> Void) {
      self.field = field
      self.change = change
    }
  }

  @Test(arguments: [
    Mistake("uri") { $0.uri = "http://example.org" }, Mistake("uri") { $0.uri = "ldap://a b" },
    Mistake("uri") { $0.uri = "ldapi:///run/x" },
    Mistake("uri") { ($0.uri, $0.bindDN) = ("ldap://dc.example.org", "cn=us") },
    Mistake("startsTLS") { ($0.uri, $0.startsTLS) = ("ldaps://dc.example.org", true) },
    Mistake("authority") { $0.authority = "ca.pem" }, Mistake("filter") { $0.filter = "mail=*" },
    Mistake("base") { $0.base = "dc=example\u{202E}" }, Mistake("attributes") { $0.key = "a b" },
    Mistake("attributes") { $0.members = ["m)(x=*"] }, Mistake("mostLossesPercent") { $0.mostLossesPercent = 101 },
    Mistake("everyMinutes") { $0.everyMinutes = -1 }, Mistake("groupFilter") { $0.groupFilter = "x" },
    Mistake("password") { $0.password = Secret("") },
  ]) func refusesWhatCannotBe(_ mistake: Mistake) async throws {
    let it = try await LDAPBench()
    let fault = await #expect(throws: Fault.self) { try await it.set(mistake.change) }
    #expect(fault?.code == .invalid && fault?.field == mistake.field)
  }

  @Test func takesASecondPersonWhereRemovalDoes() async throws {
    let two = try await TwoPersonBench("accounts.remove", from: 10)
    var settings = SetLDAP()
    (settings.uri, settings.base) = ("ldaps://dc.example.org", "dc=example,dc=org")
    #expect(try await two.request(settings, as: two.vera)?.rule == "accounts.remove")
  }

  @Test func isForWhoeverDecidesOverEverything() async throws {
    let it = try await RightsBench()
    try await it.give(it.ana, "administrator", in: it.a)
    var settings = SetLDAP()
    (settings.uri, settings.base) = ("ldaps://dc.example.org", "dc=example,dc=org")
    await #expect(throws: forbidden) { try await it.perform(settings, as: it.ana) }
    try await it.perform(settings, as: it.boss)
  }
}
