import AgentProtocol
import Deployment
import Foundation
import MailFormats
import MailModel
import TestSupport
import Testing

@Suite struct ExpectedRecordsTests {
  @Test func namesEveryRecordOfADomain() throws {
    let lines = try expectedRecords(for: .example()).map {
      "\($0.name) \($0.value.type.rawValue) \($0.value.presentation) [\($0.purpose.rawValue)]"
    }
    #expect(
      lines == [
        "example.org MX 10 mail.example.org. [mx]", "example.org TXT v=spf1 mx ~all [spf]",
        "p202611._domainkey.example.org TXT v=DKIM1; k=rsa; p=MIIB [dkim]",
        "_dmarc.example.org TXT v=DMARC1; p=quarantine; rua=mailto:postmaster@example.org [dmarc]",
        "_smtp._tls.example.org TXT v=TLSRPTv1; rua=mailto:postmaster@example.org [tls-rpt]",
        "_submissions._tcp.example.org SRV 0 1 465 mail.example.org. [srv]",
        "_submission._tcp.example.org SRV 0 1 587 mail.example.org. [srv]",
        "_imaps._tcp.example.org SRV 0 1 993 mail.example.org. [srv]",
        "_imap._tcp.example.org SRV 0 1 143 mail.example.org. [srv]",
        "_pop3s._tcp.example.org SRV 0 1 995 mail.example.org. [srv]",
        "_sieve._tcp.example.org SRV 0 1 4190 mail.example.org. [srv]",
        "mail.example.org A 192.0.2.25 [address]", "mail.example.org AAAA 2001:db8::25 [address]",
        "mail.example.org TXT v=spf1 a ~all [spf-helo]", "25.2.0.192.in-addr.arpa PTR mail.example.org. [ptr]",
        "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR mail.example.org. [ptr]",
      ])
  }

  @Test func leavesTheHostToItsOwnDomain() throws {
    let records = try expectedRecords(for: .example(host: "mail.example.net"))
    #expect(!records.contains { [.hostAddress, .hostPolicy, .reverseName].contains($0.purpose) })
    #expect(records.first?.value.presentation == "10 mail.example.net.")
  }

  @Test func namesNoAddressThatStandsForAll() throws {
    let records = try expectedRecords(for: .example(addresses: ["0.0.0.0", "::"]))
    #expect(!records.contains { $0.purpose == .hostAddress })
  }

  @Test func loopbackHasNoReverseName() throws {
    let records = try expectedRecords(for: .example(addresses: ["127.0.0.1"]))
    #expect(!records.contains { $0.purpose == .reverseName })
  }

  @Test func limitsAuthoritiesOnlyWhenAskedTo() throws {
    var published = try PublishedDomain.example()
    #expect(try !expectedRecords(for: published).contains { $0.purpose == .certificateAuthority })
    published.certificateAuthority = try DomainName("letsencrypt.org")
    let record = try expectedRecords(for: published).first { $0.purpose == .certificateAuthority }
    #expect(record?.value.presentation == "0 issue \"letsencrypt.org\"")
  }

  @Test func encodesAsTheContractSays() throws {
    let record = try #require(expectedRecords(for: .example()).first)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let json = String(decoding: try encoder.encode(record), as: UTF8.self)
    #expect(
      json
        == #"{"name":"example.org","purpose":"mx","ttl":3600,"type":"MX","value":"10 mail.example.org."}"#)
  }

  @Test func everyRecordSurvivesItsJSON() throws {
    let records = try expectedRecords(for: .example())
    #expect(try JSONDecoder().decode([ExpectedRecord].self, from: JSONEncoder().encode(records)) == records)
  }
}

extension PublishedDomain {
  static func example(
    host: String = "mail.example.org", addresses: [String] = ["192.0.2.25", "2001:db8::25"], key: String = "MIIB"
  ) throws -> PublishedDomain {
    let domain = try DomainName("example.org")
    return PublishedDomain(
      domain: domain, host: try DomainName(host), addresses: try addresses.map { try IPAddress($0) },
      signingKey: SigningKey(domain: domain, selector: try Selector("p202611"), publicKey: key), ports: .standard,
      reports: try Address(local: "postmaster", domain: domain))
  }
}
