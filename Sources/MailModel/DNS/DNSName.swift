/// The owner name of a DNS record, in lower case and without the final dot. Unlike a `DomainName` it may hold
/// labels that start with an underscore, as in `_dmarc.example.org` (RFC 8552).
package struct DNSName: Hashable, Sendable, Comparable {
  package let text: String

  package init(_ domain: DomainName) {
    text = domain.name
  }

  /// `labels` in front of `domain`: `_imaps._tcp` and `example.org` are `_imaps._tcp.example.org`.
  package init(_ labels: String, under domain: DomainName) throws(Fault) {
    try self.init("\(labels).\(domain.name)")
  }

  package init(_ text: String) throws(Fault) {
    let name = (text.hasSuffix(".") ? String(text.dropLast()) : text).lowercased()
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count <= 253, labels.allSatisfy(DNSName.isLabel) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(80))” is not a DNS name", es: "«\(text.prefix(80))» no es un nombre de DNS",
        hint: Text(
          en: "use letters, digits, hyphens and underscores between the dots, at most 63 in each part",
          es: "use letras, cifras, guiones y guiones bajos entre los puntos, 63 como mucho en cada parte"))
    }
    self.text = name
  }

  /// The name under which an address tells its host (RFC 1035 §3.5, RFC 3596 §2.5).
  package init(reverse address: IPAddress) {
    if address.isIPv6 {
      let nibbles = address.octets.flatMap { [$0 >> 4, $0 & 15] }.reversed().map { String($0, radix: 16) }
      text = nibbles.joined(separator: ".") + ".ip6.arpa"
    } else {
      text = address.octets.reversed().map { String($0) }.joined(separator: ".") + ".in-addr.arpa"
    }
  }

  package static func < (left: DNSName, right: DNSName) -> Bool { left.text < right.text }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count)
      && label.unicodeScalars.allSatisfy { scalar in
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
      }
  }
}

extension DNSName: Codable, CustomStringConvertible {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
