/// The kinds of DNS records that a mail service has to do with; the raw value is the name in a zone file.
package enum RecordType: String, Codable, Hashable, Sendable, CaseIterable {
  case a = "A"
  case ns = "NS"
  case cname = "CNAME"
  case ptr = "PTR"
  case mx = "MX"
  case txt = "TXT"
  case aaaa = "AAAA"
  case srv = "SRV"
  case tlsa = "TLSA"
  case caa = "CAA"

  /// The number on the wire (IANA, DNS resource record types).
  package var code: Int {
    switch self {
    case .a: 1
    case .ns: 2
    case .cname: 5
    case .ptr: 12
    case .mx: 15
    case .txt: 16
    case .aaaa: 28
    case .srv: 33
    case .tlsa: 52
    case .caa: 257
    }
  }
}
