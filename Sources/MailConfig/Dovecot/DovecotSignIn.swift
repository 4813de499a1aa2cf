import MailModel

extension RenderPlan {
  /// Sign-ins and account look-ups.
  ///
  /// Good sign-ins are cached, because hashes are slow on purpose; refused ones are not. A password may be good for one
  /// protocol and from one network alone, so both are part of the key. The host agent takes an account out of the
  /// cache when it changes.
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
      args = file=\(layout.dovecotConfig)/accounts.lua blocking=yes cache_key=%u%s%r
    }
    userdb {
      driver = prefetch
    }
    userdb {
      driver = lua
      args = file=\(layout.dovecotConfig)/accounts.lua blocking=yes
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
}
