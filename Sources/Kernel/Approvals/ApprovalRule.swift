import Foundation
import MailModel
import Store

/// The two-person rule: what needs these permissions takes a second person, from so many objects on.
package struct ApprovalRule: Codable, Hashable, Sendable {
  package var permissions: PermissionPattern
  /// So many of them in one request, or by the same person within an hour: 1 is always.
  package var threshold: Int
  package var actor: String
  package var created: Date

  package init(permissions: PermissionPattern, threshold: Int, actor: String, created: Date) {
    self.permissions = permissions
    self.threshold = threshold
    self.actor = actor
    self.created = created
  }

  package static let migration = Migration(
    "approval rules",
    [
      """
      CREATE TABLE approval_rule (
        permissions TEXT PRIMARY KEY,
        threshold BIGINT NOT NULL CHECK (threshold >= 1),
        actor TEXT NOT NULL,
        created BIGINT NOT NULL
      )
      """
    ])

  package static func all(in db: any Database) throws -> [ApprovalRule] {
    try db.rows(
      "SELECT permissions, threshold, actor, created FROM approval_rule ORDER BY permissions", as: ApprovalRule.self)
  }

  package static func find(_ permissions: PermissionPattern, in db: any Database) throws -> ApprovalRule? {
    try all(in: db).first { $0.permissions == permissions }
  }

  package func put(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO approval_rule (permissions, threshold, actor, created)
      VALUES (\(permissions.text), \(threshold), \(actor), \(created))
      ON CONFLICT (permissions) DO UPDATE SET
        threshold = excluded.threshold, actor = excluded.actor, created = excluded.created
      """)
  }

  package func delete(from db: any Database) throws {
    try db.execute("DELETE FROM approval_rule WHERE permissions = \(permissions.text)")
  }
}

extension ApprovalRule {
  /// Seconds in which single requests of one person count as one: a hundred removals one by one are a hundred.
  package static let window: TimeInterval = 3_600

  /// Whether what has just been done reaches the threshold. What one does to one's own account is nobody else's matter.
  /// What is planned counts with what is done now, and with what is planned for the same hour.
  func applies(in work: Work) throws -> Bool {
    let own = work.ledger.entries.filter { $0.counts && permissions.contains($0.part.permission) }
    guard !own.isEmpty, own.count < threshold else { return !own.isEmpty }
    let (actors, uses) = (Set(own.map(\.actor)), PermissionUses(db: work.db))
    let before = try Set(own.flatMap { $0.moments(at: work.now) }).map {
      try uses.count(of: permissions, by: actors, around: $0)
    }
    return own.count + max(before.max() ?? 0, work.principal.origin.together - 1) >= threshold
  }
}
