import Foundation
import MailModel
import Store

/// That somebody was let into a mailbox which is not theirs: for its owner to see.
package struct MailAccess: Codable, Hashable, Sendable {
  package var number: Int64
  package var mailbox: Address
  package var at: Date
  package var actor: String
  /// Where the request came from, and by which API token.
  package var address: String?
  package var token: String?
  package var reason: String?
  /// The name of the action.
  package var action: String
  /// The action as JSON, without secrets.
  package var request: String

  package static let migration = Migration(
    "mail accesses",
    [
      """
      CREATE TABLE mail_access (
        number BIGINT PRIMARY KEY,
        mailbox TEXT NOT NULL,
        at BIGINT NOT NULL,
        actor TEXT NOT NULL,
        address TEXT,
        token TEXT,
        reason TEXT,
        action TEXT NOT NULL,
        request TEXT NOT NULL
      )
      """,
      "CREATE INDEX mail_access_mailbox ON mail_access (mailbox, number)",
    ])

  /// Puts on record that `action` opens a mailbox to somebody else than its owner. A job of Palomar's own opens none.
  static func record(_ action: some Action, in work: Work) throws {
    let principal = work.principal
    guard let opening = action.opens, principal.account != opening.mailbox, !principal.isPalomar else { return }
    try opening.requireReason(of: principal)
    try work.db.execute(
      """
      INSERT INTO mail_access (number, mailbox, at, actor, address, token, reason, action, request)
      SELECT COALESCE(MAX(number), 0) + 1, \(opening.mailbox), CAST(\(work.now) AS BIGINT), \(principal.name),
        \(principal.origin.address), \(principal.origin.token), \(principal.origin.reason),
        \(type(of: action).name), \(Redacted.json(action))
      FROM mail_access
      """)
  }

  /// The newest before `number`.
  package static func list(of mailbox: Address, before number: Int64?, limit: Int, in db: any Database) throws
    -> [MailAccess]
  {
    try db.rows(
      """
      SELECT number, mailbox, at, actor, address, token, reason, action, request FROM mail_access
      WHERE mailbox = \(mailbox) AND number < \(number ?? .max) ORDER BY number DESC LIMIT \(limit)
      """, as: MailAccess.self)
  }

  /// With the mailbox the list of who was let in goes: whoever has the address next is somebody else. The journal
  /// keeps it all.
  package static func forget(_ mailbox: Address, in db: any Database) throws {
    try db.execute("DELETE FROM mail_access WHERE mailbox = \(mailbox)")
  }
}
