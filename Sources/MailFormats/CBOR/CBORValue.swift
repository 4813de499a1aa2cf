/// One item of CBOR (RFC 8949), as far as authenticators speak it (CTAP 2.1 §8): no floats, no tags, no streams.
package enum CBORValue: Hashable, Sendable {
  case unsigned(UInt64)
  /// The number −1 − n.
  case negative(UInt64)
  case octets([UInt8])
  case text(String)
  case list([CBORValue])
  case map([CBORValue: CBORValue])
  case truth(Bool)
  case null

  /// A whole number that fits.
  package init(_ number: Int) {
    self = number < 0 ? .negative(UInt64(-1 - number)) : .unsigned(UInt64(number))
  }

  package subscript(_ key: String) -> CBORValue? { entry(.text(key)) }
  package subscript(_ key: Int) -> CBORValue? { entry(CBORValue(key)) }

  package var octets: [UInt8]? {
    if case .octets(let octets) = self { octets } else { nil }
  }

  package var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  private func entry(_ key: CBORValue) -> CBORValue? {
    if case .map(let entries) = self { entries[key] } else { nil }
  }
}

/// Why octets are not CBOR as authenticators write it.
package struct CBORError: Error, Hashable {
  package enum Reason: String, Sendable {
    /// The octets end within an item.
    case cut
    /// More octets than the one item that is wanted.
    case more
    /// A number or a length that does not take the shortest form.
    case long
    /// A float, a tag, a stream, or nothing that RFC 8949 knows.
    case kind
    /// Text that is not UTF-8.
    case text
    /// A key that stands in its map twice.
    case twice
    /// Lists and maps within each other beyond what is allowed.
    case deep
  }

  package let reason: Reason
  /// The octet at which the item begins that is wrong.
  package let offset: Int
}
