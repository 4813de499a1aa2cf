import MailModel

/// The data of one record as it comes over the network, with its names uncompressed (RFC 1035 §3.3).
package struct RecordData: Sendable {
  private let octets: [UInt8]

  package init(_ octets: [UInt8]) {
    self.octets = octets
  }

  /// The presentation form that `RecordValue` reads. Data that is not of `type` comes in the form
  /// for unknown records (RFC 3597 §5), so that it can be shown and never passes for something else.
  package func presentation(as type: RecordType) -> String {
    decoded(as: type) ?? "\\# \(octets.count) \(octets[...].hexadecimal)"
  }

  private func decoded(as type: RecordType) -> String? {
    switch type {
    case .a, .aaaa: address(length: type == .a ? 4 : 16)
    case .ns, .cname, .ptr: name(from: 0)
    case .mx: numbers(1).flatMap { numbers in name(from: 2).map { "\(numbers[0]) \($0)" } }
    case .srv: numbers(3).flatMap { n in name(from: 6).map { "\(n[0]) \(n[1]) \(n[2]) \($0)" } }
    case .txt: strings()
    case .tlsa: octets.count < 4 ? nil : "\(octets[0]) \(octets[1]) \(octets[2]) \(octets[3...].hexadecimal)"
    case .caa: authority()
    }
  }

  private func address(length: Int) -> String? {
    guard octets.count == length else { return nil }
    let text =
      length == 4
      ? octets.map { String($0) }.joined(separator: ".")
      : stride(from: 0, to: 16, by: 2)
        .map { String(UInt16(octets[$0]) << 8 | UInt16(octets[$0 + 1]), radix: 16) }
        .joined(separator: ":")
    return (try? IPAddress(text))?.text
  }

  /// Sixteen-bit numbers at the start.
  private func numbers(_ count: Int) -> [Int]? {
    guard octets.count > 2 * count else { return nil }
    return (0..<count).map { Int(octets[2 * $0]) << 8 | Int(octets[2 * $0 + 1]) }
  }

  /// The name that fills the rest, in lower case and with its final dot.
  private func name(from start: Int) -> String? {
    var labels: [String] = []
    var index = start
    while index < octets.count, octets[index] != 0 {
      let end = index + 1 + Int(octets[index])
      guard octets[index] < 64, end < octets.count else { return nil }
      labels.append(octets[(index + 1)..<end].map(labelCharacter).joined())
      index = end
    }
    guard index == octets.count - 1 else { return nil }
    return labels.joined(separator: ".").lowercased() + "."
  }

  private func labelCharacter(_ octet: UInt8) -> String {
    switch octet {
    case UInt8(ascii: "."), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(octet))
    case 33..<127: String(UnicodeScalar(octet))
    default: ZoneText.decimal(octet)
    }
  }

  private func strings() -> String? {
    var joined: [UInt8] = []
    var index = 0
    while index < octets.count {
      let end = index + 1 + Int(octets[index])
      guard end <= octets.count else { return nil }
      joined += octets[(index + 1)..<end]
      index = end
    }
    return String(decoding: joined, as: UTF8.self)
  }

  private func authority() -> String? {
    guard octets.count >= 2, case let end = 2 + Int(octets[1]), end <= octets.count else { return nil }
    let tag = String(decoding: octets[2..<end], as: UTF8.self)
    return "\(octets[0]) \(tag.lowercased()) \"\(String(decoding: octets[end...], as: UTF8.self))\""
  }
}
