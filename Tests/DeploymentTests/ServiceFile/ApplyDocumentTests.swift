import Accounts
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

@Suite(.eachEngine) struct ApplyDocumentTests {
  private static let wanted = """
    service:
      host: mx.palomar.test
      limits: {messageSize: 20M, queueDays: 3}
    domains: [palomar.test, otra.test]
    accounts:
      - {address: ana@palomar.test, name: Ana Ruiz, quota: 2G}
      - {address: luis@otra.test, state: suspended}
    aliases:
      - {address: info@palomar.test, targets: [ana@palomar.test]}
    """

  @Test func makesTheStoreSayWhatTheFileSays() async throws {
    let service = try await ServiceBench()
    let outcome = try await service.apply(Self.wanted)
    #expect(
      outcome.changes.map { "\($0.kind.rawValue) \($0.line)" } == [
        "~ service: host mail.palomar.test → mx.palomar.test; limits.messageSize 50M → 20M; limits.queueDays 5 → 3",
        "+ domain palomar.test", "+ domain otra.test", "+ account ana@palomar.test", "+ account luis@otra.test",
        "~ account luis@otra.test: suspended", "+ alias info@palomar.test → ana@palomar.test",
      ])
    await service.bench.drain()
    #expect(service.host.installedSystem?.host.name == "mx.palomar.test")
    #expect(service.host.installedSystem?.domains.map(\.name.name) == ["otra.test", "palomar.test"])
    #expect(try await service.bench.ask(ShowSettings()).limits.queueDays == 3)
    #expect(try await service.bench.ask(ListAccounts()).items.count == 2)
  }

  @Test func isOneGenerationHoweverMuchChanges() async throws {
    let service = try await ServiceBench()
    let outcome = try await service.apply(Self.wanted)
    await service.bench.drain()
    #expect(try await service.generations().map(\.number) == [outcome.generation?.number])
    #expect(try await service.generations().first?.outcome == .done)
  }

  @Test func needsNoGenerationForAnAccount() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    await service.bench.drain()
    let outcome = try await service.apply(Self.wanted.replacing("Ana Ruiz", with: "Ana R."))
    #expect(outcome.changes.count == 1)
    #expect(outcome.generation == nil)
  }

  @Test func whoAppliesMayMakeEachChangeThatItAsksFor() async throws {
    let service = try await ServiceBench()
    let keeper = try Principal(
      account: Address("ana@palomar.test"),
      grants: ["document.apply", "domains.*", "rollouts.apply"].map {
        Grant(.allow, try PermissionPattern($0), in: .everything, by: .role("keeper"))
      })
    let domains = ApplyDocument(document: "domains: [palomar.test]", sections: ServiceBench.sections)
    let accounts = ApplyDocument(
      document: "domains: [palomar.test, otra.test]\naccounts: [{address: ana@palomar.test}]",
      sections: ServiceBench.sections)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await service.bench.plane.perform(accounts, as: keeper)
    }
    #expect(try await service.bench.ask(ListDomains()) == [])
    _ = try await service.bench.plane.perform(domains, as: keeper)
    #expect(try await service.bench.ask(ListDomains()).count == 1)
  }

  @Test func changesNothingWhenOneChangeIsRefused() async throws {
    let service = try await ServiceBench()
    let text = Self.wanted.replacing("[ana@palomar.test]", with: "[nadie@palomar.test]")
    await #expect(throws: Fault(.notFound, en: "", es: "")) { try await service.apply(text) }
    #expect(try await service.bench.ask(ShowSettings()).host.name == "mail.palomar.test")
    #expect(try await service.bench.ask(ListDomains()).isEmpty)
    #expect(try await service.bench.jobs().isEmpty)
    #expect(try await service.bench.journal().map(\.action) == ["document.apply", "service.initialise"])
  }

  @Test func journalsEachChangeByItsOwnName() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    let entries = try await service.bench.journal()
    #expect(
      entries.map(\.action) == [
        "document.apply", "rollouts.apply", "aliases.add", "accounts.suspend", "accounts.add", "accounts.add",
        "domains.add", "domains.add", "service.update", "service.initialise",
      ])
    #expect(entries.first?.request.contains("Ana") == false)
    #expect(entries.first { $0.action == "service.update" }?.before?.contains("mail.palomar.test") == true)
  }

  @Test func authorisesEachChange() async throws {
    let service = try await ServiceBench()
    let plane = service.bench.plane
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await plane.store.write { db in
        let work = Work(db: db, now: plane.now(), principal: .stranger)
        _ = try ServiceDocument(Self.wanted, sections: ServiceBench.sections).apply(in: work)
      }
    }
  }

  @Test func takesAwayBeforeItAdds() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    let swapped = """
      accounts:
        - {address: info@palomar.test}
        - {address: luis@otra.test, state: suspended}
      aliases:
        - {address: ana@palomar.test, targets: [info@palomar.test]}
      """
    try await service.apply(swapped)
    #expect(try await service.bench.ask(ListAccounts()).items.map(\.address.text).contains("info@palomar.test"))
    #expect(try await service.bench.ask(ListAliases()).items.map(\.address.text) == ["ana@palomar.test"])
  }

  /// Whatever is a member of what.
  @Test func bringsGroupsToWhatTheFileSays() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    let file = """
      groups:
        - {address: all@palomar.test, name: All, posting: listed, posters: [ana@palomar.test]}
        - {address: team@palomar.test}
      aliases:
        - {address: everybody@palomar.test, targets: [all@palomar.test]}
        - {address: info@palomar.test, targets: [ana@palomar.test]}
      memberships:
        - {group: all@palomar.test, member: team@palomar.test}
        - {group: team@palomar.test, member: ana@palomar.test, until: 2027-01-01}
        - {group: team@palomar.test, member: info@palomar.test}
      """
    try await service.apply(file)
    #expect(try await service.apply(file).changes.isEmpty)
    let outcome = try await service.apply("groups: []\naliases: []\nmemberships: []\n")
    #expect(outcome.changes.filter { $0.kind == .remove }.count == 7)
    #expect(try await service.bench.ask(ListGroups()).items.isEmpty)
  }

  @Test func removesADomainWithAllThatIsInIt() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    let outcome = try await service.apply("domains: [otra.test]\naccounts: [{address: luis@otra.test}]\naliases: []\n")
    #expect(
      Set(outcome.changes.filter { $0.kind == .remove }.map(\.line)) == [
        "domain palomar.test", "account ana@palomar.test", "alias info@palomar.test",
      ])
    #expect(try await service.bench.ask(ListDomains()).map(\.name.name) == ["otra.test"])
  }

  @Test func leavesAloneWhatTheFileLeavesOut() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    #expect(try await service.apply("service: {outbound: direct}\n").changes.count == 1)
    #expect(try await service.bench.ask(ListAccounts()).items.count == 2)
    #expect(try await service.bench.ask(ShowSettings()).host.name == "mx.palomar.test")
  }

  @Test func exportsWhatAnAccountMayDoAndAppliesItAsNothing() async throws {
    let service = try await ServiceBench()
    try await service.apply(
      """
      domains: [palomar.test]
      classes: [{name: pupils, quota: 500M, protocols: imap, forwarding: "no"}]
      accounts:
        - {address: ana@palomar.test, class: pupils, quota: "0", overrideReason: archives, mainPassword: "no"}
        - {address: luis@palomar.test, protocols: none, forwarding: "no", from: 2026-01-01, until: 2027-01-01T12:00:00Z}
        - {address: eva@palomar.test, class: pupils}
      """)
    let text = try await service.bench.ask(ExportDocument(sections: ServiceBench.sections)).document
    #expect(try await service.apply(text).changes.map(\.line) == [])
    let ana = try await service.bench.ask(ShowService(address: Address("ana@palomar.test")))
    #expect(ana.quota.value == nil && ana.quota.from == .override && ana.protocols.from == .serviceClass)
    let anew = text.replacing("    overrideReason: archives\n", with: "").replacing("    quota: \"0\"\n", with: "")
    try await service.apply(anew.replacing("    quota: 0\n", with: "").replacing("    quota: '0'\n", with: ""))
    let back = try await service.bench.ask(ShowService(address: Address("ana@palomar.test")))
    #expect(back.quota.from == .serviceClass, "\(text)")
  }

  @Test func exportsWhatAppliesAsNothing() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    let text = try await service.bench.ask(ExportDocument(sections: ServiceBench.sections)).document
    #expect(try await service.apply(text).changes.isEmpty)
    let empty = try await EachEngine.$location.withValue(.memory) { try await ServiceBench() }
    try await empty.apply(text)
    #expect(try await empty.bench.ask(ExportDocument(sections: ServiceBench.sections)).document == text)
  }

  @Test(arguments: [
    ("servicio: {}\n", "line 1, column 1: nobody knows the field “servicio”", "línea 1, columna 1: nadie conoce"),
    (
      "service:\n  hots: a.org\n", "line 2, column 3: nobody knows the field “hots”", "línea 2, columna 3: nadie conoce"
    ),
    (
      "service:\n  host: mail\n", "line 2, column 9: “mail” is not a full domain name",
      "línea 2, columna 9: «mail» no es"
    ),
    (
      "service:\n  ports:\n    smtp: many\n", "line 3, column 11: a whole number is wanted here",
      "línea 3, columna 11: aquí va un número entero"
    ),
    (
      "service:\n  ports: {smtp: 2525, imap: 2525}\n", "line 2, column 29: port 2525 is given to",
      "línea 2, columna 29: el puerto 2525"
    ),
    (
      "service:\n  trustedNetworks: [0.0.0.0/0]\n", "line 2, column 20: trusting 0.0.0.0/0 would open",
      "línea 2, columna 20: confiar en 0.0.0.0/0"
    ),
    (
      "service:\n  limits: {queueDays: 0}\n", "line 2, column 23: queueDays cannot be 0",
      "línea 2, columna 23: queueDays no"
    ),
    (
      "service:\n  limits: {messageSize: 9X}\n", "line 2, column 25: “9X” is not a size",
      "línea 2, columna 25: «9X» no es"
    ),
    ("service:\n  outbound: maybe\n", "line 2, column 13: “maybe” is no way out", "línea 2, columna 13: «maybe» no es"),
    ("service: [1]\n", "line 1, column 10: fields are wanted here", "línea 1, columna 10: aquí van campos"),
    ("domains:\n  - a b.org\n", "line 2, column 5: “a b.org” is not a domain", "línea 2, columna 5: «a b.org» no es"),
    ("accounts:\n  - name: Ana\n", "line 2, column 5: an account needs an address", "línea 2, columna 5: una cuenta"),
  ])
  func pointsAtTheValueThatIsWrong(_ text: String, _ english: String, _ spanish: String) async throws {
    let service = try await ServiceBench()
    let fault = try #require(try await fault { try await service.apply(text) })
    #expect(fault.code == .invalid)
    #expect(fault.message.en.hasPrefix(english), "\(fault.message.en)")
    #expect(fault.message.es.hasPrefix(spanish), "\(fault.message.es)")
  }

  @Test func namesTheFieldsThatItKnows() async throws {
    let service = try await ServiceBench()
    let fault = try #require(try await fault { try await service.apply("dominios: []\n") })
    #expect(
      fault.hint?.en
        == "known here: service, domains, classes, domainLimits, accounts, shared, groups, aliases, catchAlls, "
        + "memberships, identityProviders, anchors")
  }
}

extension ServiceBench {
  @discardableResult
  func apply(_ text: String) async throws -> ApplyDocument.Outcome {
    try await bench.perform(ApplyDocument(document: text, sections: Self.sections))
  }

  func plan(_ text: String? = nil) async throws -> RolloutPlan {
    try await bench.inspect(PlanRollout(document: text, sections: Self.sections))
  }
}
