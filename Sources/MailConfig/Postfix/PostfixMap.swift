import MailModel

/// A lookup of Postfix's in the mail directory.
enum PostfixMap: CaseIterable, Sendable {
  case domains, mailboxes, aliases, senders

  var file: String {
    switch self {
    case .domains: "domains.cf"
    case .mailboxes: "mailboxes.cf"
    case .aliases: "aliases.cf"
    case .senders: "senders.cf"
    }
  }

  /// `schema` is empty, or ends in a dot; `now` is the engine's clock in seconds since 1970. Postfix itself quotes
  /// what it puts in the place of `%s`.
  ///
  /// An alias leads only to mailboxes that receive and to addresses elsewhere; one that leads nowhere is refused
  /// like an unknown address. A login that may not send owns no address.
  func query(_ schema: String, now: String) -> String {
    let isValid = "(valid_until IS NULL OR valid_until > \(now))"
    let sends =
      "EXISTS (SELECT 1 FROM \(schema)mailbox WHERE address = login AND sending = 1 AND \(isValid))"
    return switch self {
    case .domains: "SELECT name FROM \(schema)domain WHERE name = '%s'"
    case .mailboxes: "SELECT address FROM \(schema)mailbox WHERE address = '%s' AND receiving = 1 AND \(isValid)"
    case .aliases:
      "SELECT target FROM \(schema)alias WHERE source = '%s' AND \(isValid) AND NOT EXISTS "
        + "(SELECT 1 FROM \(schema)mailbox WHERE address = target AND NOT (receiving = 1 AND \(isValid))) ORDER BY target"
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
      case .sqlite: ["dbpath": layout.routingDirectory, "query": map.query("", now: "unixepoch()")]
      case .postgreSQL(let host, let port, let database, let user):
        [
          "hosts": DirectoryPassword.postfixConnection(layout, host, port, database, user),
          "dbname": database,
          "query": map.query("mail_directory.", now: "extract(epoch FROM now())"),
        ]
      }
    return SettingFile(groups: [SettingGroup("\(map)", settings)], overrides: []) { "\($0.name) = \($0.value)" }.text
  }
}
