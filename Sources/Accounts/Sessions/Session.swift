import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Somebody's presence in the console or the API, from a sign-in to its end.
package struct Session: Codable, Hashable, Sendable {
  package var id: String
  package var address: Address
  package var userAgent: String
  /// The IP address that signed in.
  package var client: String
  /// Whether it ends when its cookie shows up from another IP address.
  package var isBound: Bool
  /// Whether the password was right and the second factor is still to come: good for nothing else.
  package var awaitsCode: Bool
  package var created: Date
  /// To the minute.
  package var seen: Date

  /// Seconds without a request after which it ends.
  static let idleLimit: TimeInterval = 30 * 60
  /// Seconds after which it ends whatever happens: a working day.
  static let limit: TimeInterval = 12 * 3_600
  /// Seconds within which the second factor must come.
  static let codeLimit: TimeInterval = 5 * 60

  package static let migration = Migration(
    "sessions",
    [
      """
      CREATE TABLE session (
        id TEXT PRIMARY KEY,
        secret_hash TEXT NOT NULL UNIQUE,
        address TEXT NOT NULL REFERENCES account (address) ON DELETE CASCADE,
        user_agent TEXT NOT NULL,
        client TEXT NOT NULL,
        is_bound BIGINT NOT NULL CHECK (is_bound IN (0, 1)),
        awaits_code BIGINT NOT NULL CHECK (awaits_code IN (0, 1)),
        created BIGINT NOT NULL,
        seen BIGINT NOT NULL
      )
      """,
      "CREATE INDEX session_address ON session (address, created)",
    ])

  private static let columns: SQL = """
    id, address, user_agent AS "userAgent", client, is_bound AS "isBound", awaits_code AS "awaitsCode", created, seen
    """

  func isOver(at now: Date) -> Bool {
    if awaitsCode { return now >= created + Self.codeLimit }
    return now >= created + Self.limit || now >= seen + Self.idleLimit
  }

  /// Whether a request of `other` may be of this session.
  func fits(_ other: WebClient) -> Bool {
    userAgent == other.userAgent && (!isBound || client == other.address)
  }
}

/// The table.
extension Session {
  static func find(_ secret: Secret, in db: any Database) throws -> Session? {
    try db.row(
      "SELECT \(sql: columns) FROM session WHERE secret_hash = \(BearerSecret.hash(of: secret))", as: Session.self)
  }

  /// Those that are open, the newest first.
  static func all(of address: Address, in db: any Database) throws -> [Session] {
    try db.rows(
      """
      SELECT \(sql: columns) FROM session WHERE address = \(address) AND awaits_code = 0 ORDER BY created DESC, id
      """, as: Session.self)
  }

  func insert(secretHash: Secret, into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO session (id, secret_hash, address, user_agent, client, is_bound, awaits_code, created, seen)
      VALUES (\(id), \(secretHash), \(address), \(userAgent), \(client), \(isBound), \(awaitsCode), \(created), \(seen))
      """)
  }

  /// The second factor was right: from now on under another secret, as the old one was known before.
  func open(secretHash: Secret, at now: Date, in db: any Database) throws {
    try db.execute(
      """
      UPDATE session SET secret_hash = \(secretHash), awaits_code = 0, created = \(now), seen = \(now) WHERE id = \(id)
      """)
  }

  static func touch(_ id: String, at now: Date, in db: any Database) throws {
    try db.execute("UPDATE session SET seen = \(now) WHERE id = \(id)")
  }

  @discardableResult
  static func end(_ id: String, of address: Address, in db: any Database) throws -> Bool {
    try db.execute("DELETE FROM session WHERE id = \(id) AND address = \(address)") > 0
  }

  @discardableResult
  static func end(allOf address: Address, but kept: String? = nil, in db: any Database) throws -> Int {
    try db.execute("DELETE FROM session WHERE address = \(address) AND id <> \(kept ?? "")")
  }

}

/// Takes away the sessions that are over: nobody can use them, and nobody needs to see them.
struct SweepSessions: Job {
  static let name = "sessions.sweep"

  func run(with plane: ControlPlane) async throws {
    let now = plane.now()
    try await plane.store.write { db in
      try db.execute(
        "DELETE FROM session WHERE created <= \(now - Session.limit) OR seen <= \(now - Session.idleLimit)")
    }
  }
}
