extension DovecotGrammar {
  /// Of a login process. 2.3 writes `Disconnected: WHY (…): user=…` or `Aborted login (…): user=…`, 2.4
  /// `Login aborted: WHY (…) (no_auth_attempts): user=…`.
  static func login(_ cursor: inout LogCursor, _ event: inout DovecotEvent) -> DovecotStatement? {
    let isLogin =
      cursor.skip("Login: ") || cursor.skip("Logged in: ") || cursor.skip("proxy(")
      || cursor.skip("Master user login: ")
    var signIn = DovecotSignIn()
    if !isLogin {
      let start = cursor.position
      guard isEnd(cursor), let user = cursor.find(": user=<") else { return nil }
      signIn.reason = LogSlice(start, user)
      signIn.failures = failures(cursor, before: user)
      cursor.go(to: user + 2)
    } else if let user = cursor.find("user=<") {
      cursor.go(to: user)
    }
    event.session = signIn.read(&cursor)
    event.user = signIn.user
    return isLogin ? .signedIn(signIn) : .notSignedIn(signIn)
  }

  private static let ends: [StaticString] = [
    "Disconnected", "Aborted login", "Login aborted", "Connection closed", "Maximum number of connections",
    "Internal login failure", "Inactivity", "Too many invalid commands", "Shutting down", "Authentication", "Timeout",
    "Login failed",
  ]

  private static func isEnd(_ cursor: LogCursor) -> Bool {
    ends.contains { cursor.starts(with: $0) }
  }

  /// `(auth failed, 3 attempts in 12 secs)`
  private static func failures(_ cursor: LogCursor, before end: Int) -> UInt32 {
    var words = cursor
    words.cut(at: end)
    guard words.take(until: "auth failed, ") != nil, let count = words.takeNumber() else { return 0 }
    return UInt32(truncatingIfNeeded: count)
  }

  /// Of the auth process: `BACKEND(user,address[,<session>]): why`, of a worker behind `conn unix:… auth-worker<3>: `.
  static func refusal(_ cursor: inout LogCursor) -> DovecotStatement? {
    if cursor.starts(with: "conn unix:"), cursor.take(until: ">: ") == nil { return nil }
    let start = cursor.position
    while PostfixGrammar.isAlphanumeric(cursor.next) || cursor.next == UInt8(ascii: "-")
      || cursor.next == UInt8(ascii: "_")
    {
      cursor.advance()
    }
    let backend = cursor.slice(from: start)
    guard !backend.isEmpty, cursor.skip("("), let end = cursor.find("): ") else { return nil }
    var inner = cursor
    inner.cut(at: end)
    cursor.go(to: end + 3)
    let session = takeSession(&inner)
    guard let comma = inner.findLast(",") else {
      return .signInRefused(
        DovecotRefusal(
          backend: backend, user: inner.rest, remote: .none, session: session, reason: cursor.takeRest()))
    }
    return .signInRefused(
      DovecotRefusal(
        backend: backend, user: LogSlice(inner.position, comma), remote: LogSlice(comma + 1, inner.end),
        session: session, reason: cursor.takeRest()))
  }

  /// Takes `,<session>` off the end.
  private static func takeSession(_ inner: inout LogCursor) -> LogSlice {
    guard inner.ends(with: ">"), let open = inner.findLast(",<") else { return .none }
    let session = LogSlice(open + 2, inner.end - 1)
    inner.cut(at: open)
    return session
  }
}

extension DovecotSignIn {
  /// `key=<value>`, `key=value` and flags between commas, in the order of `login_log_format_elements`; answers the
  /// session.
  mutating func read(_ cursor: inout LogCursor) -> LogSlice {
    var session = LogSlice.none
    while !cursor.isAtEnd {
      if cursor.skip("user=") {
        user = value(&cursor)
      } else if cursor.skip("method=") {
        method = value(&cursor)
      } else if cursor.skip("rip=") {
        remote = value(&cursor)
      } else if cursor.skip("lip=") {
        local = value(&cursor)
      } else if cursor.skip("mpid=") {
        process = UInt32(truncatingIfNeeded: cursor.takeNumber() ?? 0)
      } else if cursor.skip("session=") {
        session = value(&cursor)
      } else if cursor.skip("app=") {
        app = value(&cursor)
      } else {
        isEncrypted = isEncrypted || cursor.starts(with: "TLS")
      }
      guard cursor.take(until: ", ") != nil else { break }
    }
    cursor.go(to: cursor.end)
    return session
  }

  private func value(_ cursor: inout LogCursor) -> LogSlice {
    if let angle = cursor.takeAngle() { return angle }
    let start = cursor.position
    cursor.go(to: cursor.find(UInt8(ascii: ",")) ?? cursor.end)
    return cursor.slice(from: start)
  }
}
