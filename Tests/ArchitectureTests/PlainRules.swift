/// What does not stand in a source of the product.
enum PlainRules {
  static let longestFile = 400

  /// Each with what to do instead.
  static func violations(in files: [SourceFile]) -> [Violation] {
    files.flatMap { file in
      length(of: file) + notes(in: file) + names(in: file) + sequences(in: file) + forcedUnwraps(in: file)
    }
  }

  private static func length(of file: SourceFile) -> [Violation] {
    let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    guard count > longestFile else { return [] }
    return [Violation(path: file.path, line: count, reason: "\(count) lines: look for the second noun in it")]
  }

  /// Comments count too, so this reads the text.
  private static func notes(in file: SourceFile) -> [Violation] {
    file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      guard let note = ["TODO", "FIXME", "XXX"].first(where: { line.contains($0) }) else { return nil }
      return Violation(path: file.path, line: index + 1, reason: "\(note): do it, or file it")
    }
  }

  private static let sequences: [(words: [String], reason: String)] = [
    (["public"], "public: this is a product, not a library; use package"),
    (["open", "class"], "open: this is a product, not a library; use package"),
    (["try", "!"], "try!: let the caller decide, or throw a Fault"),
    (["as", "!"], "as!: use as? and throw"),
    (["fatalError"], "fatalError: throw, or make the state unrepresentable"),
    (["@", "unchecked"], "@unchecked: make it Sendable for real"),
    (["nonisolated", "(", "unsafe"], "nonisolated(unsafe): use a lock or an actor"),
    (["Task", "{"], "bare Task: nobody waits for it; use a task group or a Service"),
    (["Task", ".", "detached"], "detached Task: nobody waits for it; use a task group or a Service"),
  ]

  private static func sequences(in file: SourceFile) -> [Violation] {
    let tokens = file.allTokens
    return tokens.indices.flatMap { index in
      sequences.compactMap { words, reason in
        let found = tokens[index...].prefix(words.count).filter { $0.kind != .literal }.map(\.text)
        // `try !done` is no `try!`.
        guard found == words, words.last != "!" || !tokens[index + 1].spaced else { return nil }
        return Violation(path: file.path, line: tokens[index].line, reason: reason)
      }
    }
  }

  /// An exclamation mark right after a name or a bracket unwraps; one before a name negates.
  private static func forcedUnwraps(in file: SourceFile) -> [Violation] {
    let tokens = file.allTokens
    return tokens.indices.dropFirst().compactMap { index in
      let before = tokens[index - 1]
      guard tokens[index].isSymbol("!"), !tokens[index].spaced, !["try", "as"].contains(before.text) else { return nil }
      guard before.kind == .word || before.isSymbol(")") || before.isSymbol("]") else { return nil }
      if index + 1 < tokens.count, tokens[index + 1].isSymbol("="), !tokens[index + 1].spaced { return nil }
      return Violation(path: file.path, line: tokens[index].line, reason: "force-unwrap: guard and throw instead")
    }
  }

  private static let vague = ["Manager", "Helper", "Helpers", "Utils", "Utilities", "Impl", "Common", "Misc"]
  private static let declarations: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]

  private static func names(in file: SourceFile) -> [Violation] {
    let tokens = file.tokens
    return tokens.indices.dropLast().compactMap { index in
      guard tokens[index].kind == .word, declarations.contains(tokens[index].text) else { return nil }
      let name = tokens[index + 1].text
      guard let word = vague.first(where: { name.hasSuffix($0) }) else { return nil }
      let reason = "\(name): “\(word)” says nothing; name it after what it stands for"
      return Violation(path: file.path, line: tokens[index].line, reason: reason)
    }
  }
}
