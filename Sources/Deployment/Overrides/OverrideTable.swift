import Foundation
import MailModel
import Store

/// An override as people see it: who ordered it, and when.
package struct OrderedOverride: Codable, Hashable, Sendable {
  package var program: Override.Program
  package var setting: String
  package var value: String
  package var reason: String
  package var expires: Date
  package var actor: String
  package var created: Date

  var override: Override {
    Override(program: program, setting: setting, value: value, reason: reason, expires: expires)
  }
}

/// The overrides in force: one per setting.
struct OverrideTable {
  let db: any Database

  static let migration = Migration(
    "overrides",
    [
      """
      CREATE TABLE override (
        program TEXT NOT NULL,
        setting TEXT NOT NULL,
        value TEXT NOT NULL,
        reason TEXT NOT NULL,
        expires BIGINT NOT NULL,
        actor TEXT NOT NULL,
        created BIGINT NOT NULL,
        PRIMARY KEY (program, setting)
      )
      """
    ])

  func all() throws -> [OrderedOverride] {
    try db.rows(
      """
      SELECT program, setting, value, reason, expires, actor, created FROM override ORDER BY program, setting
      """, as: OrderedOverride.self)
  }

  func find(_ program: Override.Program, _ setting: String) throws -> OrderedOverride? {
    try db.row(
      """
      SELECT program, setting, value, reason, expires, actor, created FROM override
      WHERE program = \(program.rawValue) AND setting = \(setting)
      """, as: OrderedOverride.self)
  }

  func put(_ override: OrderedOverride) throws {
    try db.execute(
      """
      INSERT INTO override (program, setting, value, reason, expires, actor, created)
      VALUES (\(override.program.rawValue), \(override.setting), \(override.value), \(override.reason),
        \(override.expires), \(override.actor), \(override.created))
      ON CONFLICT (program, setting) DO UPDATE SET value = excluded.value, reason = excluded.reason,
        expires = excluded.expires, actor = excluded.actor, created = excluded.created
      """)
  }

  func remove(_ program: Override.Program, _ setting: String) throws {
    try db.execute("DELETE FROM override WHERE program = \(program.rawValue) AND setting = \(setting)")
  }

  /// Exactly these, ordered by `actor` where they are new.
  func replaceAll(with overrides: [Override], by actor: String, at now: Date) throws {
    let present = try all()
    for line in present where !overrides.contains(line.override) { try remove(line.program, line.setting) }
    for override in overrides where !present.contains(where: { $0.override == override }) {
      try put(
        OrderedOverride(
          program: override.program, setting: override.setting, value: override.value, reason: override.reason,
          expires: override.expires, actor: actor, created: now))
    }
  }
}
