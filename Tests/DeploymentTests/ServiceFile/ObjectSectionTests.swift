import Accounts
import Audit
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@testable import Deployment

/// Sections of the service file beside domains, accounts and aliases: each is planned, applied, exported and then says
/// that nothing is to be done.
@Suite(.eachEngine) struct ObjectSectionTests {
  private static let wanted = """
    domains: [palomar.test, otra.test]
    classes: [{name: pupils, quota: 500M}]
    domainLimits:
      - {domain: palomar.test, accounts: 10, quota: 9G, newClass: pupils}
      - {domain: otra.test, newQuota: 2G}
    accounts: [{address: ana@palomar.test, class: pupils}, {address: luis@palomar.test, class: pupils}]
    shared:
      - address: desk@palomar.test
        name: Desk
        quota: 1G
        members:
          - {member: ana@palomar.test, rights: manage send-as, until: 2027-01-01}
          - {member: luis@palomar.test, rights: read}
    catchAlls: [{domain: otra.test, target: desk@palomar.test}]
    anchors: [{name: elsewhere, kind: file, target: /mnt/elsewhere/journal}, {name: log, kind: syslog}]
    """

  /// The plan's lines of the file with `old` replaced, and what applying it has done.
  private func change(_ service: ServiceBench, _ old: String, _ new: String) async throws -> [String] {
    let text = Self.wanted.replacing(old, with: new)
    #expect(text != Self.wanted)
    return try await service.apply(text).changes.map { "\($0.kind.rawValue) \($0.line)" }
  }

  @Test func makesTheStoreSayWhatTheFileSaysAndThenNothing() async throws {
    let service = try await ServiceBench()
    let made = try await service.apply(Self.wanted).changes.map { "\($0.kind.rawValue) \($0.line)" }
    #expect(
      made.suffix(6) == [
        "+ shared mailbox desk@palomar.test", "+ member ana@palomar.test of desk@palomar.test: manage, send-as",
        "+ member luis@palomar.test of desk@palomar.test: read", "+ catch-all otra.test → desk@palomar.test",
        "+ anchor elsewhere: file /mnt/elsewhere/journal", "+ anchor log: syslog",
      ], "\(made)")
    #expect(made.contains("~ limits of palomar.test: 10 accounts, 9G of quota"))
    #expect(made.contains("~ new accounts of palomar.test: pupils"))
    let desk = try await service.bench.ask(ShowSharedMailbox(address: Address("desk@palomar.test")))
    #expect(desk.members.map(\.rights.text) == ["manage send-as", "read"] && desk.mailbox.sharedSent == .shared)
    #expect(try await service.bench.ask(ShowDomain(domain: DomainName("palomar.test"))).limits.accounts == 10)

    #expect(try await service.apply(Self.wanted).changes == [])
    let exported = try await service.bench.ask(ExportDocument(sections: ServiceBench.sections)).document
    #expect(try await service.apply(exported).changes == [])
  }

  @Test func changesAndTakesAwayWhatDiffers() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    #expect(
      try await change(service, "rights: read", "rights: read send-on-behalf") == [
        "~ member luis@palomar.test of desk@palomar.test: read, send-on-behalf"
      ])
    #expect(
      try await change(service, "      - {member: luis@palomar.test, rights: read}\n", "") == [
        "- member luis@palomar.test of desk@palomar.test"
      ])
    #expect(try await change(service, ", {name: log, kind: syslog}", "").contains("- anchor log"))
    let limits = try await change(service, "  - {domain: otra.test, newQuota: 2G}\n", "")
    #expect(limits.contains("~ new accounts of otra.test: nothing in particular"), "\(limits)")
    #expect(try await service.bench.ask(ShowDomain(domain: DomainName("otra.test"))).defaultQuota == nil)
  }

  /// What catches a domain's mail goes in the same file as the catch-all that leads to it.
  @Test func whatDependsGoesFirst() async throws {
    let service = try await ServiceBench()
    try await service.apply(Self.wanted)
    let start = try #require(Self.wanted.range(of: "shared:")?.lowerBound)
    let end = try #require(Self.wanted.range(of: "anchors:")?.lowerBound)
    let text = Self.wanted.replacingCharacters(in: start..<end, with: "shared: []\ncatchAlls: []\n")
    let lines = try await service.apply(text).changes.map(\.line)
    #expect(Set(lines) == ["shared mailbox desk@palomar.test", "catch-all otra.test"])
    #expect(try await service.bench.ask(ListSharedMailboxes()).items.isEmpty)
    // And comes back with its members.
    #expect(try await service.apply(Self.wanted).changes.map(\.line).first == "shared mailbox desk@palomar.test")
    #expect(try await service.apply(Self.wanted).changes == [])
  }

  /// The token of a webhook stands in no file, and one that is applied does not lose it.
  @Test func anAnchorThatStaysKeepsItsToken() async throws {
    let service = try await ServiceBench()
    let url = "https://seal.example.org/"
    try await service.bench.perform(AddAnchor(name: "hook", kind: .webhook, target: url, credential: Secret("s3cret")))
    let exported = try await service.bench.ask(ExportDocument(sections: ServiceBench.sections)).document
    #expect(exported.contains(url) && !exported.contains("s3cret"))
    #expect(try await service.apply(exported).changes == [])
  }

  @Test(arguments: [
    "shared: [{name: x}]", "shared: [{address: a@b.test, members: [{member: c@b.test}]}]",
    "shared: [{address: a@b.test, sent: nowhere}]", "domainLimits: [{accounts: 1}]",
    "domainLimits: [{domain: b.test, accounts: many}]", "anchors: [{name: x, kind: cloud}]",
    "anchors: [{kind: syslog}]",
    "catchAlls: [{domain: b.test}]",
    "shared: [{address: a@b.test, members: [{member: c@b.test, rights: read}, {member: c@b.test, rights: read}]}]",
  ])
  func complaintsPointAtTheLine(_ text: String) async throws {
    let service = try await ServiceBench()
    let fault = await #expect(throws: Fault.self) { try await service.apply("\n\(text)\n") }
    #expect(
      fault?.code == .invalid && fault?.message.en.hasPrefix("line 2, column ") == true, "\(String(describing: fault))")
  }
}
