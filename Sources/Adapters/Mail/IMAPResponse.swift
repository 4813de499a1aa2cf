import NIOCore

/// One untagged line of an IMAP server, with the literals that it carried (RFC 9051 §4.3).
package struct IMAPLine: Hashable, Sendable {
  /// The text with `{}` where a literal stood.
  package var text: String
  package var literals: [[UInt8]]

  package init(text: String = "", literals: [[UInt8]] = []) {
    self.text = text
    self.literals = literals
  }

  /// Its words after `* `, in upper case: `12 EXISTS` or `SEARCH 3 4`.
  package var words: [String] { text.split(separator: " ").map { $0.uppercased() } }
}

package struct IMAPResponse: Hashable, Sendable {
  package enum Status: String, Sendable {
    case ok = "OK"
    case no = "NO"
    case bad = "BAD"
  }

  package var status: Status
  /// What the server says after the status, response code included.
  package var text: String
  package var untagged: [IMAPLine]

  package init(status: Status, text: String, untagged: [IMAPLine]) {
    self.status = status
    self.text = text
    self.untagged = untagged
  }

  /// The numbers of the SEARCH lines.
  package var found: [UInt32] {
    untagged.filter { $0.words.first == "SEARCH" }.flatMap { $0.words.dropFirst().compactMap { UInt32($0) } }
  }
}

/// How an argument of an IMAP command goes onto the wire.
package enum IMAPArgument: Sendable {
  /// Atoms, numbers, flags, lists: as they stand.
  case plain(String)
  /// A string of any content: quoted where that is possible, otherwise as a literal (RFC 9051 §4.3).
  case string(String)

  /// The quoted form, or `nil` when only a literal can carry it.
  static func quoted(_ text: String) -> String? {
    guard text.utf8.allSatisfy({ (32..<127).contains($0) }), text.utf8.count <= 1_000 else { return nil }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(escaped)\""
  }
}
