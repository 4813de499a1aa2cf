/// A folder as LIST tells of it (RFC 9051 §7.3.1).
package struct IMAPFolder: Hashable, Sendable {
  package var name: String
  /// Its attributes in lower case, `\junk` and the like (RFC 6154).
  package var attributes: Set<String>

  package var isJunk: Bool { attributes.contains("\\junk") }

  package init(name: String, attributes: Set<String>) {
    self.name = name
    self.attributes = attributes
  }

  /// `nil` for a line that is not of LIST.
  init?(_ line: IMAPLine) {
    guard line.words.first == "LIST", let open = line.text.firstIndex(of: "("),
      let close = line.text.firstIndex(of: ")"), open < close
    else { return nil }
    attributes = Set(line.text[line.text.index(after: open)..<close].split(separator: " ").map { $0.lowercased() })
    name = line.literals.last.map { String(decoding: $0, as: UTF8.self) } ?? IMAPFolder.lastString(of: line.text)
  }

  /// The last argument of a line, an atom or a quoted string.
  private static func lastString(of text: String) -> String {
    guard text.hasSuffix("\"") else { return text.split(separator: " ").last.map(String.init) ?? "" }
    var reversed: [Character] = []
    for index in text.indices.reversed().dropFirst() {
      let isEscaped = index > text.startIndex && text[text.index(before: index)] == "\\"
      if text[index] == "\"", !isEscaped { break }
      reversed.append(text[index])
    }
    return String(reversed.reversed()).replacing("\\\"", with: "\"").replacing("\\\\", with: "\\")
  }
}
