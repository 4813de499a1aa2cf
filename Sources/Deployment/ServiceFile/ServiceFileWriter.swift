import Foundation
import Kernel

/// Writes nodes as YAML that reads back as the same nodes: block style, two spaces, the same bytes every time.
enum ServiceFileWriter {
  static func text(_ root: DocumentNode) -> String {
    lines(root).joined(separator: "\n") + "\n"
  }

  private static func lines(_ node: DocumentNode) -> [String] {
    switch node.content {
    case .null: ["null"]
    case .scalar(let text): [quoted(text)]
    case .number(let number): [String(number)]
    case .list(let items): items.isEmpty ? ["[]"] : items.flatMap(item)
    case .mapping(let entries): entries.isEmpty ? ["{}"] : entries.flatMap(field)
    }
  }

  private static func item(_ node: DocumentNode) -> [String] {
    let lines = lines(node)
    return ["- " + (lines.first ?? "")] + lines.dropFirst().map { "  " + $0 }
  }

  private static func field(_ entry: DocumentNode.Entry) -> [String] {
    let key = lines(entry.key).joined()
    let value = lines(entry.value)
    return entry.value.isBlock ? ["\(key):"] + value.map { "  " + $0 } : ["\(key): \(value.joined())"]
  }

  /// Plain where nothing can take it for anything but text; otherwise in double quotes, whose escapes are those of
  /// JSON (YAML 1.2.2 §5.7).
  private static func quoted(_ text: String) -> String {
    isPlain(text) || isSizeOrAddress(text) ? text : "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

  /// A letter, then letters, digits and a few signs, with single spaces between words. By octets, for files of many
  /// thousand lines.
  private static func isPlain(_ text: String) -> Bool {
    let octets = text.utf8
    guard let first = octets.first, isLetter(first), let last = octets.last, last != colon, last != space else {
      return false
    }
    var before = first
    for octet in octets {
      guard isLetter(octet) || (48...57).contains(octet) || octet == space || signs.contains(octet) else {
        return false
      }
      if octet == space, before == space || before == colon { return false }
      before = octet
    }
    return octets.count > 5 || !reserved.contains(text.lowercased())
  }

  /// `50M`, `192.0.2.1` or `192.0.2.0/24`: they begin with a digit, and are no number to anybody.
  private static func isSizeOrAddress(_ text: String) -> Bool {
    let rest = text.utf8.drop { (48...57).contains($0) }
    guard rest.count < text.utf8.count, let next = rest.first else { return false }
    if rest.count == 1 { return "KMGT".utf8.contains(next) }
    return rest.allSatisfy { (46...57).contains($0) } && rest.count { $0 == UInt8(ascii: ".") } == 3
  }

  private static func isLetter(_ octet: UInt8) -> Bool { (65...90).contains(octet) || (97...122).contains(octet) }

  private static let space = UInt8(ascii: " ")
  private static let colon = UInt8(ascii: ":")
  private static let signs = Set("@._+/-:".utf8)

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || scalar.isLineSeparator:
      String(format: "\\u%04x", scalar.value)
    default: String(scalar)
    }
  }

  /// What YAML 1.1 or 1.2 readers take for something else than text.
  private static let reserved: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf",
  ]
}

extension DocumentNode {
  /// Whether it stands on lines of its own below its key.
  fileprivate var isBlock: Bool {
    switch content {
    case .null, .scalar, .number: false
    case .list(let items): !items.isEmpty
    case .mapping(let entries): !entries.isEmpty
    }
  }
}

extension Unicode.Scalar {
  /// NEL is caught above; these two, and the byte order mark, YAML may fold or refuse.
  fileprivate var isLineSeparator: Bool { [0x2028, 0x2029, 0xFEFF].contains(value) }
}
