import Foundation

/// An IPv4 or IPv6 address in its canonical form (RFC 5952 for IPv6).
package struct IPAddress: Hashable, Sendable {
  package let text: String
  package let isIPv6: Bool
  /// 4 or 16 octets, network order.
  package let octets: [UInt8]

  package static let loopback = IPAddress(octets: [127, 0, 0, 1])

  package init(_ text: String) throws(Fault) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(octets: withUnsafeBytes(of: &four) { Array($0) })
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self.init(octets: withUnsafeBytes(of: &six) { Array($0) })
    } else {
      throw Fault(
        .invalid, en: "“\(text.prefix(60))” is not an IP address", es: "«\(text.prefix(60))» no es una dirección IP")
    }
  }

  /// An IPv4 address that came through an IPv6 socket as `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2), as itself.
  package var unmapped: IPAddress {
    let prefix: [UInt8] = Array(repeating: 0, count: 10) + [0xff, 0xff]
    return isIPv6 && octets.starts(with: prefix) ? IPAddress(octets: Array(octets.suffix(4))) : self
  }

  private init(octets: [UInt8]) {
    self.octets = octets
    isIPv6 = octets.count == 16
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    _ = octets.withUnsafeBytes {
      inet_ntop(octets.count == 16 ? AF_INET6 : AF_INET, $0.baseAddress, &buffer, socklen_t(buffer.count))
    }
    text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// An address block in CIDR notation (RFC 4632), with no bits set beyond its prefix.
package struct Network: Hashable, Sendable {
  package let address: IPAddress
  package let prefix: Int

  package var text: String { "\(address.text)/\(prefix)" }

  package init(_ text: String) throws(Fault) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let address = try IPAddress(String(parts.first ?? ""))
    let bits = address.octets.count * 8
    guard parts.count <= 2, let prefix = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(prefix),
      Network.isClear(address.octets, after: prefix)
    else {
      throw Fault(
        .invalid, en: "“\(text.prefix(60))” is not a network", es: "«\(text.prefix(60))» no es una red",
        hint: Text(
          en: "write its first address and the length of its prefix, as in 192.0.2.0/24",
          es: "escriba su primera dirección y la longitud del prefijo, como en 192.0.2.0/24"))
    }
    self.address = address
    self.prefix = prefix
  }

  package func contains(_ other: IPAddress) -> Bool {
    let octets = other.unmapped.octets
    guard octets.count == address.octets.count else { return false }
    return (0..<prefix).allSatisfy { bit in
      (octets[bit / 8] ^ address.octets[bit / 8]) & (0x80 >> (bit % 8)) == 0
    }
  }

  /// Whether every address of `other` is one of this.
  package func contains(_ other: Network) -> Bool {
    prefix <= other.prefix && contains(other.address)
  }

  private static func isClear(_ octets: [UInt8], after prefix: Int) -> Bool {
    (prefix..<octets.count * 8).allSatisfy { octets[$0 / 8] & (0x80 >> ($0 % 8)) == 0 }
  }
}

/// A host and a port. The host is an address, or a name to look up.
package struct Endpoint: Codable, Hashable, Sendable {
  package var host: String
  package var port: Int

  package init(host: String, port: Int) throws(Fault) {
    if (try? IPAddress(host)) == nil { _ = try DomainName(host) }
    guard (1...65_535).contains(port) else {
      throw Fault(.invalid, en: "port \(port) does not exist", es: "el puerto \(port) no existe")
    }
    self.host = host
    self.port = port
  }

  /// `192.0.2.1:53`, `[2001:db8::1]:53` or `mx.example.org:25`.
  package init(_ text: String) throws(Fault) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(80))” is not host:port", es: "«\(text.prefix(80))» no es equipo:puerto",
        hint: Text(en: "as in 192.0.2.1:53", es: "como en 192.0.2.1:53"))
    }
    let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
    try self.init(host: host, port: port)
  }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  package var text: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension IPAddress: Codable, CustomStringConvertible {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Network: Codable, CustomStringConvertible {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
