import Foundation
import Kernel
import MailModel
import Store

/// A person's or a program's mailbox, and the right to sign in to it.
package struct Account: Codable, Hashable, Sendable {
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// Receives, signs in, sends.
    case active
    /// Receives; nobody signs in.
    case receiveOnly
    /// Neither receives nor signs in; its mail is kept.
    case suspended
  }

  package var address: Address
  package var displayName: String
  /// `nil` is no limit.
  package var quota: ByteCount?
  /// What an administrator decided; dates, a hold and a removal have the last word (`standing`).
  package var state: State
  /// Why it is suspended; empty when nobody said, or when it is not.
  package var reason = ""
  /// Before this moment nobody signs in, while mail is received already.
  package var validFrom: Date?
  /// From this moment on it is as if suspended.
  package var validUntil: Date?
  /// Why its mail must be kept; `nil` when it is not on hold.
  package var hold: String?
  /// When it was removed. It can be restored until `purge`.
  package var removed: Date?
  package var purge: Date?
  /// Its class of service; without one all values are its own.
  package var serviceClass: String?
  package var protocols = Protocols.all
  package var forwards = true
  /// Which of its own values hold in place of the class's, and why.
  package var overrides = WordSet<ServiceValue>.none
  package var overrideReason = ""
  /// Whether the main password opens mail programs; otherwise app passwords alone do.
  package var mainOpens = true
  /// Where copies of what is sent as it go, for a shared mailbox; `nil` for a person's. Nobody signs in to a shared one.
  package var sharedSent: SentPlacement?
  package var created: Date

  package var isShared: Bool { sharedSent != nil }

  package init(address: Address, displayName: String, quota: ByteCount?, created: Date) {
    self.address = address
    self.displayName = displayName
    self.quota = quota
    state = .active
    self.created = created
  }

  package static let migration = Migration(
    "accounts",
    [
      """
      CREATE TABLE account (
        address TEXT PRIMARY KEY,
        domain TEXT NOT NULL REFERENCES domain (name),
        display_name TEXT NOT NULL,
        quota BIGINT NOT NULL CHECK (quota >= 0),
        password_hash TEXT,
        state TEXT NOT NULL CHECK (state IN ('active', 'receiveOnly', 'suspended')),
        created BIGINT NOT NULL
      )
      """,
      "CREATE INDEX account_domain ON account (domain, address)",
    ])

  package static let lifecycle = Migration(
    "account lifecycle",
    [
      "ALTER TABLE account ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE account ADD COLUMN valid_from BIGINT",
      "ALTER TABLE account ADD COLUMN valid_until BIGINT CHECK (valid_until > valid_from)",
      "ALTER TABLE account ADD COLUMN hold TEXT",
      "ALTER TABLE account ADD COLUMN removed BIGINT",
      "ALTER TABLE account ADD COLUMN purge BIGINT CHECK ((purge IS NULL) = (removed IS NULL))",
    ])

  package static let service = Migration(
    "account service",
    [
      "ALTER TABLE account ADD COLUMN service_class TEXT REFERENCES service_class (name)",
      "ALTER TABLE account ADD COLUMN protocols TEXT NOT NULL DEFAULT 'imap pop3 managesieve submission'",
      "ALTER TABLE account ADD COLUMN forwards BIGINT NOT NULL DEFAULT 1 CHECK (forwards IN (0, 1))",
      "ALTER TABLE account ADD COLUMN overrides TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE account ADD COLUMN override_reason TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE account ADD COLUMN main_opens BIGINT NOT NULL DEFAULT 1 CHECK (main_opens IN (0, 1))",
      "CREATE INDEX account_service_class ON account (service_class, address)",
    ])

  /// Trusts no code with it: a shared mailbox has no password and is never open to a sign-in of its own.
  package static let sharing = Migration(
    "shared mailboxes",
    [
      """
      ALTER TABLE account ADD COLUMN shared_sent TEXT CHECK (shared_sent IS NULL
        OR (shared_sent IN ('sender', 'shared', 'both') AND state <> 'active' AND password_hash IS NULL))
      """,
      "CREATE INDEX account_shared ON account (address) WHERE shared_sent IS NOT NULL",
    ])

  static let columns: SQL = """
    address, display_name AS "displayName", NULLIF(quota, 0) AS quota, state, reason, valid_from AS "validFrom",
    valid_until AS "validUntil", hold, removed, purge, created, service_class AS "serviceClass", protocols, forwards, overrides,
    override_reason AS "overrideReason", main_opens AS "mainOpens", shared_sent AS "sharedSent"
    """

  static func find(_ address: Address, in db: any Database) throws -> Account? {
    try db.row("SELECT \(sql: columns) FROM account WHERE address = \(address)", as: Account.self)
  }

  static func existing(_ address: Address, in db: any Database) throws -> Account {
    guard let account = try find(address, in: db) else {
      throw Fault(
        .notFound, en: "there is no account \(address)", es: "no existe la cuenta \(address)",
        hint: Text(
          en: "“palomar account list” shows those there are", es: "«palomar account list» muestra las que hay"),
        field: "address")
    }
    return account
  }

  /// One that was not removed.
  static func present(_ address: Address, in db: any Database) throws -> Account {
    let account = try existing(address, in: db)
    guard account.removed == nil else {
      throw Fault(
        .conflict, en: "\(address) was removed", es: "\(address) está eliminada",
        hint: Text(
          en: "bring it back with “palomar account restore \(address)”",
          es: "recupérela con «palomar account restore \(address)»"), field: "address")
    }
    return account
  }

  /// Those of a domain that were removed and can still be restored.
  static func removed(of domain: DomainName, in db: any Database) throws -> [Account] {
    try db.rows(
      "SELECT \(sql: columns) FROM account WHERE domain = \(domain) AND removed IS NOT NULL ORDER BY address",
      as: Account.self)
  }

  /// One that somebody signs in to.
  static func person(_ address: Address, in db: any Database) throws -> Account {
    let account = try present(address, in: db)
    guard !account.isShared else { throw SharedMailbox.nobodySignsIn(address) }
    return account
  }

  /// People's accounts, or shared mailboxes, or both for `nil`.
  static func list(
    shared: Bool? = false, where condition: SQL = "1 = 1", order: AccountOrder = .address, limit: Int,
    in db: any Database
  ) throws -> [Account] {
    let kind: SQL = shared.map { $0 ? "shared_sent IS NOT NULL" : "shared_sent IS NULL" } ?? "1 = 1"
    return try db.rows(
      """
      SELECT \(sql: columns) FROM account WHERE \(sql: kind) AND \(sql: condition)
      ORDER BY \(sql: order.clause) LIMIT \(limit)
      """, as: Account.self)
  }

  /// How many there are, without those that were removed, and how many of them are as if suspended.
  static func counts(at now: Date, in db: any Database) throws -> (all: Int, suspended: Int) {
    let suspended: SQL = "hold IS NULL AND (state = 'suspended' OR valid_until <= \(now))"
    let present: SQL = "SELECT COUNT(*) FROM account WHERE removed IS NULL"
    return (
      try db.value(present, as: Int.self) ?? 0, try db.value(present + " AND \(sql: suspended)", as: Int.self) ?? 0
    )
  }

  /// Those of `addresses` that are accounts now.
  static func among(_ addresses: Set<Address>, in db: any Database) throws -> Set<Address> {
    try Set(
      Array(addresses).slices().flatMap { part in
        try db.rows("SELECT address FROM account WHERE address IN \(list: Array(part)) AND removed IS NULL").map {
          try $0.decoded(as: Address.self)
        }
      })
  }

  /// Those of `addresses` that are shared mailboxes, also removed ones.
  static func shared(among addresses: Set<Address>, in db: any Database) throws -> Set<Address> {
    try Set(
      Array(addresses).slices().flatMap { part in
        try db.rows("SELECT address FROM account WHERE address IN \(list: Array(part)) AND shared_sent IS NOT NULL").map
        {
          try $0.decoded(as: Address.self)
        }
      })
  }

  static func count(of domain: DomainName, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM account WHERE domain = \(domain) AND removed IS NULL", as: Int.self) ?? 0
  }

  /// What the quotas of a domain's accounts come to, and how many have none. Removed ones do not count.
  static func quotas(of domain: DomainName, in db: any Database) throws -> (given: Int64, unlimited: Int) {
    struct Line: Decodable {
      var serviceClass: String?
      var count: Int64
      var quota: Int64
      var unlimited: Int64
    }
    let lines = try db.rows(
      """
      SELECT CASE WHEN overrides LIKE '%quota%' THEN NULL ELSE service_class END AS "serviceClass", COUNT(*) AS count,
        CAST(SUM(quota) AS BIGINT) AS quota, CAST(SUM(CASE WHEN quota = 0 THEN 1 ELSE 0 END) AS BIGINT) AS unlimited
      FROM account WHERE domain = \(domain) AND removed IS NULL GROUP BY 1
      """, as: Line.self)
    return try lines.reduce(into: (0, 0)) { sum, line in
      guard let name = line.serviceClass else {
        sum.0 += line.quota
        sum.1 += Int(line.unlimited)
        return
      }
      if let quota = try ServiceClass.existing(name, in: db).quota {
        sum.0 += quota.bytes * line.count
      } else {
        sum.1 += Int(line.count)
      }
    }
  }

  static func count(ofClass name: String, in db: any Database) throws -> Int {
    try db.value("SELECT COUNT(*) FROM account WHERE service_class = \(name)", as: Int.self) ?? 0
  }

  func insert(hash: PasswordHash?, into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO account (address, domain, display_name, quota, password_hash, state, service_class, shared_sent, created)
      VALUES (\(address), \(address.domain), \(displayName), \(quota?.bytes ?? 0), \(hash?.text), \(state.rawValue),
        \(serviceClass), \(sharedSent?.rawValue), \(created))
      """)
  }

  /// With a new password no link for one is of use any more.
  static func set(hash: Secret?, of address: Address, in work: Work) throws {
    try work.db.execute("UPDATE account SET password_hash = \(hash) WHERE address = \(address)")
    try PasswordLink.remove(of: address, in: work.db)
    try work.publish(.account, address.text)
  }

  func update(in db: any Database) throws {
    try db.execute(
      """
      UPDATE account SET display_name = \(displayName), quota = \(quota?.bytes ?? 0), state = \(state.rawValue),
        reason = \(reason), valid_from = \(validFrom), valid_until = \(validUntil), hold = \(hold),
        removed = \(removed), purge = \(purge), service_class = \(serviceClass), protocols = \(protocols),
        forwards = \(forwards), overrides = \(overrides), override_reason = \(overrideReason), main_opens = \(mainOpens),
        shared_sent = \(sharedSent?.rawValue)
      WHERE address = \(address)
      """)
  }
}
