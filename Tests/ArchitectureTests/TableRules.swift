/// Only a capability's own folder names its tables. Neighbours use it through its actions, queries and nouns.
enum TableRules {
  struct Exception: Sendable {
    let folder: String
    let tables: Set<String>
    let reason: String
  }

  static let exceptions = [
    Exception(
      folder: "Sources/Accounts/MailDirectory",
      tables: [
        "account", "alias", "app_password", "catch_all", "domain", "group_member", "group_poster", "mail_group",
        "mailbox_grant",
        "service_class",
      ],
      reason: "it copies these into the mail directory, whose tables bear the same names")
  ]

  /// The folder that makes each table in a migration of the store.
  static func owners(in files: [SourceFile]) -> [String: String] {
    var owners: [String: String] = [:]
    for file in files where file.tokens.contains(where: { $0.isWord("Migration") }) {
      for literal in literals(in: file) {
        for table in names(after: ["CREATE TABLE IF NOT EXISTS", "CREATE TABLE"], in: literal.text) {
          owners[table] = file.folder
        }
      }
    }
    return owners
  }

  static func violations(in files: [SourceFile], exceptions: [Exception] = exceptions) -> [Violation] {
    let owners = owners(in: files)
    return files.filter { $0.tokens.contains { isStore($0.text) } }.flatMap { file in
      literals(in: file).flatMap { literal in
        names(after: ["FROM", "JOIN", "INTO", "UPDATE", "ALTER TABLE"], in: literal.text).compactMap { table in
          guard let owner = owners[table], owner != file.folder else { return nil }
          if exceptions.contains(where: { $0.folder == file.folder && $0.tables.contains(table) }) { return nil }
          let reason = "the table \(table) belongs to \(owner): ask it for what you need"
          return Violation(path: file.path, line: literal.line, reason: reason)
        }
      }
    }
  }

  /// A file that touches the store says so. Others name the tables of the mail directory, which is another database.
  private static func isStore(_ word: String) -> Bool {
    word == "Database" || word == "Work" || word == "Store" || word == "Migration"
  }

  private static func literals(in file: SourceFile) -> [Token] {
    file.allTokens.filter { $0.kind == .literal }
  }

  /// The words that follow any of `keywords`; SQL's own are in upper case here, so prose does not match.
  private static func names(after keywords: [String], in sql: String) -> [String] {
    let words = sql.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    return keywords.flatMap { keyword in
      let wanted = keyword.split(separator: " ").map(String.init)
      return words.indices.compactMap { index -> String? in
        let end = index + wanted.count
        guard end < words.count, Array(words[index..<end]) == wanted, words[end] != "IF" else { return nil }
        return words[end]
      }
    }
  }
}
