/// Every sentence stands in both languages, and the two differ.
enum LanguageRules {
  static func violations(in files: [SourceFile]) -> [Violation] {
    files.flatMap { file in runs(of: file.tokens).flatMap { violations(in: $0, path: file.path) } }
  }

  /// The tokens of the file, and of each interpolation by itself.
  private static func runs(of tokens: [Token]) -> [[Token]] {
    [tokens] + tokens.filter { !$0.inner.isEmpty }.flatMap { runs(of: $0.inner) }
  }

  private static func violations(in tokens: [Token], path: String) -> [Violation] {
    tokens.indices.compactMap { index in
      guard isLabel("en", at: index, in: tokens) else { return nil }
      let english = argument(after: index, in: tokens)
      let spanish =
        isLabel("es", at: english.end + 1, in: tokens) ? argument(after: english.end + 1, in: tokens).words : nil
      return reason(english.words, spanish).map { Violation(path: path, line: tokens[index].line, reason: $0) }
    }
  }

  /// Arguments without a literal are values, which were checked where they were written.
  private static func reason(_ english: [String], _ spanish: [String]?) -> String? {
    guard !english.isEmpty else { return nil }
    guard let spanish else { return "“\(english.joined())” has no Spanish beside it" }
    if english.joined().isBlank { return "an empty English text" }
    if spanish.joined().isBlank { return "“\(english.joined())” has an empty Spanish text" }
    guard english == spanish else { return nil }
    return "“\(english.joined())” is the same in both languages: translate it, or say Text(verbatim:)"
  }

  private static func isLabel(_ name: String, at index: Int, in tokens: [Token]) -> Bool {
    index + 1 < tokens.count && tokens[index].isWord(name) && tokens[index + 1].isSymbol(":")
  }

  /// The literals of the argument behind the label at `index`, and where the comma or bracket after it stands.
  private static func argument(after index: Int, in tokens: [Token]) -> (words: [String], end: Int) {
    var depth = 0
    var place = index + 2
    var words: [String] = []
    while place < tokens.count {
      let token = tokens[place]
      if token.kind == .literal { words.append(token.text) }
      if token.kind == .symbol, depth == 0, ",)]}".contains(token.text) { break }
      if token.kind == .symbol, "([{".contains(token.text) { depth += 1 }
      if token.kind == .symbol, ")]}".contains(token.text) { depth -= 1 }
      place += 1
    }
    return (words, place)
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
