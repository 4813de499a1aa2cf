import Kernel
import MailModel
import Store

/// A row of the store that the mail directory must follow.
struct DirectoryChange: Codable, Hashable, Sendable {
  enum Kind: String, Codable, Sendable { case domain, account, alias }

  var kind: Kind
  /// The domain's name, or the address.
  var key: String
  /// Counts the changes since the last publication: a change that comes while one is published stays noted.
  var stamp: Int64

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
      "SELECT kind, key, stamp FROM directory_change ORDER BY kind, key LIMIT \(limit)", as: DirectoryChange.self)
  }

  func settle(in db: any Database) throws {
    try db.execute(
      "DELETE FROM directory_change WHERE kind = \(kind.rawValue) AND key = \(key) AND stamp = \(stamp)")
  }
}

extension Work {
  /// Notes, in the transaction of the change, what the directory must read anew; it does so right after the commit.
  func publish(_ kind: DirectoryChange.Kind, _ key: String) throws {
    try db.execute(
      """
      INSERT INTO directory_change (kind, key, stamp) VALUES (\(kind.rawValue), \(key), 1)
      ON CONFLICT (kind, key) DO UPDATE SET stamp = directory_change.stamp + 1
      """)
    try enqueue(PublishDirectory(), key: PublishDirectory.name)
  }
}
