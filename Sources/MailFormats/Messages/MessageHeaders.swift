/// The header fields of a message, unfolded, in their order (RFC 5322 §2.2).
package struct MessageHeaders: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package let name: String
    package let value: String
  }

  package let fields: [Field]

  /// Reads up to the first empty line; what is not a field is passed over.
  package init(_ message: some BidirectionalCollection<UInt8>) {
    var fields: [Field] = []
    for line in MessageHeaders.unfoldedLines(of: message) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields.append(
        Field(name: String(line[..<colon].trimmed), value: String(line[line.index(after: colon)...].trimmed)))
    }
    self.fields = fields
  }

  /// Every value of the fields with this name, the topmost first.
  package subscript(name: String) -> [String] {
    let wanted = name.lowercased()
    return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
  }

  private static func unfoldedLines(of message: some BidirectionalCollection<UInt8>) -> [String] {
    var lines: [String] = []
    for octets in message.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let bare = octets.last == UInt8(ascii: "\r") ? octets.dropLast() : octets
      guard let first = bare.first else { break }
      let text = String(decoding: bare, as: UTF8.self)
      if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t"), !lines.isEmpty {
        lines[lines.count - 1] += " " + text.trimmed
      } else {
        lines.append(text)
      }
    }
    return lines
  }
}
