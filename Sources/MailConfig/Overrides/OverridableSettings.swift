extension OverridableSetting {
  /// postconf(5).
  static let postfix =
    counts(
      "default_destination_concurrency_limit", "default_destination_recipient_limit", "default_process_limit",
      "lmtp_destination_concurrency_limit", "lmtp_destination_recipient_limit", "qmgr_message_active_limit",
      "qmgr_message_recipient_limit", "smtp_destination_concurrency_limit", "smtp_destination_recipient_limit",
      "smtpd_hard_error_limit", "smtpd_junk_command_limit", "smtpd_soft_error_limit")
    + times(
      "ipc_timeout", "lmtp_connect_timeout", "lmtp_data_done_timeout", "max_idle", "maximal_backoff_time",
      "milter_command_timeout", "milter_connect_timeout", "milter_content_timeout", "minimal_backoff_time",
      "queue_run_delay", "smtp_connect_timeout", "smtp_data_done_timeout", "smtp_helo_timeout", "smtpd_timeout")
    + optionalTimes("delay_warning_time", "smtpd_error_sleep_time")
    + sizes("bounce_size_limit", "header_size_limit", "line_length_limit")
    + booleans("confirm_delay_cleared", "strict_rfc821_envelopes")

  /// doc.dovecot.org/2.3, settings of the core.
  static let dovecot =
    counts(
      "auth_worker_max_count", "default_client_limit", "default_process_limit", "mail_max_keyword_length",
      "mail_max_userip_connections", "mail_prefetch_count")
    + times("imap_idle_notify_interval", "mailbox_idle_check_interval")
    + optionalTimes("auth_cache_ttl", "auth_failure_delay")
    + sizes("auth_cache_size", "default_vsz_limit", "imap_max_line_length")
    + booleans("auth_verbose", "imap_id_retain", "maildir_very_dirty_syncs", "verbose_ssl")

  /// The section's file, a dot, and the setting of docs.rspamd.com.
  static let rspamd =
    counts(
      "actions.add_header", "actions.greylist", "actions.reject", "options.dns_max_requests", "options.max_recipients",
      "options.max_urls", "worker-proxy.count")
    + times("options.task_timeout", "worker-proxy.timeout")
    + booleans("options.check_all_filters", "options.soft_reject_on_timeout")

  /// redis.conf(5) as Debian ships it.
  static let redis = counts("databases", "hz") + [clients] + optionalTimes("timeout") + sizes("maxmemory")

  /// Each of Rspamd's processes keeps several connections, and whoever looks after Redis needs one.
  private static let clients = OverridableSetting(name: "maxclients", kind: .integer, range: 32...1_000_000)

  private static func counts(_ names: String...) -> [OverridableSetting] {
    names.map { OverridableSetting(name: $0, kind: .integer, range: 1...1_000_000) }
  }

  /// Up to 100 days. A program that gives up after no time at all gets nothing done.
  private static func times(_ names: String...) -> [OverridableSetting] {
    names.map { OverridableSetting(name: $0, kind: .time, range: 1...8_640_000) }
  }

  /// Those where none means that there is no such pause, warning or limit.
  private static func optionalTimes(_ names: String...) -> [OverridableSetting] {
    names.map { OverridableSetting(name: $0, kind: .time, range: 0...8_640_000) }
  }

  private static func sizes(_ names: String...) -> [OverridableSetting] {
    names.map { OverridableSetting(name: $0, kind: .size, range: 1_024...(1 << 40)) }
  }

  private static func booleans(_ names: String...) -> [OverridableSetting] {
    names.map { OverridableSetting(name: $0, kind: .boolean, range: 0...1) }
  }
}
