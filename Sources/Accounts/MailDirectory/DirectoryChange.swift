import Kernel
import MailModel
import Store

/// A row of the store that the mail directory must follow.
package struct DirectoryChange: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable { case domain, account, alias }

  package var kind: Kind
  /// The domain's name, or the address.
  package var key: String

  package static let migration = Migration(
    "directory changes",
    ["CREATE TABLE directory_change (kind TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (kind, key))"])
}

extension Work {
  /// Notes, in the transaction of the change, what the directory must read anew; it does so right after the commit.
  func publish(_ kind: DirectoryChange.Kind, _ key: String) throws {
    try db.execute(
      "INSERT INTO directory_change (kind, key) VALUES (\(kind.rawValue), \(key)) ON CONFLICT (kind, key) DO NOTHING")
    try enqueue(PublishDirectory(), key: PublishDirectory.name)
  }
}

/// Asks that the noted changes reach the mail directory. Any number of them is one job.
struct PublishDirectory: JobBody {
  static let name = "directory.publish"
}
