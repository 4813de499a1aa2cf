import Foundation
import MailModel
import Store

/// What somebody may do with a mailbox that is not theirs.
package enum MailboxRight: String, CaseIterable, Sendable {
  /// See and read everything, and change nothing.
  case read
  /// Read, write, file, delete.
  case manage
  /// Send as the mailbox: its address alone stands in the message.
  case sendAs = "send-as"
  /// Send for the mailbox: its address is the author, and `Sender` names the person (RFC 5322 §3.6.2).
  case sendOnBehalf = "send-on-behalf"
}

package typealias MailboxRights = WordSet<MailboxRight>

/// A person's access to a mailbox: a shared one, or another person's.
package struct MailboxGrant: Codable, Hashable, Sendable {
  package var mailbox: Address
  package var member: Address
  package var rights: MailboxRights
  /// From this moment on it is over.
  package var until: Date?
  /// Who gave it, as the journal names them.
  package var givenBy: String
  /// Why; empty when nobody said.
  package var reason: String
  package var created: Date

  package var opens: Bool { rights.contains(.read) || rights.contains(.manage) }
  package var sends: Bool { rights.contains(.sendAs) || rights.contains(.sendOnBehalf) }

  package func isOver(at now: Date) -> Bool { until.map { $0 <= now } == true }

  package static let migration = Migration(
    "mailbox access",
    [
      """
      CREATE TABLE mailbox_grant (
        mailbox TEXT NOT NULL REFERENCES account (address) ON DELETE CASCADE,
        member TEXT NOT NULL REFERENCES account (address) ON DELETE CASCADE CHECK (member <> mailbox),
        rights TEXT NOT NULL CHECK (rights <> ''),
        until BIGINT,
        given_by TEXT NOT NULL,
        reason TEXT NOT NULL,
        created BIGINT NOT NULL,
        PRIMARY KEY (mailbox, member)
      )
      """,
      "CREATE INDEX mailbox_grant_member ON mailbox_grant (member, until)",
    ])

  private static let columns: SQL = #"mailbox, member, rights, until, given_by AS "givenBy", reason, created"#

  static func find(_ mailbox: Address, _ member: Address, in db: any Database) throws -> MailboxGrant? {
    try db.row(
      "SELECT \(sql: columns) FROM mailbox_grant WHERE mailbox = \(mailbox) AND member = \(member)",
      as: MailboxGrant.self)
  }

  static func all(to mailbox: Address, in db: any Database) throws -> [MailboxGrant] {
    try db.rows(
      "SELECT \(sql: columns) FROM mailbox_grant WHERE mailbox = \(mailbox) ORDER BY member", as: MailboxGrant.self)
  }

  static func all(of member: Address, in db: any Database) throws -> [MailboxGrant] {
    try db.rows(
      "SELECT \(sql: columns) FROM mailbox_grant WHERE member = \(member) ORDER BY mailbox", as: MailboxGrant.self)
  }

  static func all(in db: any Database) throws -> [MailboxGrant] {
    try db.rows("SELECT \(sql: columns) FROM mailbox_grant ORDER BY mailbox, member", as: MailboxGrant.self)
  }

  /// Mailboxes that somebody has access to, in order, after `key`.
  static func lent(after key: String, limit: Int, in db: any Database) throws -> [Address] {
    try db.rows(
      "SELECT DISTINCT mailbox FROM mailbox_grant WHERE mailbox > \(key) ORDER BY mailbox LIMIT \(limit)",
      as: [String: Address].self
    ).compactMap { $0["mailbox"] }
  }

  /// When the next of a person's ends.
  static func nextEnd(of member: Address, after now: Date, in db: any Database) throws -> Date? {
    try db.value(
      "SELECT until FROM mailbox_grant WHERE member = \(member) AND until > \(now) ORDER BY until LIMIT 1",
      as: Date.self)
  }

  /// Writes it, whether it is there or not.
  func save(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO mailbox_grant (mailbox, member, rights, until, given_by, reason, created)
      VALUES (\(mailbox), \(member), \(rights), \(until), \(givenBy), \(reason), \(created))
      ON CONFLICT (mailbox, member) DO UPDATE SET rights = excluded.rights, until = excluded.until,
        given_by = excluded.given_by, reason = excluded.reason, created = excluded.created
      """)
  }

  func delete(in db: any Database) throws {
    try db.execute("DELETE FROM mailbox_grant WHERE mailbox = \(mailbox) AND member = \(member)")
  }

  /// Dovecot's access lists know `*` and `?` as wildcards, which would reach others' mailboxes.
  static func requireLendable(_ mailbox: Address) throws(Fault) {
    guard mailbox.local.contains(where: { "*?+".contains($0) }) else { return }
    throw Fault(
      .invalid, en: "\(mailbox) cannot be shared: its name has a *, ? or +",
      es: "\(mailbox) no puede compartirse: su nombre lleva *, ? o +",
      hint: Text(en: "choose a plainer name", es: "elija un nombre más sencillo"), field: "address")
  }
}

extension Account {
  /// Whether those who have access to it can use that now. A person's mailbox stays open to them when the person
  /// may not sign in any more: somebody has to read what a leaver gets.
  func lends(at now: Date) -> Bool {
    guard removed == nil, hold == nil else { return false }
    return !isShared || state != .suspended && validUntil.map { $0 > now } != false
  }
}
