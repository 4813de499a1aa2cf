import Foundation
import Store

/// The answers of the last day's changes that came with a number of the client's own.
package struct ReceiptBook {
  let db: any Database

  /// In seconds.
  static let keeping: TimeInterval = 86_400

  package struct Entry: Sendable {
    /// Tells what was asked for, without keeping it.
    package let fingerprint: String
    package let answer: Data
  }

  static let migrations = [
    Migration(
      "receipts",
      [
        """
        CREATE TABLE receipt (
          id TEXT PRIMARY KEY,
          fingerprint TEXT NOT NULL,
          answer TEXT NOT NULL,
          until BIGINT NOT NULL
        )
        """,
        "CREATE INDEX receipt_until ON receipt (until)",
      ])
  ]

  package init(db: any Database) {
    self.db = db
  }

  package func find(_ key: ReceiptKey, at now: Date) throws -> Entry? {
    struct Line: Decodable {
      var fingerprint: String
      var answer: String
    }
    let line = try db.row(
      "SELECT fingerprint, answer FROM receipt WHERE id = \(key.id) AND until > \(now)", as: Line.self)
    return try line.map { Entry(fingerprint: $0.fingerprint, answer: try key.opened($0.answer)) }
  }

  func keep(_ entry: Entry, under key: ReceiptKey, at now: Date) throws {
    try db.execute("DELETE FROM receipt WHERE until <= \(now)")
    try db.execute(
      """
      INSERT INTO receipt (id, fingerprint, answer, until)
      VALUES (\(key.id), \(entry.fingerprint), \(key.sealed(entry.answer)), \(now.addingTimeInterval(Self.keeping)))
      """)
  }
}

extension Receipt {
  /// The answer, as JSON, for whoever sends the request with this fingerprint again.
  package static func kept(
    under key: ReceiptKey, fingerprint: String, at now: @escaping @Sendable () -> Date
  ) -> Receipt {
    Receipt { outcome, db in
      let answer = try WireJSON.encoder().encode(outcome)
      try ReceiptBook(db: db).keep(.init(fingerprint: fingerprint, answer: answer), under: key, at: now())
    }
  }
}
