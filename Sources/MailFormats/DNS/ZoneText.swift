/// Character strings as zone files write them (RFC 1035 §5.1).
enum ZoneText {
  /// A string of a record holds at most this many octets (RFC 1035 §3.3).
  private static let stringLimit = 255

  /// `text` as one or more quoted strings; readers join them without anything between (RFC 7208 §3.3).
  static func strings(_ text: String) -> String {
    let octets = Array(text.utf8)
    guard !octets.isEmpty else { return "\"\"" }
    return stride(from: 0, to: octets.count, by: stringLimit)
      .map { quoted(octets[$0..<min($0 + stringLimit, octets.count)]) }
      .joined(separator: " ")
  }

  private static func quoted(_ octets: ArraySlice<UInt8>) -> String {
    "\"" + octets.map(escaped).joined() + "\""
  }

  private static func escaped(_ octet: UInt8) -> String {
    switch octet {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(octet))
    case 32..<127: String(UnicodeScalar(octet))
    default: decimal(octet)
    }
  }

  /// `\DDD`.
  static func decimal(_ octet: UInt8) -> String {
    let digits = String(octet)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }
}
