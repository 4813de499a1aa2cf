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
    let isWord = text.wholeMatch(of: /[A-Za-z][A-Za-z0-9@._+\/-]*( [A-Za-z0-9@._+\/:-]+)*/) != nil
    guard !isWord || reserved.contains(text.lowercased()) || text.contains(": ") || text.hasSuffix(":") else {
      return text
    }
    return "\"" + text.unicodeScalars.map(escaped).joined() + "\""
  }

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
