import MailModel

extension RenderPlan {
  /// Sign-ins and account look-ups.
  ///
  /// Good sign-ins are cached, because hashes are slow on purpose; refused ones are not. The host agent takes an
  /// account out of the cache when it changes.
  var dovecotSignIn: String {
    """
    # Signing in
    disable_plaintext_auth = yes
    auth_mechanisms = plain login
    auth_username_format = %Lu
    # Every name is looked up in the mail directory, which holds only addresses.
    auth_username_chars =
    login_trusted_networks =
    login_greeting = ready.
    imap_id_send =
    auth_failure_delay = 2 secs
    auth_cache_size = 32 M
    auth_cache_ttl = 1 hour
    auth_cache_negative_ttl = 0
    passdb {
      driver = lua
      args = file=\(layout.dovecotConfig)/sign-in.lua blocking=yes cache_key=%u
    }
    userdb {
      driver = prefetch
    }
    userdb {
      driver = sql
      args = \(layout.dovecotConfig)/accounts.conf
    }
    # Every waiting sign-in, delivery and look-up is a client of these two.
    service auth {
      client_limit = 4096
      unix_listener auth-postfix {
        user = postfix
        mode = 0600
      }
    }
    service auth-worker {
      user = dovecot
    }
    service anvil {
      client_limit = 4096\(dovecotPenalty)
    }
    """
  }

  /// Each failure slows down the next sign-in from the same address. Where one address stands for everybody,
  /// that would slow down everybody.
  private var dovecotPenalty: String {
    guard layout.sharesClientAddress else { return "" }
    return """

        unix_listener anvil-auth-penalty {
          mode = 0
        }
      """
  }

  /// The queries of Dovecot's SQL drivers; what they put in for `%u` is quoted by Dovecot.
  ///
  /// An account that may not sign in has a mailbox all the same: mail for it is delivered.
  var dovecotAccounts: String {
    let home = "'\(layout.mail)/%d/%n'"
    let quota = "'*:bytes=' || quota_bytes"
    return """
      \(header)
      \(dovecotConnection)
      user_query = SELECT \(mailUser.uid) AS uid, \(mailUser.gid) AS gid, \(home) AS home, \
      \(quota) AS quota_rule FROM \(accountTable) WHERE address = '%u'
      iterate_query = SELECT address AS "user" FROM \(accountTable) ORDER BY address

      """
  }

  var accountTable: String {
    if case .sqlite = system.directory { "account" } else { "mail_directory.account" }
  }

  private var dovecotConnection: String {
    switch system.directory {
    case .sqlite: "driver = sqlite\nconnect = \(layout.accountsDirectory)"
    case .postgreSQL(let host, let port, let database, let user):
      "driver = pgsql\nconnect = \(DirectoryPassword.dovecotConnection(layout, host, port, database, user))"
    }
  }
}
