import Kernel
import MailModel
import Store

/// A row of the store that the mail directory must follow.
struct DirectoryChange: Codable, Hashable, Sendable {
  enum Kind: String, Codable, Sendable { case domain, account, alias, group }

  var kind: Kind
  /// The domain's name, or the address.
  var key: String
  /// Counts the changes since the last publication: a change that comes while one is published stays noted.
  var stamp: Int64
  /// Whether open sessions end although the account may still sign in: with another password, or another protocol.
  var endsSessions: Bool

  static let sessions = Migration(
    "directory changes end sessions",
    ["ALTER TABLE directory_change ADD COLUMN ends_sessions BIGINT NOT NULL DEFAULT 0"])

  static let migration = Migration(
    "directory changes",
    [
      """
      CREATE TABLE directory_change (
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        stamp BIGINT NOT NULL,
        PRIMARY KEY (kind, key)
      )
      """
    ])

  static func noted(limit: Int, in db: any Database) throws -> [DirectoryChange] {
    try db.rows(
      "SELECT kind, key, stamp, ends_sessions AS \"endsSessions\" FROM directory_change ORDER BY kind, key LIMIT \(limit)",
      as: DirectoryChange.self)
  }

  func settle(in db: any Database) throws {
    try db.execute(
      "DELETE FROM directory_change WHERE kind = \(kind.rawValue) AND key = \(key) AND stamp = \(stamp)")
  }
}

extension Work {
  /// Notes, in the transaction of the change, what the directory must read anew; it does so right after the commit.
  func publish(_ kind: DirectoryChange.Kind, _ key: String, endsSessions: Bool = false) throws {
    try note("VALUES (\(kind.rawValue), \(key), 1, \(endsSessions))")
  }

  func publishAccounts(ofClass name: String, endsSessions: Bool) throws {
    try note("SELECT 'account', address, 1, \(endsSessions) FROM account WHERE service_class = \(name)")
  }

  private func note(_ rows: SQL) throws {
    try db.execute(
      """
      INSERT INTO directory_change (kind, key, stamp, ends_sessions) \(sql: rows)
      ON CONFLICT (kind, key) DO UPDATE SET stamp = directory_change.stamp + 1, ends_sessions =
        CASE WHEN excluded.ends_sessions = 1 THEN 1 ELSE directory_change.ends_sessions END
      """)
    try enqueue(PublishDirectory(), key: PublishDirectory.name)
  }
}
