import MailModel

extension RenderPlan {
  /// The ports that people's programs use. One process per connection until it has signed in, so that a hole
  /// there shows nobody else's.
  var dovecotListeners: String {
    """
    service imap-login {
      process_limit = 1024
      inet_listener imap {
        port = \(system.ports.imap)
      }
      inet_listener imaps {
        port = \(system.ports.imaps)
        ssl = yes
      }
    }
    service pop3-login {
      process_limit = 256
      inet_listener pop3 {
        port = 0
      }
      inet_listener pop3s {
        port = \(system.ports.pop3s)
        ssl = yes
      }
    }
    service managesieve-login {
      inet_listener sieve {
        port = \(system.ports.sieve)
      }
    }
    """
  }

  /// What Postfix asks, over Unix sockets that only it can open, and what the mailboxes' own user may.
  var dovecotInnerServices: String {
    """
    service lmtp {
      unix_listener lmtp {
        user = postfix
        mode = 0600
      }
      unix_listener lmtp-warnings {
        user = \(HostFacts.mailUserName)
        mode = 0600
      }
    }
    \(dovecotQuotaWarning)
    # One process per connection of Postfix's, which closes idle ones after a while.
    service quota-status {
      executable = quota-status -p postfix
      client_limit = 1
      process_limit = 256
      unix_listener quota-status {
        user = postfix
        mode = 0600
      }
    }
    """
  }

  var dovecotProtocols: String {
    """
    protocol imap {
      mail_plugins = $mail_plugins imap_quota imap_acl
    }
    protocol lmtp {
      mail_plugins = $mail_plugins sieve
    }
    protocol sieve {
      managesieve_implementation_string = ready
    }
    """
  }
}
