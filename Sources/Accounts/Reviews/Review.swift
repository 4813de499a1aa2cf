import Foundation
import Kernel
import MailModel
import Store

/// A campaign in which people look over who has access to what.
package struct Review: Codable, Hashable, Sendable {
  package enum Undecided: String, Codable, Sendable, CaseIterable {
    /// Stays, and the evidence says that nobody decided.
    case keep
    case revoke
  }

  package var id: Int64
  package var title: String
  package var kinds: [String]
  /// Accounts of this domain alone; `nil` is everybody.
  package var domain: DomainName?
  package var reviewers: [Address]
  package var due: Date
  package var undecided: Undecided
  /// Who began it, and in whose name access is taken away.
  package var author: String
  package var account: Address?
  /// The token that was shown, if one was: what it may not, the review may not.
  package var token: String?
  package var created: Date
  package var reminded: Date?
  package var closed: Date?
  /// How many items there are, and how many are decided.
  package var items: Int
  package var decided: Int

  package static let migration = Migration(
    "reviews",
    [
      """
      CREATE TABLE review (
        id BIGINT PRIMARY KEY,
        title TEXT NOT NULL,
        kinds TEXT NOT NULL,
        domain TEXT NOT NULL,
        reviewers TEXT NOT NULL,
        due BIGINT NOT NULL,
        undecided TEXT NOT NULL CHECK (undecided IN ('keep', 'revoke')),
        author TEXT NOT NULL,
        account TEXT,
        token TEXT,
        created BIGINT NOT NULL,
        reminded BIGINT,
        closed BIGINT
      )
      """,
      "CREATE INDEX review_due ON review (closed, due)",
      """
      CREATE TABLE review_reviewer (
        review BIGINT NOT NULL REFERENCES review (id),
        reviewer TEXT NOT NULL,
        PRIMARY KEY (reviewer, review)
      )
      """,
      """
      CREATE TABLE review_item (
        review BIGINT NOT NULL REFERENCES review (id),
        number BIGINT NOT NULL,
        holding TEXT NOT NULL,
        account TEXT NOT NULL,
        decision TEXT CHECK (decision IN ('keep', 'revoke')),
        reason TEXT,
        decider TEXT,
        decided BIGINT,
        outcome TEXT CHECK (outcome IN ('kept', 'revoked', 'gone', 'undecided', 'failed')),
        problem TEXT,
        PRIMARY KEY (review, number)
      )
      """,
    ])

  var scope: Scope { domain.map(Scope.domain) ?? .everything }

  private static let columns: SQL = """
    id, title, kinds, NULLIF(domain, '*') AS domain, reviewers, due, undecided, author, account, token, created, reminded,
    closed,
    (SELECT COUNT(*) FROM review_item WHERE review = id) AS items,
    (SELECT COUNT(*) FROM review_item WHERE review = id AND decision IS NOT NULL) AS decided
    """

  static func find(_ id: Int64, in db: any Database) throws -> Review? {
    try db.row("SELECT \(sql: columns) FROM review WHERE id = \(id)", as: Review.self)
  }

  static func existing(_ id: Int64, in db: any Database) throws -> Review {
    guard let found = try find(id, in: db) else { throw unknown(id) }
    return found
  }

  static func unknown(_ id: Int64) -> Fault {
    Fault(
      .notFound, en: "there is no review \(id)", es: "no existe la revisión \(id)",
      hint: Text(en: "“palomar review list” shows those there are", es: "«palomar review list» muestra las que hay"),
      field: "id")
  }

  /// The newest first, before `id`.
  static func list(
    within visible: Visibility = .everything, by reviewer: Address? = nil, before id: Int64? = nil, limit: Int,
    in db: any Database
  ) throws -> [Review] {
    var filter: SQL = "id < \(id ?? .max) AND \(sql: visible.condition(on: "domain"))"
    if let reviewer { filter = filter + " AND id IN (SELECT review FROM review_reviewer WHERE reviewer = \(reviewer))" }
    return try db.rows(
      "SELECT \(sql: columns) FROM review WHERE \(sql: filter) ORDER BY id DESC LIMIT \(limit)", as: Review.self)
  }

  static func open(in db: any Database) throws -> [Review] {
    try db.rows("SELECT \(sql: columns) FROM review WHERE closed IS NULL ORDER BY due, id", as: Review.self)
  }

  static func nextID(in db: any Database) throws -> Int64 {
    try (db.value("SELECT COALESCE(MAX(id), 0) FROM review", as: Int64.self) ?? 0) + 1
  }

  func insert(_ holdings: [Holding], into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO review (id, title, kinds, domain, reviewers, due, undecided, author, account, token, created)
      VALUES (\(id), \(title), \(json: kinds), \(scope.text), \(json: reviewers), \(due), \(undecided.rawValue), \(author),
        \(account), \(token), \(created))
      """)
    try insertReviewers(into: db)
    for (index, holding) in holdings.enumerated() {
      try db.execute(
        """
        INSERT INTO review_item (review, number, holding, account)
        VALUES (\(id), \(index + 1), \(json: holding), \(holding.account))
        """)
    }
  }

  private func insertReviewers(into db: any Database) throws {
    for reviewer in reviewers {
      try db.execute("INSERT INTO review_reviewer (review, reviewer) VALUES (\(id), \(reviewer))")
    }
  }

  /// What may be changed while it is open.
  func update(in db: any Database) throws {
    try db.execute(
      """
      UPDATE review SET title = \(title), reviewers = \(json: reviewers), due = \(due),
        undecided = \(undecided.rawValue), author = \(author), account = \(account), token = \(token)
      WHERE id = \(id) AND closed IS NULL
      """)
    try db.execute("DELETE FROM review_reviewer WHERE review = \(id)")
    try insertReviewers(into: db)
  }

  func delete(from db: any Database) throws {
    for table in ["review_item", "review_reviewer"] as [SQL] {
      try db.execute("DELETE FROM \(sql: table) WHERE review = \(id)")
    }
    try db.execute("DELETE FROM review WHERE id = \(id)")
  }

  func setReminded(_ now: Date, in db: any Database) throws {
    try db.execute("UPDATE review SET reminded = \(now) WHERE id = \(id)")
  }

  func close(at now: Date, in db: any Database) throws {
    try db.execute(
      "UPDATE review_item SET outcome = 'undecided' WHERE review = \(id) AND decision IS NULL AND outcome IS NULL")
    try db.execute("UPDATE review SET closed = \(now) WHERE id = \(id) AND closed IS NULL")
  }
}
