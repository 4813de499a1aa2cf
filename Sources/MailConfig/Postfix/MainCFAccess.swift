import MailModel

/// Who may send what to whom.
extension RenderPlan {
  var mainAccess: [SettingGroup] {
    [
      SettingGroup(
        "Access from other servers",
        [
          "smtpd_helo_required": "yes",
          "beyond_ascii": "regexp:{ { /[^ -~]/ 553 5.6.7 Addresses beyond ASCII are not supported } }",
          // Copies for a mailbox's Sent are the filter's alone to address.
          "copies": "regexp:{ { /[+]\(Layout.copiesDetail)@/ 550 5.1.1 This address takes no mail } }",
          "smtpd_helo_restrictions": "reject_invalid_helo_hostname",
          "smtpd_sender_restrictions": senderRestrictions.joined(separator: ", "),
          "smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination",
          "smtpd_recipient_restrictions": recipientRestrictions,
          "smtpd_data_restrictions": "reject_unauth_pipelining",
          "smtpd_etrn_restrictions": "reject",
          "smtpd_reject_unlisted_recipient": "yes",
          "smtpd_forbid_unauth_pipelining": "yes",
          "smtpd_forbid_bare_newline": "normalize",
          "smtpd_forbid_bare_newline_exclusions": "",
          "cleanup_replace_stray_cr_lf": "yes",
          "smtpd_authorized_xclient_hosts": "",
          "smtpd_authorized_xforward_hosts": "",
          "disable_vrfy_command": "yes",
          "fast_flush_domains": "",
          "smtpd_discard_ehlo_keywords": "silent-discard, etrn, vrfy",
          "strict_rfc821_envelopes": "yes",
          "allow_percent_hack": "no",
          "swap_bangpath": "no",
        ]),
      SettingGroup(
        "Access from this host",
        [
          "authorized_submit_users": "root, palomar", "authorized_mailq_users": "root, palomar",
          "authorized_flush_users": "root, palomar",
        ]),
      SettingGroup(
        "Limits per client and minute; trusted networks are exempt",
        [
          "smtpd_client_connection_count_limit": "\(system.limits.simultaneousConnections)",
          "smtpd_client_connection_rate_limit": "\(system.limits.connectionsPerMinute)",
          "smtpd_client_message_rate_limit": "\(system.limits.messagesPerMinute)",
          "smtpd_client_recipient_rate_limit": "\(system.limits.recipientsPerMinute)",
          "smtpd_client_auth_rate_limit": "\(system.limits.signInsPerMinute)",
          "smtpd_client_event_limit_exceptions": "$mynetworks",
          "anvil_rate_time_unit": "60s",
          "smtpd_recipient_limit": "\(system.limits.recipientsPerMessage)",
          "smtpd_soft_error_limit": "10",
          "smtpd_hard_error_limit": "20",
          "smtpd_error_sleep_time": "1s",
          "in_flow_delay": "0s",
        ]),
    ]
  }

  private var senderRestrictions: [String] {
    ["check_sender_access $beyond_ascii", "reject_non_fqdn_sender"]
      + (layout.reachesOut ? ["reject_unknown_sender_domain"] : [])
  }

  /// Unknown recipients and full mailboxes are refused while the sender still listens. Without Dovecot the
  /// quota is not asked, and mail waits in the queue.
  private var recipientRestrictions: String {
    let quota = "check_policy_service { unix:\(layout.quotaSocket), timeout=3s, try_limit=1, default_action=DUNNO }"
    return "check_recipient_access $beyond_ascii, check_recipient_access $copies, "
      + "reject_non_fqdn_recipient, reject_unlisted_recipient, \(quota)"
  }
}

extension RenderPlan {
  /// What the submission services in master.cf refer to.
  var mainSubmission: [SettingGroup] {
    [
      SettingGroup(
        "Access for people who signed in: only as themselves, or as who they may send as",
        [
          "submission_client_restrictions": "permit_sasl_authenticated, reject",
          "submission_sender_restrictions":
            "check_sender_access inline:{ { <> = 553 5.7.1 Sending with an empty sender is not permitted } }, "
            + "check_sender_access $beyond_ascii, reject_non_fqdn_sender, reject_sender_login_mismatch",
          "submission_relay_restrictions": "permit_sasl_authenticated, reject",
          "submission_recipient_restrictions": recipientRestrictions,
        ])
    ]
  }
}
