import MailModel

/// A lookup of Postfix's in the mail directory.
enum PostfixMap: CaseIterable, Sendable {
  case domains, mailboxes, aliases, catchAlls, senders

  var file: String {
    switch self {
    case .domains: "domains.cf"
    case .mailboxes: "mailboxes.cf"
    case .aliases: "aliases.cf"
    case .catchAlls: "catch-alls.cf"
    case .senders: "senders.cf"
    }
  }

  /// `schema` is empty, or ends in a dot; `now` is the engine's clock in seconds since 1970, and `name` the local part
  /// without its detail. Postfix itself quotes what it puts in the place of `%s`, `%u` and `%d`.
  ///
  /// An alias leads only to mailboxes that receive and to addresses elsewhere; one that leads nowhere is refused
  /// like an unknown address. A login that may not send owns no address.
  ///
  /// An address that nobody has leads to the domain's catch-all. The query is asked with whole addresses: with `%u` and
  /// `%d` Postfix leaves out the lookup of `@domain`, which would come before mailboxes.
  func query(_ schema: String, now: String, name: String) -> String {
    let isValid = "(valid_until IS NULL OR valid_until > \(now))"
    let sends =
      "EXISTS (SELECT 1 FROM \(schema)mailbox WHERE address = login AND sending = 1 AND \(isValid))"
    return switch self {
    case .domains: "SELECT name FROM \(schema)domain WHERE name = '%s'"
    case .mailboxes: "SELECT address FROM \(schema)mailbox WHERE address = '%s' AND receiving = 1 AND \(isValid)"
    case .aliases:
      "SELECT target FROM \(schema)alias WHERE source = '%s' AND \(isValid) AND NOT EXISTS "
        + "(SELECT 1 FROM \(schema)mailbox WHERE address = target AND NOT (receiving = 1 AND \(isValid))) ORDER BY target"
    case .catchAlls:
      "SELECT target FROM \(schema)catch_all WHERE domain = '%d' AND "
        + "EXISTS (SELECT 1 FROM \(schema)mailbox WHERE address = target AND receiving = 1 AND \(isValid))"
        + [("mailbox", "address"), ("alias", "source"), ("group_address", "address")].map { table, column in
          " AND NOT EXISTS (SELECT 1 FROM \(schema)\(table) WHERE \(column) IN ('%s', \(name) || '@%d'))"
        }.joined()
    case .senders:
      "SELECT login FROM \(schema)sender_login WHERE sender = '%s' AND \(sends) UNION "
        + "SELECT login FROM \(schema)delegate_sender WHERE sender = '%s' AND \(isValid) AND \(sends) ORDER BY login"
    }
  }
}

extension RenderPlan {
  /// sqlite_table(5), pgsql_table(5).
  func text(of map: PostfixMap) -> String {
    let settings: KeyValuePairs<String, String> =
      switch system.directory {
      case .sqlite:
        [
          "dbpath": layout.routingDirectory,
          "query": map.query("", now: "unixepoch()", name: "substr('%u', 1, instr('%u+', '+') - 1)"),
        ]
      case .postgreSQL(let host, let port, let database, let user):
        [
          "hosts": DirectoryPassword.postfixConnection(layout, host, port, database, user),
          "dbname": database,
          "query": map.query(
            "mail_directory.", now: "extract(epoch FROM now())", name: "split_part('%u', '+', 1)"),
        ]
      }
    return SettingFile(groups: [SettingGroup("\(map)", settings)], overrides: []) { "\($0.name) = \($0.value)" }.text
  }
}
