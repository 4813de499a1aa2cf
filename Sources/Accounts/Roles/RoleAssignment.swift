import Foundation
import Kernel
import MailModel
import Store

/// An account, a role, and where and until when it holds.
package struct RoleAssignment: Codable, Hashable, Sendable {
  package var account: Address
  package var role: String
  package var scope: Scope
  /// The moment at which it ends by itself.
  package var until: Date?
  package var reason: String?
  /// Who gave it.
  package var actor: String
  package var created: Date

  static let migration = Migration(
    "role assignments",
    [
      """
      CREATE TABLE role_assignment (
        account TEXT NOT NULL REFERENCES account (address),
        role TEXT NOT NULL,
        scope TEXT NOT NULL,
        until BIGINT,
        reason TEXT,
        actor TEXT NOT NULL,
        created BIGINT NOT NULL,
        PRIMARY KEY (account, role, scope)
      )
      """,
      "CREATE INDEX role_assignment_role ON role_assignment (role)",
      "CREATE INDEX role_assignment_scope ON role_assignment (scope)",
      "CREATE INDEX role_assignment_until ON role_assignment (until)",
    ])

  /// The domain that it holds in or within, `*` where that is none: whoever looks after a domain sees what holds there.
  static let placed = Migration(
    "domains of role assignments",
    [
      "ALTER TABLE role_assignment ADD COLUMN domain TEXT NOT NULL DEFAULT '*'",
      "UPDATE role_assignment SET domain = scope WHERE scope NOT LIKE '%@%'",
      // What stands behind the last @: all up to it is taken away.
      """
      UPDATE role_assignment SET domain = replace(scope, rtrim(scope, replace(scope, '@', '')), '')
      WHERE scope LIKE '%@%'
      """,
      "CREATE INDEX role_assignment_domain ON role_assignment (domain)",
    ])

  /// Orders the pages of a list: no space stands in any of the three.
  var key: String { "\(account) \(role) \(scope)" }

  private static let columns: SQL = "account, role, scope, until, reason, actor, created"

  static func find(_ account: Address, _ role: String, _ scope: Scope, in db: any Database) throws -> RoleAssignment? {
    try db.row(
      """
      SELECT \(sql: columns) FROM role_assignment
      WHERE account = \(account) AND role = \(role) AND scope = \(scope)
      """, as: RoleAssignment.self)
  }

  static func list(_ filter: AssignmentFilter, limit: Int = .max, in db: any Database) throws -> [RoleAssignment] {
    try db.rows(
      """
      SELECT \(sql: columns) FROM role_assignment WHERE \(sql: filter.condition)
      ORDER BY account, role, scope LIMIT \(limit)
      """, as: RoleAssignment.self)
  }

  static func expired(at now: Date, in db: any Database) throws -> [RoleAssignment] {
    try db.rows(
      "SELECT \(sql: columns) FROM role_assignment WHERE until <= \(now) ORDER BY until", as: RoleAssignment.self)
  }

  func put(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO role_assignment (account, role, scope, domain, until, reason, actor, created)
      VALUES (\(account), \(role), \(scope), \(scope.domain?.name ?? scope.text), \(until), \(reason), \(actor),
        \(created))
      ON CONFLICT (account, role, scope) DO UPDATE SET
        until = excluded.until, reason = excluded.reason, actor = excluded.actor, created = excluded.created
      """)
  }

  func delete(from db: any Database) throws {
    try db.execute(
      "DELETE FROM role_assignment WHERE account = \(account) AND role = \(role) AND scope = \(scope)")
  }

  /// Ends all of them with what they are about, an account or a domain, and puts it on record.
  static func end(_ filter: AssignmentFilter, in work: Work) throws {
    let ended = try list(filter, in: work.db)
    guard !ended.isEmpty else { return }
    for assignment in ended { try assignment.delete(from: work.db) }
    try work.record("roles.ended", ended)
  }
}

/// Which assignments are meant; what is `nil` does not matter.
struct AssignmentFilter {
  var account: Address?
  var role: String?
  var scope: Scope?
  var visible = Visibility.everything
  var after: String?

  var condition: SQL {
    var condition = visible.condition(on: "domain")
    if let account { condition = condition + " AND account = \(account)" }
    if let role { condition = condition + " AND role = \(role)" }
    if let scope { condition = condition + " AND scope = \(scope)" }
    if let parts = after?.split(separator: " ").map(String.init), parts.count == 3 {
      condition = condition + " AND (account, role, scope) > (\(parts[0]), \(parts[1]), \(parts[2]))"
    }
    return condition
  }
}
