/// What an SMTP server answers: a code and one or more lines (RFC 5321 §4.2).
package struct SMTPReply: Hashable, Sendable, CustomStringConvertible {
  package let code: Int
  /// The texts of its lines, without the code.
  package let lines: [String]

  package init(code: Int, lines: [String]) {
    self.code = code
    self.lines = lines
  }

  /// 2yz, or the 3yz that asks for more.
  package var isPositive: Bool { (200..<400).contains(code) }

  package var description: String { "\(code) \(lines.joined(separator: " / "))" }

  /// Postfix's name for the message that it has just taken: the last word of `250 2.0.0 Ok: queued as 4bX1Yz`.
  package var queueID: String? {
    guard let last = lines.last, let marker = last.range(of: "queued as ") else { return nil }
    return last[marker.upperBound...].split(separator: " ").first.map(String.init)
  }
}

/// One line of a reply: its code, whether more follow, its text.
struct SMTPReplyLine {
  let code: Int
  let isLast: Bool
  let text: String

  init?(_ line: String) {
    guard let code = Int(line.prefix(3)), (200...599).contains(code), line.utf8.count >= 3 else { return nil }
    let mark = line.dropFirst(3).first
    guard mark == nil || mark == " " || mark == "-" else { return nil }
    self.code = code
    isLast = mark != "-"
    text = String(line.dropFirst(4))
  }
}
