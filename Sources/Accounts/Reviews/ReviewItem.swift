import Foundation
import Kernel
import MailModel
import Store

/// One access that is looked over, as it was when the review began, and what was decided about it. What is decided stays.
package struct ReviewItem: Codable, Hashable, Sendable {
  package enum Decision: String, Codable, Sendable, CaseIterable { case keep, revoke }

  package enum Outcome: String, Codable, Sendable, CaseIterable {
    case kept, revoked
    /// It had ended before it was to be taken away.
    case gone
    /// The review ended first, and it stays.
    case undecided
    /// It was to be taken away at the end, and could not: `problem` says why.
    case failed
  }

  package var review: Int64
  package var number: Int
  package var holding: Holding
  package var decision: Decision?
  package var reason: String?
  package var decider: String?
  package var decided: Date?
  package var outcome: Outcome?
  package var problem: Text?

  private static let columns: SQL =
    "review, number, holding, decision, reason, decider, decided, outcome, problem"

  static func list(of review: Int64, in db: any Database) throws -> [ReviewItem] {
    try db.rows(
      "SELECT \(sql: columns) FROM review_item WHERE review = \(review) ORDER BY number", as: ReviewItem.self)
  }

  static func existing(_ number: Int, of review: Int64, in db: any Database) throws -> ReviewItem {
    let found = try db.row(
      "SELECT \(sql: columns) FROM review_item WHERE review = \(review) AND number = \(number)", as: ReviewItem.self)
    guard let found else {
      throw Fault(
        .notFound, en: "review \(review) has no item \(number)",
        es: "la revisión \(review) no tiene el elemento \(number)",
        hint: Text(
          en: "“palomar review show \(review)” numbers them", es: "«palomar review show \(review)» los numera"),
        field: "items")
    }
    return found
  }

  static func undecided(of review: Int64, in db: any Database) throws -> [ReviewItem] {
    try db.rows(
      """
      SELECT \(sql: columns) FROM review_item
      WHERE review = \(review) AND decision IS NULL AND outcome IS NULL ORDER BY number
      """, as: ReviewItem.self)
  }

  /// Only one that nobody has decided changes.
  func update(in db: any Database) throws {
    let problem = try problem.map(SQLJSON.encode)
    try db.execute(
      """
      UPDATE review_item SET decision = \(decision?.rawValue), reason = \(reason), decider = \(decider),
        decided = \(decided), outcome = \(outcome?.rawValue), problem = \(problem)
      WHERE review = \(review) AND number = \(number) AND decision IS NULL AND outcome IS NULL
      """)
  }
}
