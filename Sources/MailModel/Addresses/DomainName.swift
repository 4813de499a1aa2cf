import CIDN2

/// A domain name in its wire form: lower case, IDNA2008-encoded, without the final dot.
///
/// RFC 1035 §2.3.4 (labels of 63 octets, names of 253), RFC 5890. At least two labels, as mail needs.
package struct DomainName: Hashable, Sendable, Comparable {
  package let name: String

  package init(_ text: String) throws(Fault) {
    let trimmed = text.hasSuffix(".") ? String(text.dropLast()) : text
    let ascii = try DomainName.encode(trimmed)
    let labels = ascii.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count >= 2 else {
      throw Fault(
        .invalid, en: "“\(text)” is not a full domain name", es: "«\(text)» no es un nombre de dominio completo",
        hint: Text(
          en: "write it with its ending, as in example.org", es: "escríbalo con su terminación, como en example.org"))
    }
    guard ascii.utf8.count <= 253, labels.allSatisfy(DomainName.isLabel) else { throw DomainName.refusal(of: text) }
    guard !labels[labels.count - 1].allSatisfy(\.isNumber) else { throw DomainName.refusal(of: text) }
    name = ascii
  }

  /// The name as people write it, with its own letters.
  package var unicode: String {
    var output: UnsafeMutablePointer<CChar>?
    guard idn2_to_unicode_8z8z(name, &output, 0) == IDN2_OK.rawValue, let output else { return name }
    defer { idn2_free(output) }
    return String(cString: output)
  }

  /// Whether this is `other` or lies below it.
  package func isWithin(_ other: DomainName) -> Bool {
    name == other.name || name.hasSuffix("." + other.name)
  }

  package static func < (left: DomainName, right: DomainName) -> Bool { left.name < right.name }

  private static func encode(_ text: String) throws(Fault) -> String {
    // The mapping of UTS 46 would drop what it does not allow: “a b.org” must not become “ab.org”.
    let fits = text.utf8.allSatisfy {
      $0 >= 0x80 || isLetterOrDigit($0 | 0x20) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
    }
    // So would it drop what nobody sees; joiners alone have a meaning in some scripts (RFC 5892, appendix A).
    let isSeen = text.unicodeScalars.allSatisfy {
      !$0.properties.isDefaultIgnorableCodePoint || $0 == "\u{200C}" || $0 == "\u{200D}"
    }
    guard !text.isEmpty, text.utf8.count <= 1_000, fits, isSeen else { throw refusal(of: text) }
    var output: UnsafeMutablePointer<CChar>?
    let flags = Int32(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue | IDN2_USE_STD3_ASCII_RULES.rawValue)
    guard idn2_to_ascii_8z(text, &output, flags) == IDN2_OK.rawValue, let output else { throw refusal(of: text) }
    defer { idn2_free(output) }
    return String(cString: output).lowercased()
  }

  private static func isLabel(_ label: Substring) -> Bool {
    let bytes = label.utf8
    guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
    let hyphen = UInt8(ascii: "-")
    return first != hyphen && last != hyphen && bytes.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func refusal(of text: String) -> Fault {
    Fault(
      .invalid, en: "“\(text.prefix(80))” is not a domain name", es: "«\(text.prefix(80))» no es un nombre de dominio",
      hint: Text(
        en: "use letters, digits and hyphens between the dots, as in example.org",
        es: "use letras, cifras y guiones entre los puntos, como en example.org"))
  }
}

extension DomainName: Codable, CustomStringConvertible {
  package var description: String { name }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
