/// Reads `service(user)<process><session>: Level: …`; through syslog the level of information is left out.
enum DovecotGrammar {
  static func read(_ cursor: inout LogCursor) -> LogEvent {
    guard var event = head(&cursor) else { return .unknown }
    if let level = level(&cursor) { event.level = level }
    let mark = cursor.position
    if let statement = statement(&cursor, &event) {
      event.statement = statement
      return .dovecot(event)
    }
    cursor.go(to: mark)
    guard event.level != .info || isKnownRemark(cursor, of: event.service) else { return .unknown }
    event.statement = .remark(cursor.takeRest())
    return .dovecot(event)
  }

  private static func head(_ cursor: inout LogCursor) -> DovecotEvent? {
    let start = cursor.position
    while !cursor.isAtEnd, cursor.next != UInt8(ascii: ":"), cursor.next != UInt8(ascii: "("),
      cursor.next != UInt8(ascii: " ")
    {
      cursor.advance()
    }
    guard let service = DovecotService(cursor, from: start, to: cursor.position) else { return nil }
    var event = DovecotEvent(service: service)
    if cursor.skip("(") {
      guard let user = takeUser(&cursor) else { return nil }
      readOwner(&cursor, user, into: &event)
    }
    return cursor.skip(": ") ? event : nil
  }

  /// Up to the parenthesis that ends the head: a user's name may hold others.
  private static func takeUser(_ cursor: inout LogCursor) -> LogSlice? {
    let start = cursor.position
    while let place = cursor.find(UInt8(ascii: ")")) {
      cursor.go(to: place + 1)
      if cursor.next == UInt8(ascii: "<") || cursor.next == UInt8(ascii: ":") { return LogSlice(start, place) }
    }
    return nil
  }

  /// `(user)<process><session>` or `(process)`.
  private static func readOwner(_ cursor: inout LogCursor, _ user: LogSlice, into event: inout DovecotEvent) {
    guard cursor.skip("<") else {
      var inner = cursor
      inner.cut(at: Int(user.end))
      inner.go(to: Int(user.start))
      if let process = inner.takeNumber(), inner.isAtEnd {
        event.process = UInt32(truncatingIfNeeded: process)
      } else {
        event.user = user
      }
      return
    }
    event.user = user
    event.process = UInt32(truncatingIfNeeded: cursor.takeNumber() ?? 0)
    if cursor.skip("><"), let session = cursor.take(until: ">: ") {
      event.session = session
      cursor.go(to: cursor.position - 2)
    } else {
      _ = cursor.skip(">")
    }
  }

  private static func level(_ cursor: inout LogCursor) -> LogLevel? {
    switch cursor.next {
    case UInt8(ascii: "I"): cursor.skip("Info: ") ? .info : nil
    case UInt8(ascii: "W"): cursor.skip("Warning: ") ? .warning : nil
    case UInt8(ascii: "E"): cursor.skip("Error: ") ? .error : nil
    case UInt8(ascii: "F"): cursor.skip("Fatal: ") ? .fatal : nil
    case UInt8(ascii: "P"): cursor.skip("Panic: ") ? .panic : nil
    case UInt8(ascii: "D"): cursor.skip("Debug: ") ? .debug : nil
    default: nil
    }
  }

  private static func statement(_ cursor: inout LogCursor, _ event: inout DovecotEvent) -> DovecotStatement? {
    switch event.service {
    case .imapLogin, .pop3Login, .sieveLogin, .submissionLogin: return login(&cursor, &event)
    case .auth, .authWorker: return refusal(&cursor) ?? nil
    case .lmtp, .lda: return delivery(&cursor) ?? connection(&cursor) ?? storage(&cursor)
    case .imap, .pop3, .sieve, .submission, .doveadm, .hibernate:
      return storage(&cursor) ?? sessionEnd(&cursor) ?? delivery(&cursor)
    case .master, .log, .config, .anvil, .stats: return lifecycle(cursor, event)
    default: return lifecycle(cursor, event)
    }
  }

  private static func connection(_ cursor: inout LogCursor) -> DovecotStatement? {
    if cursor.skip("Connect from ") { return .connected(from: cursor.takeRest()) }
    guard cursor.skip("Disconnect from "), let peer = cursor.take(until: ": ") else { return nil }
    return .disconnected(from: peer, reason: cursor.takeRest())
  }

  /// `Disconnected: Logged out in=564 out=4386 …`, of POP3 `… top=0/0, retr=1/1307, …`.
  private static func sessionEnd(_ cursor: inout LogCursor) -> DovecotStatement? {
    let mark = cursor.position
    guard
      cursor.skip("Disconnected: ") || cursor.skip("Disconnected by server: ") || cursor.skip("Disconnected ")
        || cursor.skip("Connection closed") || cursor.skip("Logged out") || cursor.skip("Server shutting down")
    else { return nil }
    cursor.go(to: mark)
    let start = cursor.starts(with: "Disconnected: ") ? mark + 14 : mark
    let end = firstCounter(in: cursor) ?? cursor.end
    cursor.go(to: cursor.end)
    return .sessionEnded(reason: LogSlice(start, max(start, end - 1)), counters: LogSlice(end, cursor.end))
  }

  private static func firstCounter(in cursor: LogCursor) -> Int? {
    for word in [" in=", " top=", " bytes=", " state="] as [StaticString] {
      if let place = cursor.find(word) { return place + 1 }
    }
    return nil
  }

  private static func lifecycle(_ cursor: LogCursor, _ event: DovecotEvent) -> DovecotStatement? {
    let isOne =
      cursor.starts(with: "Dovecot v") || cursor.starts(with: "Killed with signal ")
      || cursor.starts(with: "SIGHUP received") || cursor.starts(with: "Shutting down logging")
      || cursor.starts(with: "Server shutting down") || cursor.starts(with: "Terminating")
    return isOne ? .lifecycle(cursor.rest) : nil
  }

  private static let remarks: [StaticString] = [
    "Rebuilding index", "Indexed ", "Dovecot ", "Mailbox ", "SSL", "Fixed ", "Renamed ", "Synced ", "Logged in",
    "Time moved ", "Rotating ", "Autoexpunge", "Connected to ", "Reconnect", "conn unix:", "conn ", "Effective ",
    "Loading modules", "autoexpunge", "quota: ", "acl: ", "sieve: ", "Sending log messages too fast",
    "Expunged ", "User initialization", "Connection to ", "proxy", "Generating ", "dsync", "program exec:",
  ]

  /// Information without a meaning of its own for mail or sign-ins.
  private static func isKnownRemark(_ cursor: LogCursor, of service: DovecotService) -> Bool {
    remarks.contains { cursor.starts(with: $0) }
  }
}

extension DovecotService {
  private static let names: [(StaticString, DovecotService)] = [
    ("imap", .imap), ("imap-login", .imapLogin), ("lmtp", .lmtp), ("pop3", .pop3), ("pop3-login", .pop3Login),
    ("auth-worker", .authWorker), ("auth", .auth), ("managesieve-login", .sieveLogin), ("managesieve", .sieve),
    ("submission-login", .submissionLogin), ("submission", .submission), ("lda", .lda), ("deliver", .lda),
    ("master", .master), ("anvil", .anvil), ("config", .config), ("stats", .stats), ("log", .log),
    ("quota-status", .quotaStatus), ("indexer", .indexer), ("indexer-worker", .indexerWorker), ("dict", .dict),
    ("dict-async", .dict), ("doveadm", .doveadm), ("doveadm-server", .doveadm), ("imap-hibernate", .hibernate),
    ("ssl-params", .sslParameters), ("dovecot", .other), ("director", .other), ("replicator", .other),
    ("aggregator", .other), ("ipc", .other), ("imap-urlauth", .other), ("imap-urlauth-login", .other),
    ("imap-urlauth-worker", .other), ("dns-client", .other), ("dns_client", .other), ("old-stats", .other),
    ("tcpwrap", .other), ("health-check", .other), ("script", .other), ("script-login", .other), ("ssl_params", .other),
  ]

  init?(_ cursor: LogCursor, from start: Int, to end: Int) {
    for (name, service) in DovecotService.names
    where name.utf8CodeUnitCount == end - start && cursor.starts(with: name, at: start) {
      self = service
      return
    }
    return nil
  }
}
