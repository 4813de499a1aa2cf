import MailModel

extension RenderPlan {
  var mainCF: String {
    SettingFile(
      groups: mainPlaces + mainIdentity + mainDirectory + mainAccess + mainSubmission + mainSecurity + mainDelivery,
      overrides: overrides.of(.postfix)
    ) { "\($0.name) = \($0.value)" }.text
  }

  private var mainPlaces: [SettingGroup] {
    [
      SettingGroup(
        "Places (absolute: Postfix's tools fail silently on others)",
        [
          "compatibility_level": "3.6",
          "queue_directory": layout.postfixQueue,
          "data_directory": layout.postfixData,
          "command_directory": "/usr/sbin",
          "daemon_directory": "/usr/lib/postfix/sbin",
          "mail_owner": "postfix",
          "setgid_group": "postdrop",
          "default_privs": "nobody",
        ]),
      layout.usesSyslog
        ? SettingGroup("Log", ["syslog_facility": "mail"])
        : SettingGroup(
          "Log", ["maillog_file": "\(layout.log)/postfix.log", "maillog_file_prefixes": layout.log]),
    ]
  }

  /// The domain that the host's own name lies in, so that another domain's coming or going changes nothing.
  var homeDomain: DomainName {
    let domains = system.domains.map(\.name)
    return domains.first(where: system.host.isWithin) ?? domains.first ?? system.host
  }

  private var mainIdentity: [SettingGroup] {
    [
      SettingGroup(
        "Identity: nothing is delivered to this host's own users",
        [
          "myhostname": system.host.name,
          "mydomain": homeDomain.name,
          "myorigin": "$mydomain",
          "mydestination": "",
          "local_transport": "error:5.1.1 This host has no mailboxes of its own",
          "local_recipient_maps": "inline:{ { no-local-mailbox = none } }",
          "alias_maps": "",
          "alias_database": "",
          "smtpd_banner": "$myhostname ESMTP",
        ]),
      SettingGroup(
        "Network",
        [
          "inet_interfaces": listening.isEverywhere ? "all" : listening.interfaces.map(\.text).joined(separator: ", "),
          "inet_protocols": listening.protocols,
          "mynetworks": system.trusted.map(postfixNetwork).joined(separator: ", "),
        ]),
    ]
  }

  /// Postfix writes IPv6 networks with their address in brackets.
  private func postfixNetwork(_ network: String) -> String {
    guard network.contains(":"), let slash = network.lastIndex(of: "/") else { return network }
    return "[\(network[..<slash])]\(network[slash...])"
  }

  private var mainDirectory: [SettingGroup] {
    [
      SettingGroup(
        "Mail directory: changes are seen by the next lookup",
        [
          "virtual_mailbox_domains": lookup(.domains),
          "virtual_mailbox_maps": lookup(.mailboxes),
          "virtual_alias_maps": "\(lookup(.aliases)), \(lookup(.catchAlls))",
          "smtpd_sender_login_maps": lookup(.senders),
          // Twice as many as Palomar lets a group lead to.
          "virtual_alias_expansion_limit": "20000",
          "recipient_delimiter": "+",
          "virtual_transport": "lmtp:unix:\(layout.deliverySocket)",
          "lmtp_destination_recipient_limit": "50",
        ])
    ]
  }

  private var mainSecurity: [SettingGroup] {
    [
      SettingGroup(
        "TLS: versions 1.2 and 1.3, forward secrecy only",
        [
          "smtpd_tls_chain_files": "\(layout.tlsKey), \(layout.tlsChain)",
          "smtpd_tls_security_level": "may",
          "smtpd_tls_auth_only": "yes",
          "smtpd_tls_protocols": ">=TLSv1.2",
          "smtpd_tls_mandatory_protocols": ">=TLSv1.2",
          "smtpd_tls_ciphers": "high",
          "smtpd_tls_mandatory_ciphers": "high",
          "smtpd_tls_exclude_ciphers": "aNULL, eNULL, EXPORT, RC4, DES, 3DES, MD5, kRSA, kDH, PSK, SRP, aDSS",
          // Authenticated encryption only where people's programs connect; other servers may be older.
          "smtpd_tls_mandatory_exclude_ciphers": "SHA1, SHA256, SHA384",
          "smtpd_tls_eecdh_grade": "auto",
          "smtpd_tls_received_header": "yes",
          "smtpd_tls_loglevel": "1",
          "tls_preempt_cipherlist": "yes",
          "tls_ssl_options": "NO_COMPRESSION, NO_RENEGOTIATION",
          "smtp_tls_security_level": "may",
          "smtp_tls_protocols": ">=TLSv1.2",
          "smtp_tls_mandatory_protocols": ">=TLSv1.2",
          "smtp_tls_CAfile": "/etc/ssl/certs/ca-certificates.crt",
          "smtp_tls_loglevel": "1",
        ]),
      SettingGroup(
        "Signing in: Dovecot decides, on the submission ports alone",
        [
          "smtpd_sasl_type": "dovecot",
          "smtpd_sasl_path": layout.signInSocket,
          "smtpd_sasl_auth_enable": "no",
          "smtpd_sasl_security_options": "noanonymous, noplaintext",
          "smtpd_sasl_tls_security_options": "noanonymous",
        ]),
      SettingGroup(
        "Filter: nothing gets past it, and nothing is lost while it is down",
        [
          "smtpd_milters": "unix:\(layout.milterSocket)",
          "non_smtpd_milters": "$smtpd_milters",
          "milter_protocol": "6",
          "milter_default_action": "tempfail",
          "milter_connect_timeout": "5s",
          "milter_command_timeout": "30s",
          "milter_content_timeout": "60s",
        ]),
    ]
  }

  func lookup(_ map: PostfixMap) -> String {
    let path = "\(layout.postfixConfig)/\(map.file)"
    switch system.directory {
    case .sqlite: return "sqlite:\(path)"
    case .postgreSQL: return "proxy:pgsql:\(path)"
    }
  }
}
