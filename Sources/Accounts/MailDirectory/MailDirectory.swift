import GRDB
import MailModel

/// What Postfix, Dovecot and Rspamd read, derived from the store: a file for each, so that none sees more than it must.
struct MailDirectory: Sendable {
  let routing: DirectoryFile
  let accounts: DirectoryFile
  let groups: DirectoryFile

  /// Changes the files in one transaction each; readers see the old whole or the new. `body` reads the store
  /// while nobody else can change the files, so that nothing old ever overwrites something new. Without `keeps`
  /// everything is as before in the end.
  static func update<Value: Sendable>(
    in layout: Layout, keeps: Bool = true, _ body: (MailDirectory) async throws -> Value
  ) async throws -> Value {
    try await open(in: layout) { directory in
      try await directory.accounts.begin()
      try await directory.routing.begin()
      try await directory.groups.begin()
      let value = try await body(directory)
      guard keeps else { return value }
      // Sign-ins first: who may no longer sign in is out before mail for the account is turned away.
      try await directory.accounts.commit()
      // A group's rule before its address.
      try await directory.groups.commit()
      try await directory.routing.commit()
      return value
    }
  }

  /// Reads the files as they are at one moment, while others may change them.
  static func look<Value: Sendable>(in layout: Layout, _ body: (MailDirectory) async throws -> Value) async throws
    -> Value
  {
    try await open(in: layout) { directory in
      try await directory.accounts.beginLooking()
      try await directory.routing.beginLooking()
      try await directory.groups.beginLooking()
      return try await body(directory)
    }
  }

  private static func open<Value>(in layout: Layout, _ body: (MailDirectory) async throws -> Value) async throws
    -> Value
  {
    let directory = try MailDirectory(in: layout)
    do {
      let value = try await body(directory)
      try directory.close()
      return value
    } catch {
      try directory.close()
      throw error
    }
  }

  private init(in layout: Layout) throws {
    routing = try DirectoryFile(path: layout.routingDirectory, schema: MailDirectorySchema.routing)
    accounts = try DirectoryFile(path: layout.accountsDirectory, schema: MailDirectorySchema.accounts)
    // Its directory alone says who may: in the filter's group we could read the keys that sign mail.
    groups = try DirectoryFile(path: layout.groupsDirectory, mode: 0o666, schema: MailDirectorySchema.groups)
  }

  private func close() throws {
    try routing.close()
    try accounts.close()
    try groups.close()
  }

  /// Brings what `changes` name to what `rows` say. The answer: accounts that were there before and so may be
  /// signed in.
  func publish(_ changes: [DirectoryChange], _ rows: DirectoryRows) async throws -> [String] {
    let known = try await accounts.access { connection in
      try Self.replaceAccounts(changes.keys(of: .account), with: rows, in: connection)
    }
    try await routing.access { connection in
      try Self.remove(changes.keys(of: .domain), by: "DELETE FROM domain WHERE name = ?", in: connection)
      try Self.remove(changes.keys(of: .domain), by: "DELETE FROM catch_all WHERE domain = ?", in: connection)
      try Self.remove(changes.keys(of: .group), by: "DELETE FROM group_address WHERE address = ?", in: connection)
      try Self.remove(changes.keys(of: .account), by: "DELETE FROM mailbox WHERE address = ?", in: connection)
      let sources = changes.keys(of: .alias) + changes.keys(of: .group)
      try Self.remove(sources, by: "DELETE FROM alias WHERE source = ?", in: connection)
      // The address of a removed account may be an alias: each has rows of its own.
      try Self.remove(
        changes.keys(of: .account), by: "DELETE FROM sender_login WHERE sender = ? AND login = sender", in: connection)
      try Self.remove(
        changes.keys(of: .alias), by: "DELETE FROM sender_login WHERE sender = ? AND login <> sender", in: connection)
      for column in ["sender", "login"] {
        try Self.remove(
          changes.keys(of: .account), by: "DELETE FROM delegate_sender WHERE \(column) = ?", in: connection)
      }
      try Self.insertRouting(rows, in: connection)
    }
    try await groups.access { connection in
      let lists = changes.keys(of: .group)
      let sources = changes.keys(of: .alias) + lists
      try Self.remove(sources, by: "DELETE FROM leads_to WHERE source = ?", in: connection)
      try Self.remove(lists, by: "DELETE FROM mail_group WHERE address = ?", in: connection)
      try Self.remove(lists, by: "DELETE FROM poster WHERE group_address = ?", in: connection)
      try Self.insertGroups(rows, in: connection)
    }
    return known
  }

  private static func replaceAccounts(_ keys: [String], with rows: DirectoryRows, in connection: GRDB.Database) throws
    -> [String]
  {
    let delete = try connection.cachedStatement(sql: "DELETE FROM account WHERE address = ?")
    try remove(keys, by: "DELETE FROM app_password WHERE address = ?", in: connection)
    for column in ["mailbox", "member"] {
      try remove(keys, by: "DELETE FROM mailbox_share WHERE \(column) = ?", in: connection)
    }
    var known: [String] = []
    for key in keys {
      try delete.execute(arguments: [key])
      if connection.changesCount > 0 { known.append(key) }
    }
    try insertAccounts(rows, in: connection)
    return known
  }

  private static func remove(_ keys: [String], by sql: String, in connection: GRDB.Database) throws {
    let statement = try connection.cachedStatement(sql: sql)
    for key in keys { try statement.execute(arguments: [key]) }
  }
}

/// Whether the files hold everything in the shape that this program gives them, or were made just now. SQLite keeps
/// a number for its users in the header.
extension MailDirectory {
  var isWhole: Bool {
    get async throws {
      for file in [accounts, routing, groups] {
        let version = try await file.access { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        guard version == MailDirectorySchema.version else { return false }
      }
      return true
    }
  }

  func markWhole() async throws {
    for file in [accounts, routing, groups] {
      try await file.access { try $0.execute(sql: "PRAGMA user_version = \(MailDirectorySchema.version)") }
    }
  }
}

/// Inserting: for a publication and for a comparison alike.
extension MailDirectory {
  static func insertRouting(_ rows: DirectoryRows, in connection: GRDB.Database, schema: String = "main") throws {
    let domain = try connection.cachedStatement(sql: "INSERT OR IGNORE INTO \(schema).domain (name) VALUES (?)")
    for name in rows.domains { try domain.execute(arguments: [name]) }
    let catchAll = try connection.cachedStatement(sql: "INSERT INTO \(schema).catch_all (domain, target) VALUES (?, ?)")
    for row in rows.catchAlls { try catchAll.execute(arguments: [row.domain, row.target]) }
    let group = try connection.cachedStatement(sql: "INSERT INTO \(schema).group_address (address) VALUES (?)")
    for row in rows.lists { try group.execute(arguments: [row.address]) }
    let mailbox = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).mailbox (address, receiving, sending, valid_until) VALUES (?, ?, ?, ?)")
    for row in rows.mailboxes {
      try mailbox.execute(arguments: [row.address, row.receives, row.sends, row.receivesUntil])
    }
    let alias = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).alias (source, target, valid_until) VALUES (?, ?, ?)")
    for row in rows.aliases { try alias.execute(arguments: [row.source.text, row.target.text, row.until]) }
    let sender = try connection.cachedStatement(
      sql: "INSERT OR IGNORE INTO \(schema).sender_login (sender, login) VALUES (?, ?)")
    for row in try rows.senders { try sender.execute(arguments: [row.sender, row.login]) }
    let delegate = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).delegate_sender (sender, login, valid_until) VALUES (?, ?, ?)")
    for row in rows.shares where row.sends {
      try delegate.execute(arguments: [row.mailbox.text, row.member.text, row.validUntil])
    }
  }

  static func insertGroups(_ rows: DirectoryRows, in connection: GRDB.Database, schema: String = "main") throws {
    let edge = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).leads_to (source, target, valid_until) VALUES (?, ?, ?)")
    for (row, until) in try rows.edges { try edge.execute(arguments: [row.source, row.target, until]) }
    let list = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).mail_group (address, posting, moderated) VALUES (?, ?, ?)")
    for row in rows.lists { try list.execute(arguments: [row.address, row.posting.rawValue, row.moderated]) }
    let poster = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).poster (group_address, poster) VALUES (?, ?)")
    for row in rows.posters { try poster.execute(arguments: [row.group, row.poster]) }
  }

  static func insertAccounts(_ rows: DirectoryRows, in connection: GRDB.Database, schema: String = "main") throws {
    let account = try connection.cachedStatement(
      sql: """
        INSERT INTO \(schema).account
          (address, password, quota_bytes, sign_in, valid_from, valid_until, protocols, main_opens, forwards)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """)
    for row in rows.mailboxes {
      try account.execute(arguments: [
        row.address, row.password, row.quota, row.signsIn, row.from, row.until, row.protocols.text, row.mainOpens,
        row.forwards,
      ])
    }
    let app = try connection.cachedStatement(
      sql: """
        INSERT INTO \(schema).app_password (address, name, password, protocols, networks, valid_until)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    for row in rows.appPasswords {
      try app.execute(arguments: [row.address, row.name, row.password, row.protocols.text, row.allowed, row.until])
    }
    let share = try connection.cachedStatement(
      sql: "INSERT INTO \(schema).mailbox_share (member, mailbox, manages, valid_until) VALUES (?, ?, ?, ?)")
    for row in rows.shares where row.opens {
      try share.execute(arguments: [
        row.member.text, row.mailbox.text, row.rights.contains(.manage), row.validUntil,
      ])
    }
  }
}

extension [DirectoryChange] {
  func keys(of kind: DirectoryChange.Kind) -> [String] {
    filter { $0.kind == kind }.map(\.key)
  }
}
