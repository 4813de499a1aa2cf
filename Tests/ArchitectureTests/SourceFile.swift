import Foundation

/// A source of ours, read once.
struct SourceFile: Sendable {
  /// From the root of the repository: `Sources/Accounts/Aliases/Alias.swift`.
  let path: String
  let text: String
  let tokens: [Token]

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    tokens = Lexer.tokens(of: text)
  }

  /// `Accounts` of `Sources/Accounts/Aliases/Alias.swift`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  /// Where the file lies.
  var folder: String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  /// Every token, those inside the interpolations of strings included.
  var allTokens: [Token] { tokens.flatMap(\.all) }
}

/// The sources of the product, as they stand in the working copy.
enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let sources = read("Sources")
  static let tests = read("Tests")

  /// What people run is no library: its rules are those of the product.
  static let product = sources.filter { $0.target != "TestSupport" }

  private static func read(_ folder: String) -> [SourceFile] {
    let base = root.appending(path: folder)
    let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
      guard let text = try? String(contentsOf: base.appending(path: name), encoding: .utf8) else { return nil }
      return SourceFile("\(folder)/\(name)", text)
    }
  }
}

/// A place where a rule is broken; what it says is what the reader needs to mend it.
struct Violation: Hashable, CustomStringConvertible {
  let path: String
  let line: Int
  let reason: String

  var description: String { "\(path):\(line): \(reason)" }
}

/// For `#expect(report(of: …) == "")`: what is wrong stands in the failure, one line each.
func report(of violations: [Violation]) -> String {
  violations.map(\.description).joined(separator: "\n")
}
