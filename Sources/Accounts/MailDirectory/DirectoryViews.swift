import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// The mail directory where the store is PostgreSQL: views of its tables, with the names and columns of
/// `MailDirectorySchema`, and a user that may read them and nothing else.
enum DirectoryViews {
  static let migration = Migration(
    "mail directory views", [],
    postgreSQL: [
      "CREATE SCHEMA mail_directory",
      "CREATE VIEW mail_directory.domain AS SELECT name FROM domain",
      """
      CREATE VIEW mail_directory.mailbox AS
      SELECT address, CASE WHEN state = 'suspended' THEN 0 ELSE 1 END AS receiving FROM account
      """,
      "CREATE VIEW mail_directory.alias AS SELECT address AS source, target FROM alias",
      // Whoever an alias points to sends as the alias, without the detail part that a target may have.
      """
      CREATE VIEW mail_directory.sender_login AS
      SELECT address AS sender, address AS login FROM account WHERE state = 'active'
      UNION
      SELECT address, regexp_replace(target, '^([^+@]+)\\+[^@]*@', '\\1@') FROM alias
      """,
      """
      CREATE VIEW mail_directory.account AS
      SELECT address, password_hash AS password, quota AS quota_bytes, CASE WHEN state = 'active' THEN 1 ELSE 0 END AS sign_in
      FROM account
      """,
    ])

  /// What the lifecycle of accounts adds.
  static let lifecycle = Migration(
    "mail directory follows the lifecycle", [],
    postgreSQL: [
      """
      CREATE OR REPLACE VIEW mail_directory.mailbox AS
      SELECT address, CASE WHEN removed IS NULL AND (hold IS NOT NULL OR state <> 'suspended') THEN 1 ELSE 0 END
          AS receiving,
        CASE WHEN removed IS NULL AND hold IS NULL AND state = 'active' THEN 1 ELSE 0 END AS sending,
        CASE WHEN hold IS NULL THEN valid_until / 1000000 END AS valid_until
      FROM account
      """,
      """
      CREATE OR REPLACE VIEW mail_directory.sender_login AS
      SELECT address AS sender, address AS login FROM account WHERE removed IS NULL
      UNION
      SELECT address, regexp_replace(target, '^([^+@]+)\\+[^@]*@', '\\1@') FROM alias
      """,
      """
      CREATE OR REPLACE VIEW mail_directory.account AS
      SELECT address, password_hash AS password, quota AS quota_bytes,
        CASE WHEN removed IS NULL AND hold IS NULL AND state = 'active' THEN 1 ELSE 0 END AS sign_in,
        valid_from / 1000000 AS valid_from, valid_until / 1000000 AS valid_until
      FROM account
      """,
    ], then: reconcile)

  /// What classes of service and app passwords add.
  static let service = Migration(
    "mail directory follows the service", [],
    postgreSQL: [
      """
      CREATE OR REPLACE VIEW mail_directory.mailbox AS
      SELECT address, CASE WHEN removed IS NULL AND (hold IS NOT NULL OR state <> 'suspended') THEN 1 ELSE 0 END
          AS receiving,
        CASE WHEN removed IS NULL AND hold IS NULL AND state = 'active'
          AND CASE WHEN service_class IS NULL OR overrides LIKE '%protocols%' THEN account.protocols
            ELSE common.protocols END LIKE '%submission%' THEN 1 ELSE 0 END AS sending,
        CASE WHEN hold IS NULL THEN valid_until / 1000000 END AS valid_until
      FROM account LEFT JOIN service_class AS common ON common.name = service_class
      """,
      """
      CREATE OR REPLACE VIEW mail_directory.account AS
      SELECT address, password_hash AS password,
        CASE WHEN service_class IS NULL OR overrides LIKE '%quota%' THEN account.quota ELSE common.quota END
          AS quota_bytes,
        CASE WHEN removed IS NULL AND hold IS NULL AND state = 'active' THEN 1 ELSE 0 END AS sign_in,
        valid_from / 1000000 AS valid_from, valid_until / 1000000 AS valid_until,
        CASE WHEN service_class IS NULL OR overrides LIKE '%protocols%' THEN account.protocols
          ELSE common.protocols END AS protocols,
        main_opens,
        CASE WHEN service_class IS NULL OR overrides LIKE '%forwarding%' THEN account.forwards
          ELSE common.forwards END AS forwards
      FROM account LEFT JOIN service_class AS common ON common.name = service_class
      """,
      """
      CREATE VIEW mail_directory.app_password AS
      SELECT address, name, hash AS password, protocols, translate(networks, '[]"', '') AS networks,
        expires / 1000000 AS valid_until
      FROM app_password
      """,
    ], then: reconcile)

  /// What groups add: their members are targets like those of aliases.
  static let groups = Migration(
    "mail directory follows groups", [],
    postgreSQL: [
      """
      CREATE OR REPLACE VIEW mail_directory.alias AS
      SELECT address AS source, target, CAST(NULL AS BIGINT) AS valid_until FROM alias
      UNION ALL
      SELECT group_address, member, until / 1000000 FROM group_member
      """
    ], then: reconcile)

  /// What access to others' mailboxes adds: `Account.lends`, apart from dates.
  static let sharing = Migration(
    "mail directory follows shared mailboxes", [],
    postgreSQL: [
      """
      CREATE VIEW mail_directory.delegate_sender AS
      SELECT mailbox AS sender, member AS login,
        LEAST(until, CASE WHEN shared_sent IS NOT NULL THEN valid_until END) / 1000000 AS valid_until
      FROM mailbox_grant JOIN account ON account.address = mailbox
      WHERE removed IS NULL AND hold IS NULL AND (shared_sent IS NULL OR state <> 'suspended')
        AND rights LIKE '%send%'
      """,
      """
      CREATE VIEW mail_directory.mailbox_share AS
      SELECT member, mailbox, CASE WHEN rights LIKE '%manage%' THEN 1 ELSE 0 END AS manages,
        LEAST(until, CASE WHEN shared_sent IS NOT NULL THEN valid_until END) / 1000000 AS valid_until
      FROM mailbox_grant JOIN account ON account.address = mailbox
      WHERE removed IS NULL AND hold IS NULL AND (shared_sent IS NULL OR state <> 'suspended')
        AND (rights LIKE '%read%' OR rights LIKE '%manage%')
      """,
    ], then: reconcile)

  /// What the mail for unknown addresses adds.
  static let catchAlls = Migration(
    "mail directory follows catch-alls", [],
    postgreSQL: [
      "CREATE VIEW mail_directory.catch_all AS SELECT domain, target FROM catch_all",
      "CREATE VIEW mail_directory.group_address AS SELECT address FROM mail_group",
    ], then: reconcile)

  /// The files of a store that has accounts take the new shape at once, before anything is rendered that needs it.
  @Sendable private static func reconcile(_ db: any Database) throws {
    guard try db.value("SELECT COUNT(*) FROM account", as: Int.self) ?? 0 > 0 else { return }
    let work = Work(db: db, now: Date(timeIntervalSince1970: 0), principal: .system(ReconcileDirectory.name))
    try work.enqueue(ReconcileDirectory(), key: ReconcileDirectory.name)
  }

  /// Lets `user`, which Postfix and Dovecot sign in to PostgreSQL as, read the views; makes it where it is missing, and
  /// gives it the password that the programs have, if we may.
  static func admit(_ user: String, knowing verifier: DirectoryVerifier, in db: any Database) throws {
    try requirePlainUser(user, in: db)
    do {
      if try db.value("SELECT 1 FROM pg_roles WHERE rolname = \(user)", as: Int.self) == nil {
        try db.execute("CREATE ROLE \(identifier: user) LOGIN")
      }
      if try mayChangeUsers(in: db) { try setPassword(of: user, verifier, in: db) }
      try db.execute("GRANT USAGE ON SCHEMA mail_directory TO \(identifier: user)")
      try db.execute("GRANT SELECT ON ALL TABLES IN SCHEMA mail_directory TO \(identifier: user)")
    } catch StoreError.refused(let words) {
      throw Fault(
        .unavailable, en: "PostgreSQL does not let \(user) read the mail directory: \(words)",
        es: "PostgreSQL no permite a \(user) leer el directorio de correo: \(words)",
        hint: Text(
          en: "make the user with “createuser \(user)”, or give ours the right to: ALTER ROLE … CREATEROLE",
          es: "cree el usuario con «createuser \(user)», o dé al nuestro ese derecho: ALTER ROLE … CREATEROLE"))
    }
  }

  /// Statements of PostgreSQL's that take no parameters. The comment tells that it is this password.
  private static func setPassword(of user: String, _ verifier: DirectoryVerifier, in db: any Database) throws {
    let literals = [verifier.text, verifier.fingerprint]
    guard literals.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "'") } }) else {
      throw Fault(
        .unavailable, en: "the host agent's verifier makes no sense", es: "el verificador del agente no se entiende")
    }
    try db.execute("ALTER ROLE \(identifier: user) PASSWORD \(sql: SQL([.text("'\(verifier.text)'")]))")
    try db.execute("COMMENT ON ROLE \(identifier: user) IS \(sql: SQL([.text("'\(mark(verifier))'")]))")
  }

  private static func mark(_ verifier: DirectoryVerifier) -> String { "Palomar:\(verifier.fingerprint)" }

  private static func mayChangeUsers(in db: any Database) throws -> Bool {
    try db.value(
      "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user", as: Bool.self) == true
  }

  /// Whether it may read, and has the password that the programs have, as far as that is ours to say.
  static func isAdmitted(_ user: String, knowing verifier: DirectoryVerifier, in db: any Database) throws -> Bool {
    guard try isAdmitted(user, in: db) else { return false }
    guard try mayChangeUsers(in: db) else { return true }
    let comment = try db.value(
      "SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = \(user)", as: String?.self)
    return comment == .some(mark(verifier))
  }

  static func isAdmitted(_ user: String, in db: any Database) throws -> Bool {
    try db.value(
      """
      SELECT COALESCE(bool_and(
        has_schema_privilege(r.oid, c.relnamespace, 'USAGE') AND has_table_privilege(r.oid, c.oid, 'SELECT')), false)
      FROM pg_roles AS r, pg_class AS c
      WHERE r.rolname = \(user) AND c.relnamespace = 'mail_directory'::regnamespace
      """, as: Bool.self) == true
  }

  /// The views hide the store from the mail programs only if these do not enter by the store's own door.
  private static func requirePlainUser(_ user: String, in db: any Database) throws {
    let isMighty = try db.value(
      """
      SELECT rolsuper OR pg_has_role(oid, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE')
      FROM pg_roles WHERE rolname = \(user)
      """, as: Bool.self)
    guard isMighty == true else { return }
    throw Fault(
      .conflict, en: "the PostgreSQL user \(user) may do more than read the mail directory",
      es: "el usuario \(user) de PostgreSQL puede hacer más que leer el directorio de correo",
      hint: Text(
        en: "name another user in the settings, for the mail programs alone",
        es: "indique otro usuario en los ajustes, solo para los programas de correo"), field: "directory.user")
  }
}
