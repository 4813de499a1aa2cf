import Surface

/// The DNS records of a domain: what they should be, and what they are.
package let dnsRecords = Capability(
  "dns records",
  doors: [.inspection(ListDNSRecords.self), .inspection(CheckDNSRecords.self)],
  commands: [DNSCommand.self],
  pages: [DNSPage.page]
)
