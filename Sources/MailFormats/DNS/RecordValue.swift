import MailModel

/// What a DNS record says, of the types that mail has to do with.
package enum RecordValue: Hashable, Sendable {
  /// A or AAAA, by the address.
  case address(IPAddress)
  case canonicalName(DNSName)
  case pointer(DNSName)
  case nameServer(DNSName)
  /// RFC 5321 §5; the lowest preference comes first.
  case mailExchanger(preference: Int, host: DNSName)
  /// All strings of the record, joined.
  case text(String)
  /// SRV, RFC 2782.
  case service(priority: Int, weight: Int, port: Int, target: DNSName)
  /// RFC 6698; the data in hexadecimal, lower case.
  case tlsAssociation(usage: Int, selector: Int, matching: Int, data: String)
  /// CAA, RFC 8659.
  case certificateAuthority(flags: Int, tag: String, value: String)

  package var type: RecordType {
    switch self {
    case .address(let address): address.isIPv6 ? .aaaa : .a
    case .canonicalName: .cname
    case .pointer: .ptr
    case .nameServer: .ns
    case .mailExchanger: .mx
    case .text: .txt
    case .service: .srv
    case .tlsAssociation: .tlsa
    case .certificateAuthority: .caa
    }
  }

  /// The value as tables, JSON and answers show it: names with their final dot, text without quotes.
  package var presentation: String {
    switch self {
    case .address(let address): address.text
    case .canonicalName(let name), .pointer(let name), .nameServer(let name): "\(name)."
    case .mailExchanger(let preference, let host): "\(preference) \(host)."
    case .text(let text): text
    case .service(let priority, let weight, let port, let target): "\(priority) \(weight) \(port) \(target)."
    case .tlsAssociation(let usage, let selector, let matching, let data): "\(usage) \(selector) \(matching) \(data)"
    case .certificateAuthority(let flags, let tag, let value): "\(flags) \(tag) \"\(value)\""
    }
  }

  /// The value as a zone file wants it (RFC 1035 §5.1).
  package var zoneText: String {
    switch self {
    case .text(let text): ZoneText.strings(text)
    case .certificateAuthority(let flags, let tag, let value): "\(flags) \(tag) \(ZoneText.strings(value))"
    default: presentation
    }
  }
}

/// Reading the presentation form.
extension RecordValue {
  /// `nil` when `text` is not a value of this type that mail could use: a null MX (RFC 7505) names no host.
  package init?(_ type: RecordType, _ text: String) {
    let words = text.split(separator: " ").map(String.init)
    switch type {
    case .a, .aaaa:
      guard let address = try? IPAddress(text), address.isIPv6 == (type == .aaaa) else { return nil }
      self = .address(address)
    case .cname, .ptr, .ns:
      guard let name = try? DNSName(text) else { return nil }
      self = type == .cname ? .canonicalName(name) : type == .ptr ? .pointer(name) : .nameServer(name)
    case .mx:
      guard words.count == 2, let preference = UInt16(words[0]), let host = try? DNSName(words[1]) else { return nil }
      self = .mailExchanger(preference: Int(preference), host: host)
    case .txt: self = .text(text)
    case .srv:
      let numbers = words.prefix(3).compactMap { UInt16($0) }.map(Int.init)
      guard words.count == 4, numbers.count == 3, let target = try? DNSName(words[3]) else { return nil }
      self = .service(priority: numbers[0], weight: numbers[1], port: numbers[2], target: target)
    case .tlsa:
      let numbers = words.prefix(3).compactMap { UInt8($0) }.map(Int.init)
      guard words.count >= 4, numbers.count == 3 else { return nil }
      self = .tlsAssociation(
        usage: numbers[0], selector: numbers[1], matching: numbers[2], data: words[3...].joined().lowercased())
    case .caa: self.init(authority: text.split(separator: " ", maxSplits: 2).map(String.init))
    }
  }

  private init?(authority parts: [String]) {
    guard parts.count == 3, let flags = UInt8(parts[0]) else { return nil }
    let quoted = parts[2].count >= 2 && parts[2].hasPrefix("\"") && parts[2].hasSuffix("\"")
    let value = quoted ? String(parts[2].dropFirst().dropLast()) : parts[2]
    self = .certificateAuthority(flags: Int(flags), tag: parts[1].lowercased(), value: value)
  }
}
