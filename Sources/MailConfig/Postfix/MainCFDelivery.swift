import MailModel

/// Sizes, the queue, and the way out.
extension RenderPlan {
  var mainDelivery: [SettingGroup] {
    [
      SettingGroup(
        "Sizes",
        [
          "message_size_limit": "\(sizes.message)",
          "mailbox_size_limit": "0",
          "virtual_mailbox_limit": "0",
          "queue_minfree": "\(sizes.freeSpace)",
          "header_checks": "regexp:\(layout.postfixConfig)/header-checks",
          "mime_header_checks": "",
          "nested_header_checks": "",
        ]),
      SettingGroup(
        "Queue",
        [
          "maximal_queue_lifetime": "\(system.limits.queueDays)d",
          "bounce_queue_lifetime": "\(system.limits.queueDays)d",
          "delay_warning_time": "4h",
          "minimal_backoff_time": "60s",
          "maximal_backoff_time": "3600s",
          "queue_run_delay": "60s",
          "service_throttle_time": "2s",
          "enable_long_queue_ids": "yes",
          "biff": "no",
          "append_dot_mydomain": "no",
          // Dovecot's LMTP takes no such mail: whoever needs it must learn so before we accept it.
          "smtputf8_enable": "no",
        ]),
      outbound,
    ] + pauses
  }

  /// To a socket that nobody listens on, so that lmtp(8) puts every message off. The service `retry` is made for that,
  /// but for its sake smtpd(8) turns mail away instead of taking it.
  private var pauses: [SettingGroup] {
    guard let paused = system.paused, !paused.isEmpty else { return [] }
    let lines = paused.map { "{ \($0.name) = lmtp:unix:\(layout.postfixQueue)/paused }" }.joined(separator: " ")
    return [SettingGroup("Paused destinations: mail for them waits", ["transport_maps": "inline:{ \(lines) }"])]
  }

  private var outbound: SettingGroup {
    switch system.outbound {
    case .closed:
      SettingGroup(
        "Other domains: this service sends nothing outside",
        [
          "default_transport": "error:5.7.1 This service sends no mail to other domains",
          "relay_transport": "$default_transport",
          "smtp_dns_support_level": "disabled",
        ])
    case .direct:
      SettingGroup("Other domains: to their own servers", ["relayhost": ""])
    case .relay(let endpoint):
      SettingGroup(
        "Other domains: through one server",
        ["relayhost": "[\(endpoint.host)]:\(endpoint.port)"])
    }
  }

  var sizes: MessageSizes { MessageSizes(limit: system.limits.messageSize) }
}

/// The largest message at each step. Filter and store take a little more than SMTP, because headers are added
/// on the way: what was accepted must never be too large later.
struct MessageSizes: Sendable {
  let limit: ByteCount

  var message: Int64 { limit.bytes }
  var filter: Int64 { limit.bytes + (1 << 20) }
  var store: Int64 { limit.bytes + (1 << 20) }
  /// Below this Postfix takes no more mail: one and a half messages (postconf(5), queue_minfree).
  var freeSpace: Int64 { limit.bytes + (limit.bytes + 1) / 2 }
}
