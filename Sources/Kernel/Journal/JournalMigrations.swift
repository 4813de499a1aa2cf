import MailModel
import Store

extension Journal {
  package static let migrations = [
    Migration(
      "journal",
      [
        """
        CREATE TABLE journal (
          number BIGINT PRIMARY KEY,
          at BIGINT NOT NULL,
          actor TEXT NOT NULL,
          action TEXT NOT NULL,
          scope TEXT NOT NULL,
          result TEXT NOT NULL CHECK (result IN ('done', 'refused')),
          request TEXT NOT NULL,
          before TEXT,
          after TEXT NOT NULL
        )
        """,
        "CREATE INDEX journal_at ON journal (at)",
      ]),
    // The upper bound of a number keeps texts out too, which SQLite would take for larger than any number.
    Migration(
      "journal-chain",
      [
        "ALTER TABLE journal RENAME TO journal_unchained",
        """
        CREATE TABLE journal (
          number BIGINT NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 9223372036854775807),
          at BIGINT NOT NULL,
          actor TEXT NOT NULL,
          address TEXT,
          token TEXT,
          reason TEXT,
          action TEXT NOT NULL,
          scope TEXT NOT NULL,
          result TEXT NOT NULL CHECK (result IN ('done', 'refused')),
          request TEXT NOT NULL,
          before TEXT,
          after TEXT NOT NULL,
          previous TEXT NOT NULL,
          hash TEXT NOT NULL
        )
        """,
      ], then: { try Journal(db: $0).chainWhatWasUnchained() }),
  ]

  /// Moves the entries of before the chain into it, with the numbers that they have.
  private func chainWhatWasUnchained() throws {
    var head: JournalHead?
    while true {
      let page = try db.rows(
        """
        SELECT number, at, actor, NULL, NULL, NULL, action, scope, result, request, before, after, '', ''
        FROM journal_unchained WHERE number > \(head?.number ?? 0) ORDER BY number LIMIT 1000
        """
      ).map(JournalEntry.init)
      guard !page.isEmpty else { break }
      try insert(
        page.map { entry in
          let chained = entry.chained(after: head)
          head = JournalHead(number: chained.number, hash: chained.hash)
          return chained
        })
    }
    try db.execute("DROP TABLE journal_unchained")
    try db.execute("CREATE INDEX journal_at ON journal (at)")
    try db.execute("CREATE INDEX journal_actor ON journal (actor, number)")
    try db.execute("CREATE INDEX journal_action ON journal (action, number)")
    try db.execute("CREATE INDEX journal_scope ON journal (scope, number)")
  }
}
