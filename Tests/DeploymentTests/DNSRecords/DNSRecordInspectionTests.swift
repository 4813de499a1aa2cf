import Accounts
import Adapters
import AgentProtocol
import Deployment
import Kernel
import MailModel
import TestSupport
import Testing

@Suite struct DNSRecordInspectionTests {
  @Test func everyRecordOfItsOwnZoneFileIsGood() async throws {
    let key = String(repeating: "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", count: 12)
    let published = try PublishedDomain.example(key: key)
    let records = try expectedRecords(for: published)
    let zone = """
      $TTL 60
      @ IN SOA ns1.example.org. hostmaster.example.org. 1 3600 600 86400 60
      @ IN NS mail.example.org.

      """
    let verdicts = try await NameServers.with { servers in
      let text = zone + zoneText(of: records, for: published.domain)
      let (signed, anchor) = try await servers.signed(published.domain, "$ORIGIN example.org.\n" + text)
      return try await servers.serving([published.domain: signed]) { server in
        try await check(records, at: server, with: .live(anchors: .records([anchor])))
      }
    }
    let own = verdicts.filter { $0.record.purpose != .reverseName }
    #expect(own.allSatisfy { $0.state == .good && $0.isValidated }, "\(own.map(\.detail.en))")
    #expect(verdicts.filter { $0.record.purpose == .reverseName }.allSatisfy { $0.state == .unreachable })
  }

  @Test func publishesTheKeyThatTheHostHasMade() async throws {
    let service = try await ServiceBench()
    let domain = try DomainName("example.org")
    try await service.bench.perform(AddDomain(domain: domain))
    try await service.roll()
    let records = try await service.bench.inspect(ListDNSRecords(domain: domain))
    #expect(records.contains { $0.purpose == .signature })
  }

  @Test func listsTheRestBeforeTheKeyIsMade() async throws {
    let service = try await ServiceBench()
    let domain = try DomainName("example.org")
    try await service.bench.perform(AddDomain(domain: domain))
    let records = try await service.bench.inspect(ListDNSRecords(domain: domain))
    #expect(!records.contains { $0.purpose == .signature })
    #expect(records.contains { $0.purpose == .mailExchanger })
  }

  @Test func judgesNothingBeforeTheKeyIsMade() async throws {
    let service = try await ServiceBench()
    let domain = try DomainName("example.org")
    try await service.bench.perform(AddDomain(domain: domain))
    await #expect(throws: Fault(.conflict, Text(verbatim: ""))) {
      try await service.bench.inspect(CheckDNSRecords(domain: domain))
    }
  }

  @Test func knowsNoOtherDomains() async throws {
    let service = try await ServiceBench()
    await #expect(throws: Fault(.notFound, Text(verbatim: ""))) {
      try await service.bench.inspect(ListDNSRecords(domain: DomainName("example.com")))
    }
  }
}
