/// What a request calls a secret is one by its type too: then the journal, which writes every request down, has `•••`.
enum SecretRules {
  private static let words = ["password", "passphrase", "secret", "credential", "privatekey", "token"]

  static func violations(in files: [SourceFile]) -> [Violation] {
    files.filter { !RequestRules.requests(in: $0).isEmpty }.flatMap { file in
      let tokens = file.tokens
      return tokens.indices.dropLast(3).compactMap { index -> Violation? in
        let name = tokens[index + 1].text
        guard tokens[index].isWord("var") || tokens[index].isWord("let"), tokens[index + 2].isSymbol(":") else {
          return nil
        }
        guard words.contains(where: name.lowercased().contains), !tokens[index + 3].isWord("Secret") else { return nil }
        let reason = "\(name): by its name a secret, by its type none; the journal would show it"
        return Violation(path: file.path, line: tokens[index].line, reason: reason)
      }
    }
  }
}
