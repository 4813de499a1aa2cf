import MailModel

extension RenderPlan {
  /// The one file of Dovecot's settings, in themes; what is overridden stands last and wins.
  var dovecotConf: String {
    let themes = [
      header, dovecotPlaces, dovecotTLS, dovecotSignIn, dovecotMailboxes, dovecotSharing, dovecotPlugins,
      dovecotListeners, dovecotInnerServices, dovecotProtocols,
    ]
    return (themes + dovecotOverrides).joined(separator: "\n\n") + "\n"
  }

  private var dovecotOverrides: [String] {
    overrides.of(.dovecot).map { "\($0.comment)\n\($0.name) = \($0.value)" }
  }

  private var dovecotPlaces: String {
    """
    # Places
    base_dir = \(layout.dovecotRun)
    state_dir = \(layout.dovecotState)
    instance_name = palomar
    protocols = imap pop3 lmtp sieve
    listen = \(listening.addresses.map(dovecotAddress).joined(separator: ", "))
    hostname = \(system.host.name)
    # Open sessions survive a reload.
    shutdown_clients = no

    # Log: never passwords, never what messages say
    \(dovecotLog)
    login_log_format_elements = user=<%u> method=%m rip=%r lip=%l mpid=%e %c session=<%{session}> app=<%{passdb:app}>
    auth_verbose = yes
    auth_verbose_passwords = no
    auth_debug_passwords = no
    mail_debug = no
    """
  }

  private var dovecotLog: String {
    layout.usesSyslog ? "log_path = syslog\nsyslog_facility = mail" : "log_path = \(layout.log)/dovecot.log"
  }

  private func dovecotAddress(_ address: IPAddress) -> String {
    guard address.isUnspecified else { return address.text }
    return address.isIPv6 ? "::" : "*"
  }

  private var dovecotTLS: String {
    """
    # TLS: versions 1.2 and 1.3, forward secrecy and authenticated encryption only
    ssl = required
    ssl_cert = <\(layout.tlsChain)
    ssl_key = <\(layout.tlsKey)
    ssl_min_protocol = TLSv1.2
    ssl_cipher_list = ECDHE+AESGCM:ECDHE+CHACHA20
    ssl_prefer_server_ciphers = yes
    ssl_options = no_compression
    ssl_dh =
    """
  }
}
