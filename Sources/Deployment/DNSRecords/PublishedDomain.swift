import AgentProtocol
import MailFormats
import MailModel

/// Everything that the records of one domain follow from.
package struct PublishedDomain: Sendable {
  /// How far receivers should go with mail that only claims to come from the domain (RFC 7489 §6.3). Going on
  /// from one to the next takes about a month of reports each.
  package enum ForgeryPolicy: String, Sendable { case none, quarantine, reject }

  package var domain: DomainName
  package var host: DomainName
  package var addresses: [IPAddress]
  /// `nil` until the host has made one.
  package var signingKey: SigningKey?
  package var ports: Ports
  package var forgeryPolicy: ForgeryPolicy
  /// Receives reports about forgeries and about TLS.
  package var reports: Address
  /// The only authority that may issue certificates for the domain; `nil` says nothing about it.
  package var certificateAuthority: DomainName?

  package init(
    domain: DomainName, host: DomainName, addresses: [IPAddress], signingKey: SigningKey?, ports: Ports,
    forgeryPolicy: ForgeryPolicy = .quarantine, reports: Address, certificateAuthority: DomainName? = nil
  ) {
    self.domain = domain
    self.host = host
    self.addresses = addresses
    self.signingKey = signingKey
    self.ports = ports
    self.forgeryPolicy = forgeryPolicy
    self.reports = reports
    self.certificateAuthority = certificateAuthority
  }
}

/// Long enough for caches, short enough to put a mistake right within the hour.
private let ordinaryLife = 3_600

/// The records that make the mail of a domain work, in the order in which one reads them.
///
/// Those of the host itself are among them only where its name lies within the domain: otherwise they
/// belong to another domain's list.
package func expectedRecords(for published: PublishedDomain) throws(Fault) -> [ExpectedRecord] {
  try mailRecords(of: published) + setupRecords(of: published) + hostRecords(of: published)
}

private func mailRecords(of published: PublishedDomain) throws(Fault) -> [ExpectedRecord] {
  let domain = published.domain
  let host = DNSName(published.host)
  var records = [
    record(DNSName(domain), .mailExchanger(preference: 10, host: host), .mailExchanger),
    // Soft: a hard failure is acted upon before DKIM and DMARC have been looked at (RFC 7208 §8.4, RFC 9989).
    record(DNSName(domain), .text("v=spf1 mx ~all"), .senderPolicy),
  ]
  if let key = published.signingKey {
    let name = try DNSName("\(key.selector)._domainkey", under: domain)
    records.append(record(name, .text("v=DKIM1; k=rsa; p=\(key.publicKey)"), .signature))
  }
  let policy = "v=DMARC1; p=\(published.forgeryPolicy.rawValue); rua=mailto:\(published.reports)"
  records.append(record(try DNSName("_dmarc", under: domain), .text(policy), .alignment))
  let reports = "v=TLSRPTv1; rua=mailto:\(published.reports)"
  records.append(record(try DNSName("_smtp._tls", under: domain), .text(reports), .tlsReports))
  if let authority = published.certificateAuthority {
    let value = RecordValue.certificateAuthority(flags: 0, tag: "issue", value: authority.name)
    records.append(record(DNSName(domain), value, .certificateAuthority))
  }
  return records
}

/// SRV records by which mail programs find the service (RFC 6186, RFC 8314 §5.1, RFC 5804 §1.8).
private func setupRecords(of published: PublishedDomain) throws(Fault) -> [ExpectedRecord] {
  let ports = published.ports
  let services = [
    ("_submissions._tcp", ports.submissions), ("_submission._tcp", ports.submission), ("_imaps._tcp", ports.imaps),
    ("_imap._tcp", ports.imap), ("_pop3s._tcp", ports.pop3s), ("_sieve._tcp", ports.sieve),
  ]
  var records: [ExpectedRecord] = []
  for (label, port) in services {
    let value = RecordValue.service(priority: 0, weight: 1, port: port, target: DNSName(published.host))
    records.append(record(try DNSName(label, under: published.domain), value, .clientSetup))
  }
  return records
}

private func hostRecords(of published: PublishedDomain) -> [ExpectedRecord] {
  let host = DNSName(published.host)
  guard published.host.isWithin(published.domain) else { return [] }
  let addresses = published.addresses.filter { !$0.isUnspecified }
  var records = addresses.map { record(host, .address($0), .hostAddress) }
  if published.host != published.domain { records.append(record(host, .text("v=spf1 a ~all"), .hostPolicy)) }
  return records
    + addresses.filter { !$0.isLoopback }.map { record(DNSName(reverse: $0), .pointer(host), .reverseName) }
}

private func record(_ name: DNSName, _ value: RecordValue, _ purpose: RecordPurpose) -> ExpectedRecord {
  ExpectedRecord(name: name, ttl: ordinaryLife, value: value, purpose: purpose)
}

extension IPAddress {
  /// `0.0.0.0` and `::`, which stand for every address of the host and name none.
  fileprivate var isUnspecified: Bool { octets.allSatisfy { $0 == 0 } }

  /// 127.0.0.0/8 and ::1, which have no name that the world sees.
  fileprivate var isLoopback: Bool {
    isIPv6 ? octets.dropLast().allSatisfy { $0 == 0 } && octets.last == 1 : octets.first == 127
  }
}
