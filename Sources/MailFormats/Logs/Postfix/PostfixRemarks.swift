extension PostfixGrammar {
  /// What any program of Postfix may say about itself.
  static func remark(_ cursor: inout LogCursor) -> PostfixStatement? {
    if let level = level(&cursor) { return .remark(level, cursor.takeRest()) }
    if let lifecycle = lifecycle(&cursor) { return lifecycle }
    for notice in notices where cursor.starts(with: notice) { return .remark(.info, cursor.takeRest()) }
    if cursor.ends(with: " has changed -- restarting")
      || cursor.ends(with: " has changed -- finishing in the background")
    {
      return .lifecycle(.tableChanged, detail: cursor.takeRest())
    }
    return nil
  }

  private static func level(_ cursor: inout LogCursor) -> LogLevel? {
    switch cursor.next {
    case UInt8(ascii: "w"): cursor.skip("warning: ") ? .warning : nil
    case UInt8(ascii: "e"): cursor.skip("error: ") ? .error : nil
    case UInt8(ascii: "f"): cursor.skip("fatal: ") ? .fatal : nil
    case UInt8(ascii: "p"): cursor.skip("panic: ") ? .panic : nil
    case UInt8(ascii: "i"): cursor.skip("info: ") ? .info : nil
    default: nil
    }
  }

  private static let stages: [(StaticString, PostfixLifecycle)] = [
    ("daemon started -- ", .started), ("reload -- ", .reloading), ("terminating on signal ", .stopped),
    ("starting the Postfix mail system", .starting), ("stopping the Postfix mail system", .stopping),
    ("refreshing the Postfix mail system", .reloading), ("aborting the Postfix mail system", .stopping),
    ("waiting for the Postfix mail system to terminate", .stopping), ("the Postfix mail system is ", .started),
  ]

  private static func lifecycle(_ cursor: inout LogCursor) -> PostfixStatement? {
    for (words, stage) in stages where cursor.skip(words) { return .lifecycle(stage, detail: cursor.takeRest()) }
    return nil
  }

  /// How information begins that is worth keeping and nothing more.
  private static let notices: [StaticString] = [
    "using backwards-compatible default setting", "Postfix is using backwards-compatible ", "See http",
    "To disable backwards compatibility ", "discarding EHLO keywords", "enabling PIX workarounds", "statistics: ",
    "cache ", "certificate verification failed for ", "CA certificate verification failed for ",
    "server certificate verification failed for ", "Host offered STARTTLS: ", "mapping DSN status ",
    "setting up TLS connection ", "to prevent loss of mail", "replacing command ", "SSL_accept:", "SSL_connect:",
    "SSL3 alert ", "connect to ", "lost connection with ", "conversation with ", "Cannot start TLS: ",
    "message has been queued ", "message dated ", "rotating ", "address not listed for hostname",
  ]
}
