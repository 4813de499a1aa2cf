import GRDB
import MailModel

/// What Postfix and Dovecot read, derived from the store: two files, so that neither sees more than it must.
struct MailDirectory {
  let routing: DirectoryFile
  let accounts: DirectoryFile

  init(in layout: Layout) throws {
    routing = try DirectoryFile(path: layout.routingDirectory, schema: MailDirectorySchema.routing)
    accounts = try DirectoryFile(path: layout.accountsDirectory, schema: MailDirectorySchema.accounts)
  }

  func close() throws {
    try routing.close()
    try accounts.close()
  }

  /// Brings what `changes` name to what `rows` say, each file in one transaction. The answer: accounts that were
  /// there before and so may be signed in.
  func publish(_ changes: [DirectoryChange], _ rows: DirectoryRows) throws -> [String] {
    // Sign-ins first: who may no longer sign in is out before mail for the account is turned away.
    let known = try accounts.write { connection in
      try Self.replaceAccounts(changes.keys(of: .account), with: rows, in: connection)
    }
    try routing.write { connection in
      try Self.replaceDomains(changes.keys(of: .domain), with: rows, in: connection)
      try Self.replaceMailboxes(changes.keys(of: .account), in: connection)
      try Self.replaceAliases(changes.keys(of: .alias), in: connection)
      try Self.insertRouting(rows, in: connection)
    }
    return known
  }

  private static func replaceAccounts(_ keys: [String], with rows: DirectoryRows, in connection: GRDB.Database) throws
    -> [String]
  {
    let delete = try connection.cachedStatement(sql: "DELETE FROM account WHERE address = ?")
    var known: [String] = []
    for key in keys {
      try delete.execute(arguments: [key])
      if connection.changesCount > 0 { known.append(key) }
    }
    try insertAccounts(rows, in: connection)
    return known
  }

  private static func replaceDomains(_ keys: [String], with rows: DirectoryRows, in connection: GRDB.Database) throws {
    for key in keys { try connection.execute(sql: "DELETE FROM domain WHERE name = ?", arguments: [key]) }
  }

  private static func replaceMailboxes(_ keys: [String], in connection: GRDB.Database) throws {
    for key in keys {
      try connection.execute(sql: "DELETE FROM mailbox WHERE address = ?", arguments: [key])
      try connection.execute(sql: "DELETE FROM sender_login WHERE sender = ?", arguments: [key])
    }
  }

  private static func replaceAliases(_ keys: [String], in connection: GRDB.Database) throws {
    for key in keys {
      try connection.execute(sql: "DELETE FROM alias WHERE source = ?", arguments: [key])
      try connection.execute(sql: "DELETE FROM sender_login WHERE sender = ?", arguments: [key])
    }
  }
}

/// Inserting: for a publication and for a comparison alike.
extension MailDirectory {
  static func insertRouting(_ rows: DirectoryRows, in connection: GRDB.Database, schema: String = "main") throws {
    let domain = try connection.cachedStatement(sql: "INSERT OR IGNORE INTO \(schema).domain (name) VALUES (?)")
    for name in rows.domains { try domain.execute(arguments: [name]) }
    let mailbox = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).mailbox (address, receiving) VALUES (?, ?)")
    for row in rows.receiving { try mailbox.execute(arguments: [row.address, row.receiving]) }
    let alias = try connection.cachedStatement(sql: "INSERT INTO \(schema).alias (source, target) VALUES (?, ?)")
    for row in rows.aliases { try alias.execute(arguments: [row.source, row.target]) }
    let sender = try connection.cachedStatement(
      sql: "INSERT OR IGNORE INTO \(schema).sender_login (sender, login) VALUES (?, ?)")
    for row in try rows.senders { try sender.execute(arguments: [row.sender, row.login]) }
  }

  static func insertAccounts(_ rows: DirectoryRows, in connection: GRDB.Database, schema: String = "main") throws {
    let account = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).account (address, password, quota_bytes, sign_in) VALUES (?, ?, ?, ?)")
    for row in rows.signIns { try account.execute(arguments: [row.address, row.password, row.quota, row.allowed]) }
  }
}

extension [DirectoryChange] {
  fileprivate func keys(of kind: DirectoryChange.Kind) -> [String] {
    filter { $0.kind == kind }.map(\.key)
  }
}
