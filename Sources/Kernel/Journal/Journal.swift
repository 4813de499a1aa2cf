import Foundation
import MailModel
import Store

/// The record of every change and every refusal, written in the transaction that it is about.
package struct Journal {
  package let db: any Database

  package init(db: any Database) {
    self.db = db
  }

  /// Takes the next number and the place in the chain after the last entry: writers take turns, so nobody else does.
  func append(_ entry: JournalEntry) throws {
    try insert([entry.chained(after: try head())])
  }

  func insert(_ entries: [JournalEntry]) throws {
    try db.insert(into: "journal", columns: Self.columns, rows: entries.map(\.values))
  }

  private static let columns = [
    "number", "at", "actor", "address", "token", "reason", "action", "scope", "result", "request", "before", "after",
    "previous", "hash",
  ]

  /// The last entry's number and hash; `nil` while there is none.
  package func head() throws -> JournalHead? {
    try db.rows("SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1").first.map { row in
      guard case .integer(let number) = row.values[0], case .text(let hash) = row.values[1] else {
        throw StoreError.unreadable("the journal's last entry")
      }
      return JournalHead(number: number, hash: hash)
    }
  }

  package func hash(ofEntry number: Int64) throws -> String? {
    try db.value("SELECT hash FROM journal WHERE number = \(number)", as: String.self)
  }

  /// The newest entries that match, `limit` of them, older than entry `before`.
  package func entries(matching filter: JournalFilter = .all, before number: Int64?, limit: Int) throws
    -> [JournalEntry]
  {
    try db.rows(Self.newest(matching: filter, before: number, limit: limit)).map(JournalEntry.init)
  }

  package static func newest(matching filter: JournalFilter, before number: Int64?, limit: Int) -> SQL {
    """
    SELECT \(sql: JournalEntry.columns) FROM journal
    WHERE number < \(number ?? Int64.max) \(sql: filter.condition) ORDER BY number DESC LIMIT \(limit)
    """
  }

  /// The oldest entries that match, `limit` of them, newer than entry `after`.
  package func entries(matching filter: JournalFilter = .all, after number: Int64?, limit: Int) throws
    -> [JournalEntry]
  {
    try db.rows(
      """
      SELECT \(sql: JournalEntry.columns) FROM journal
      WHERE number > \(number ?? Int64.min) \(sql: filter.condition) ORDER BY number LIMIT \(limit)
      """
    ).map(JournalEntry.init)
  }

  /// The same as `entries(after:)`, also where a row is no entry any more: for verification.
  package func rows(after number: Int64?, limit: Int) throws -> [JournalRow] {
    try db.rows(
      """
      SELECT \(sql: JournalEntry.columns) FROM journal
      WHERE number > \(number ?? Int64.min) ORDER BY number LIMIT \(limit)
      """
    ).map(JournalRow.init)
  }
}
