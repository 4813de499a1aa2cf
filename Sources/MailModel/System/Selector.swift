/// A DKIM selector: one DNS label (RFC 6376 §3.1).
package struct Selector: Hashable, Sendable {
  package let label: String

  package init(_ text: String) throws(Fault) {
    let label = text.lowercased()
    let fits = label.unicodeScalars.allSatisfy { scalar in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
    }
    guard fits, (1...63).contains(label.count), !label.hasPrefix("-"), !label.hasSuffix("-") else {
      throw Fault(
        .invalid, en: "“\(text.prefix(63))” is not a DKIM selector", es: "«\(text.prefix(63))» no es un selector DKIM",
        hint: Text(en: "use letters, digits and hyphens", es: "use letras, cifras y guiones"))
    }
    self.label = label
  }
}

extension Selector: Codable, CustomStringConvertible {
  package var description: String { label }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(label)
  }
}
