import Foundation
import MailModel
import Store

/// Who has used which permission lately, as far as some rule speaks of it: what thresholds are counted by. The journal names
/// actions, and several of them may use one permission.
struct PermissionUses {
  let db: any Database

  static let migration = Migration(
    "uses of permissions",
    [
      """
      CREATE TABLE permission_use (
        actor TEXT NOT NULL,
        permission TEXT NOT NULL,
        at BIGINT NOT NULL
      )
      """,
      "CREATE INDEX permission_use_actor ON permission_use (actor, at)",
      "CREATE INDEX permission_use_at ON permission_use (at)",
    ])

  /// Writes down what has been done, and forgets what counts no more.
  func add(_ entries: [Ledger.Entry], at now: Date) throws {
    try db.execute("DELETE FROM permission_use WHERE at <= \(now - ApprovalRule.window)")
    for entry in entries {
      for moment in entry.moments(at: now) {
        try db.execute(
          """
          INSERT INTO permission_use (actor, permission, at)
          VALUES (\(entry.actor), \(entry.part.permission.name), \(moment))
          """)
      }
    }
  }

  /// How many there are of a rule's, by these people, less than an hour before or after a moment.
  func count(of permissions: PermissionPattern, by actors: Set<String>, around moment: Date) throws -> Int {
    let window = ApprovalRule.window
    return try db.rows(
      """
      SELECT permission FROM permission_use
      WHERE actor IN \(list: actors.sorted()) AND at > \(moment - window) AND at < \(moment + window)
      """
    ).count { permissions.contains(Permission(stringLiteral: try $0.decoded(as: String.self))) }
  }
}
