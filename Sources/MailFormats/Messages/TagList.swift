/// A list of `tag=value` pairs between semicolons, as DKIM, DMARC, TLS reporting and MTA-STS write them
/// (RFC 6376 §3.2). White space around tags and values does not count, and neither does the case of a tag.
package struct TagList: Hashable, Sendable {
  /// In the order of the text; a tag that comes twice keeps its first value.
  package let tags: [String]
  private let values: [String: String]

  /// `nil` when a part holds no `=`.
  package init?(_ text: String) {
    var tags: [String] = []
    var values: [String: String] = [:]
    for part in text.split(separator: ";", omittingEmptySubsequences: true) {
      let piece = part.trimmed
      if piece.isEmpty { continue }
      guard let equals = piece.firstIndex(of: "=") else { return nil }
      let tag = piece[..<equals].trimmed.lowercased()
      guard !tag.isEmpty else { return nil }
      guard values[tag] == nil else { continue }
      tags.append(tag)
      values[tag] = String(piece[piece.index(after: equals)...].trimmed)
    }
    self.tags = tags
    self.values = values
  }

  package subscript(tag: String) -> String? { values[tag] }
}

extension StringProtocol {
  /// Without white space at either end, line ends of folded headers included.
  var trimmed: SubSequence {
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else {
      return self[endIndex...]
    }
    return self[first...last]
  }

  /// Without any white space.
  var withoutSpace: String { String(filter { !$0.isWhitespace }) }
}
