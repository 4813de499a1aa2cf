extension PostscreenVerdict {
  private static let words: [(StaticString, Kind)] = [
    ("CONNECT from ", .connected), ("DISCONNECT ", .disconnected), ("PASS NEW ", .passedNew), ("PASS OLD ", .passedOld),
    ("ALLOWLISTED ", .allowListed), ("WHITELISTED ", .allowListed), ("DENYLISTED ", .denyListed),
    ("BLACKLISTED ", .denyListed), ("ALLOWLIST VETO ", .allowVeto), ("WHITELIST VETO ", .allowVeto),
    ("DROP ", .dropped),
    ("COMMAND TIME LIMIT from ", .timeLimit), ("COMMAND LENGTH LIMIT from ", .lengthLimit),
    ("COMMAND COUNT LIMIT from ", .countLimit), ("COMMAND PIPELINING from ", .pipelining),
    ("NON-SMTP COMMAND from ", .nonSMTP), ("BARE NEWLINE from ", .bareNewline),
    ("DATA without valid RCPT from ", .dataWithoutRecipient), ("BDAT without valid RCPT from ", .dataWithoutRecipient),
    ("UNPASS ", .other), ("UNFAIL ", .other), ("ENFORCE ", .other), ("SKIP ", .other),
    ("reject: connect from ", .refused),
  ]

  init?(_ cursor: inout LogCursor) {
    for (word, kind) in PostscreenVerdict.words where cursor.skip(word) {
      self.init(kind: kind)
      readPeer(&cursor)
      return
    }
    if let measured = PostscreenVerdict.measured(&cursor) {
      self = measured
    } else if let state = PostscreenVerdict.state(&cursor) {
      self = state
    } else {
      return nil
    }
  }

  private mutating func readPeer(_ cursor: inout LogCursor) {
    guard let peer = PostfixPeer(&cursor) else { return }
    self.peer = peer
    _ = cursor.skip(": ") || cursor.skip(" ")
    detail = cursor.takeRest()
  }

  /// `PREGREET 11 after 0 from PEER: EHLO …`, `HANGUP after 0.3 from PEER in …`, `DNSBL rank 4 for PEER`
  private static func measured(_ cursor: inout LogCursor) -> PostscreenVerdict? {
    if cursor.skip("PREGREET "), let octets = cursor.takeNumber(), cursor.take(until: " from ") != nil {
      var verdict = PostscreenVerdict(kind: .pregreet, rank: octets)
      verdict.readPeer(&cursor)
      return verdict
    }
    if cursor.skip("HANGUP after "), cursor.take(until: " from ") != nil {
      var verdict = PostscreenVerdict(kind: .hangUp)
      verdict.readPeer(&cursor)
      return verdict
    }
    guard cursor.skip("DNSBL rank ") else { return nil }
    let isNegative = cursor.skip("-")
    guard let rank = cursor.takeNumber(), cursor.skip(" for ") else { return nil }
    var verdict = PostscreenVerdict(kind: .dnsblRank, rank: isNegative ? -rank : rank)
    verdict.readPeer(&cursor)
    return verdict
  }

  private static func state(_ cursor: inout LogCursor) -> PostscreenVerdict? {
    if cursor.starts(with: "entering STRESS mode") {
      return PostscreenVerdict(kind: .stressed, detail: cursor.takeRest())
    }
    if cursor.starts(with: "leaving STRESS mode") {
      return PostscreenVerdict(kind: .relaxed, detail: cursor.takeRest())
    }
    guard cursor.starts(with: "cache "), cursor.find(" cleanup: ") != nil else { return nil }
    return PostscreenVerdict(kind: .cacheCleaned, detail: cursor.takeRest())
  }
}
