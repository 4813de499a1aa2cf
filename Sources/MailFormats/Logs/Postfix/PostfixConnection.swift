extension PostfixPeer {
  /// `name[address]`, `name[address]:port` or `[address]:port`; goes past it. `nil` when no bracket comes.
  init?(_ cursor: inout LogCursor) {
    let mark = cursor.position
    guard let name = cursor.take(until: UInt8(ascii: "[")), let address = cursor.take(until: UInt8(ascii: "]")) else {
      cursor.go(to: mark)
      return nil
    }
    self.name = name
    self.address = address
    guard cursor.next == UInt8(ascii: ":"), cursor[cursor.position + 1] &- 48 < 10 else { return }
    cursor.advance()
    let start = cursor.position
    _ = cursor.takeNumber()
    port = cursor.slice(from: start)
  }
}

extension PostfixGrammar {
  /// A connection, from a client or to a server.
  static func connection(_ cursor: inout LogCursor) -> PostfixStatement? {
    switch cursor.next {
    case UInt8(ascii: "c"):
      if cursor.skip("connect from ") { return PostfixPeer(&cursor).map(PostfixStatement.connected) }
      if cursor.skip("connect to ") { return connectFailure(&cursor) }
    case UInt8(ascii: "d"):
      if cursor.skip("disconnect from ") { return disconnection(&cursor) }
      if cursor.skip("discarding EHLO keywords") { return .remark(.info, cursor.takeRest()) }
    case UInt8(ascii: "l"), UInt8(ascii: "t"), UInt8(ascii: "i"):
      if let broken = breakOff(&cursor) { return broken }
    case UInt8(ascii: "w"):
      return warning(&cursor)
    case UInt8(ascii: "S"):
      if cursor.skip("SSL_accept error from ") || cursor.skip("SSL_connect error to ") {
        return securityFailure(&cursor)
      }
    case UInt8(ascii: "A"), UInt8(ascii: "U"), UInt8(ascii: "T"), UInt8(ascii: "V"):
      return PostfixSecurity(&cursor).map(PostfixStatement.secured)
    case UInt8(ascii: "C"), UInt8(ascii: "D"):
      return proxied(&cursor)
    case UInt8(ascii: "p"):
      return PostfixRuling(&cursor).map(PostfixStatement.ruled)
    default: break
    }
    return nil
  }

  private static func connectFailure(_ cursor: inout LogCursor) -> PostfixStatement? {
    let start = cursor.position
    if PostfixPeer(&cursor) != nil, cursor.skip(": ") {
      return .connectFailed(target: LogSlice(start, cursor.position - 2), reason: cursor.takeRest())
    }
    cursor.go(to: start)
    guard let target = cursor.take(until: ": ") else { return nil }
    return .connectFailed(target: target, reason: cursor.takeRest())
  }

  private static func disconnection(_ cursor: inout LogCursor) -> PostfixStatement? {
    guard let peer = PostfixPeer(&cursor) else { return nil }
    _ = cursor.skip(" ")
    return .disconnected(peer, commands: cursor.takeRest())
  }

  /// `… after STAGE from PEER`; the stage of a message's content has its length behind it.
  private static func breakOff(_ cursor: inout LogCursor) -> PostfixStatement? {
    let kind: PostfixBreak
    if cursor.skip("lost connection after ") {
      kind = .lostConnection
    } else if cursor.skip("timeout after ") {
      kind = .timeout
    } else if cursor.skip("too many errors after ") {
      kind = .tooManyErrors
    } else if cursor.skip("improper command pipelining after ") {
      kind = .overrun
    } else {
      return nil
    }
    guard let stage = cursor.take(until: " from "), let peer = PostfixPeer(&cursor) else { return nil }
    return .brokenOff(kind, after: stage, peer)
  }

  private static func securityFailure(_ cursor: inout LogCursor) -> PostfixStatement? {
    guard let peer = PostfixPeer(&cursor) else { return nil }
    _ = cursor.skip(": ")
    return .securityFailed(peer, reason: cursor.takeRest())
  }

  /// tlsproxy(8): `CONNECT from [address]:port`, `DISCONNECT [address]:port`
  private static func proxied(_ cursor: inout LogCursor) -> PostfixStatement? {
    if cursor.skip("CONNECT from ") || cursor.skip("CONNECT to ") {
      return PostfixPeer(&cursor).map(PostfixStatement.connected)
    }
    guard cursor.skip("DISCONNECT "), let peer = PostfixPeer(&cursor) else { return nil }
    return .disconnected(peer, commands: .none)
  }

  /// Warnings that mean more than their level.
  private static func warning(_ cursor: inout LogCursor) -> PostfixStatement? {
    guard cursor.skip("warning: ") else { return nil }
    let start = cursor.position
    if let limit = cursor.take(until: " limit exceeded: ") { return limitExceeded(limit, &cursor) }
    guard let peer = PostfixPeer(&cursor), cursor.skip(": SASL "),
      let mechanism = cursor.take(until: " authentication ")
    else {
      cursor.go(to: start)
      return .remark(.warning, cursor.takeRest())
    }
    guard cursor.skip("failed: ") else {
      return .signInFailed(
        PostfixSignInFailure(peer: peer, mechanism: mechanism, reason: cursor.takeRest(), user: .none))
    }
    guard let reason = cursor.take(until: ", sasl_username=") else {
      return .signInFailed(
        PostfixSignInFailure(peer: peer, mechanism: mechanism, reason: cursor.takeRest(), user: .none))
    }
    return .signInFailed(
      PostfixSignInFailure(peer: peer, mechanism: mechanism, reason: reason, user: cursor.takeRest()))
  }

  private static func limitExceeded(_ limit: LogSlice, _ cursor: inout LogCursor) -> PostfixStatement? {
    guard cursor.take(until: " from ") != nil, let peer = PostfixPeer(&cursor) else { return nil }
    return .limitExceeded(limit, peer)
  }
}

extension PostfixSecurity {
  /// `Untrusted TLS connection established to PEER: TLSv1.3 with cipher NAME (…)`
  init?(_ cursor: inout LogCursor) {
    if cursor.skip("Anonymous") {
      trust = .anonymous
    } else if cursor.skip("Untrusted") {
      trust = .untrusted
    } else if cursor.skip("Trusted") {
      trust = .trusted
    } else if cursor.skip("Verified") {
      trust = .verified
    } else {
      return nil
    }
    guard cursor.skip(" TLS connection ") else { return nil }
    guard cursor.skip("established ") || cursor.skip("reused ") else { return nil }
    isOutgoing = cursor.skip("to ")
    guard isOutgoing || cursor.skip("from "), let peer = PostfixPeer(&cursor), cursor.skip(": "),
      let version = cursor.take(until: " with cipher ")
    else { return nil }
    self.peer = peer
    self.version = version
    cipher = cursor.takeField(until: UInt8(ascii: " "))
  }
}

extension PostfixAcceptance {
  init(_ cursor: inout LogCursor) {
    let start = cursor.position
    if let peer = PostfixPeer(&cursor) {
      self.peer = peer
    } else {
      peer = PostfixPeer(name: cursor.takeField(until: UInt8(ascii: ",")))
      cursor.go(to: max(start, cursor.position))
    }
    while !cursor.isAtEnd {
      while cursor.next == UInt8(ascii: ",") || cursor.next == UInt8(ascii: " ") { cursor.advance() }
      readAttribute(&cursor)
    }
  }

  private mutating func readAttribute(_ cursor: inout LogCursor) {
    guard let key = cursor.find(UInt8(ascii: "=")) else { return cursor.go(to: cursor.end) }
    let start = cursor.position
    cursor.go(to: key + 1)
    let value = cursor.takeField(until: UInt8(ascii: ","))
    if cursor.starts(with: "sasl_method", at: start) {
      mechanism = value
    } else if cursor.starts(with: "sasl_username", at: start) {
      user = value
    } else if cursor.starts(with: "sasl_sender", at: start) {
      sender = value
    } else if cursor.starts(with: "orig_queue_id", at: start) {
      originalQueueID = value
    } else if cursor.starts(with: "orig_client", at: start) {
      originalClient = value
    }
  }
}
