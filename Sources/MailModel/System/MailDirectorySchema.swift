/// The tables that Postfix, Dovecot and Rspamd read: the one truth about their names and shapes.
///
/// Three SQLite files in WAL mode (`PRAGMA journal_mode = WAL`), mode 0660, in directories with the set-group-ID
/// bit, so that each program sees no more than it must. Never rename, replace, VACUUM or ALTER them while the
/// programs run: Dovecot keeps the old file, and fails on a changed schema. With PostgreSQL the same names are
/// views in the schema `mail_directory`, with the same columns, numbers for yes (1) and no (0) included; Rspamd, which
/// cannot ask PostgreSQL, reads its file there too.
///
/// Addresses stand in their normal form (`Address.text`), without a detail part.
package enum MailDirectorySchema {
  /// Kept in each file (`PRAGMA user_version`) once it is whole. Goes up with every change of a table; a table may
  /// only gain columns, because programs with an earlier configuration go on reading it.
  package static let version = 7

  /// `routing.sqlite`, for Postfix.
  package static let routing = [
    // Domains that we receive for.
    "CREATE TABLE IF NOT EXISTS domain (name TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
    // Who gets a domain's mail for addresses that nobody has; no row refuses it.
    "CREATE TABLE IF NOT EXISTS catch_all (domain TEXT NOT NULL PRIMARY KEY, target TEXT NOT NULL) STRICT, WITHOUT ROWID",
    // Every group, so that the address of one that leads to nobody is known to be somebody's.
    "CREATE TABLE IF NOT EXISTS group_address (address TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID",
    // Every mailbox; one that does not receive is refused as if it did not exist, also behind an alias. `sending`:
    // whether it may send at all. `valid_until`: seconds since 1970, from which on it does neither; NULL is no limit.
    """
    CREATE TABLE IF NOT EXISTS mailbox (
      address TEXT NOT NULL PRIMARY KEY,
      receiving INTEGER NOT NULL CHECK (receiving IN (0, 1)),
      sending INTEGER NOT NULL CHECK (sending IN (0, 1)),
      valid_until INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    // One row per target, of an alias or a group. A mailbox that also forwards has itself among its targets.
    // `valid_until`: seconds since 1970, from which on the row counts no more; NULL is no limit.
    """
    CREATE TABLE IF NOT EXISTS alias (
      source TEXT NOT NULL,
      target TEXT NOT NULL,
      valid_until INTEGER,
      PRIMARY KEY (source, target)
    ) STRICT, WITHOUT ROWID
    """,
    // Who may send as whom, if the login may send at all. Every account's own address is in it, as sender and login.
    """
    CREATE TABLE IF NOT EXISTS sender_login (
      sender TEXT NOT NULL,
      login TEXT NOT NULL,
      PRIMARY KEY (sender, login)
    ) STRICT, WITHOUT ROWID
    """,
    // Who may send as a mailbox that was opened to them, until `valid_until`; NULL is no limit.
    """
    CREATE TABLE IF NOT EXISTS delegate_sender (
      sender TEXT NOT NULL,
      login TEXT NOT NULL,
      valid_until INTEGER,
      PRIMARY KEY (sender, login)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS delegate_sender_login ON delegate_sender (login)",
  ]

  /// `groups.sqlite`, for Rspamd.
  package static let groups = [
    // The rows of `alias` in `routing.sqlite`, targets without their detail part: where mail for an address leads to.
    """
    CREATE TABLE IF NOT EXISTS leads_to (
      source TEXT NOT NULL,
      target TEXT NOT NULL,
      valid_until INTEGER,
      PRIMARY KEY (source, target)
    ) STRICT, WITHOUT ROWID
    """,
    // Every group. `posting`: whose mail it takes: “anyone”, “members”, “domain” (its own), or “listed” (nobody's
    // but that of its posters). `moderated`: 1 holds other mail for its moderators instead of refusing it.
    """
    CREATE TABLE IF NOT EXISTS mail_group (
      address TEXT NOT NULL PRIMARY KEY,
      posting TEXT NOT NULL CHECK (posting IN ('anyone', 'members', 'domain', 'listed')),
      moderated INTEGER NOT NULL CHECK (moderated IN (0, 1))
    ) STRICT, WITHOUT ROWID
    """,
    // Who may write to a group besides.
    """
    CREATE TABLE IF NOT EXISTS poster (
      group_address TEXT NOT NULL,
      poster TEXT NOT NULL,
      PRIMARY KEY (group_address, poster)
    ) STRICT, WITHOUT ROWID
    """,
  ]

  /// `accounts.sqlite`, for Dovecot.
  package static let accounts = [
    // `password`: a hash with its scheme in braces, `{ARGON2ID}$argon2id$…`; NULL signs in nowhere.
    // `quota_bytes`: 0 is no limit. `sign_in`: 0 refuses sign-ins, while mail is still delivered; so do the moments
    // before `valid_from` and from `valid_until` on, seconds since 1970, where NULL is no limit. `protocols`: those
    // that may be signed in by, some of “imap pop3 managesieve submission”. `main_opens`: 0 leaves signing in to app
    // passwords. `forwards`: 0 keeps the user's scripts from sending mail on.
    """
    CREATE TABLE IF NOT EXISTS account (
      address TEXT NOT NULL PRIMARY KEY,
      password TEXT,
      quota_bytes INTEGER NOT NULL CHECK (quota_bytes >= 0),
      sign_in INTEGER NOT NULL CHECK (sign_in IN (0, 1)),
      valid_from INTEGER,
      valid_until INTEGER,
      protocols TEXT NOT NULL,
      main_opens INTEGER NOT NULL CHECK (main_opens IN (0, 1)),
      forwards INTEGER NOT NULL CHECK (forwards IN (0, 1))
    ) STRICT, WITHOUT ROWID
    """,
    // Passwords for single programs, beside the main one. `networks`: with commas between, empty is anywhere.
    """
    CREATE TABLE IF NOT EXISTS app_password (
      address TEXT NOT NULL,
      name TEXT NOT NULL,
      password TEXT NOT NULL,
      protocols TEXT NOT NULL,
      networks TEXT NOT NULL,
      valid_until INTEGER,
      PRIMARY KEY (address, name)
    ) STRICT, WITHOUT ROWID
    """,
    // Mailboxes that are open to others until `valid_until`; NULL is no limit. `manages`: 0 only reads.
    """
    CREATE TABLE IF NOT EXISTS mailbox_share (
      member TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      manages INTEGER NOT NULL CHECK (manages IN (0, 1)),
      valid_until INTEGER,
      PRIMARY KEY (member, mailbox)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX IF NOT EXISTS mailbox_share_mailbox ON mailbox_share (mailbox)",
  ]
}
