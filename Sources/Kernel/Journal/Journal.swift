import MailModel
import Store

/// The record of every change and every refusal, written in the transaction that it is about.
package struct Journal {
  package let db: any Database

  package init(db: any Database) {
    self.db = db
  }

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
      ])
  ]

  func append(_ entry: JournalEntry) throws {
    try db.execute(
      """
      INSERT INTO journal (number, at, actor, action, scope, result, request, before, after)
      SELECT COALESCE(MAX(number), 0) + 1, \(entry.at), \(entry.actor), \(entry.action), \(entry.scope),
             \(entry.result.rawValue), \(entry.request), \(entry.before), \(entry.after)
      FROM journal
      """)
  }

  /// The newest entries first, `limit` of them, older than entry `before`.
  package func entries(before number: Int64?, limit: Int) throws -> [JournalEntry] {
    try db.rows(
      """
      SELECT number, at, actor, action, scope, result, request, before, after FROM journal
      WHERE number < \(number ?? Int64.max) ORDER BY number DESC LIMIT \(limit)
      """, as: JournalEntry.self)
  }
}
