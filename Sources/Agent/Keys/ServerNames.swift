import Foundation
import MailModel
import SwiftASN1
import X509

/// The names under which mail programs reach a service: its host, `mail.` of each domain, and its addresses.
struct ServerNames: Hashable, Sendable {
  let host: DomainName
  let dns: Set<String>
  let addresses: Set<[UInt8]>

  init(_ system: MailSystem) {
    host = system.host
    let loopback = system.listen.isEmpty || system.listen.contains { $0.text == "127.0.0.1" || $0.text == "::1" }
    dns = Set([system.host.name] + system.domains.map { "mail.\($0.name.name)" } + (loopback ? ["localhost"] : []))
    let specific = system.listen.filter { $0.octets.contains { $0 != 0 } }
    addresses = Set((specific.isEmpty ? [.loopback] : specific).map(\.octets))
  }

  var `extension`: SubjectAlternativeNames {
    SubjectAlternativeNames(
      dns.sorted().map { .dnsName($0) }
        + addresses.sorted { $0.lexicographicallyPrecedes($1) }.map {
          .ipAddress(ASN1OctetString(contentBytes: $0[...]))
        })
  }

  /// Whether a certificate is good for exactly these names.
  func match(_ certificate: Certificate) -> Bool {
    guard let present = try? certificate.extensions.subjectAlternativeNames else { return false }
    var dns: Set<String> = []
    var addresses: Set<[UInt8]> = []
    for name in present {
      switch name {
      case .dnsName(let name): dns.insert(name)
      case .ipAddress(let octets): addresses.insert(Array(octets.bytes))
      default: return false
      }
    }
    return dns == self.dns && addresses == self.addresses
  }
}
