extension PostfixService {
  /// The program's name, as it stands last in `postfix/submission/smtpd`; `nil` when it is none of Postfix's.
  init?(_ cursor: LogCursor, from start: Int, to end: Int) {
    guard let service = PostfixService.candidate(cursor[start], cursor[start + 1], length: end - start),
      cursor.starts(with: service.name, at: start), service.name.utf8CodeUnitCount == end - start
    else { return nil }
    self = service
  }

  /// The only service that a name of this length with these first octets may be.
  private static func candidate(_ first: UInt8, _ second: UInt8, length: Int) -> PostfixService? {
    switch (first, length) {
    case (UInt8(ascii: "q"), 4): .qmgr
    case (UInt8(ascii: "s"), 4): .smtp
    case (UInt8(ascii: "s"), 5): second == UInt8(ascii: "m") ? .smtpd : .showq
    case (UInt8(ascii: "s"), 6): .scache
    case (UInt8(ascii: "c"), 7): .cleanup
    case (UInt8(ascii: "l"), 4): .lmtp
    case (UInt8(ascii: "l"), 5): .local
    case (UInt8(ascii: "b"), 6): .bounce
    case (UInt8(ascii: "a"), 5): .anvil
    case (UInt8(ascii: "p"), 4): .pipe
    case (UInt8(ascii: "p"), 6): .pickup
    case (UInt8(ascii: "p"), 8): second == UInt8(ascii: "r") ? .proxymap : .postlogd
    case (UInt8(ascii: "p"), 9): .postsuper
    case (UInt8(ascii: "p"), 10): .postscreen
    case (UInt8(ascii: "p"), 14): .script
    case (UInt8(ascii: "e"), 5): .error
    case (UInt8(ascii: "d"), 7): second == UInt8(ascii: "i") ? .discard : .dnsblog
    case (UInt8(ascii: "v"), 7): .virtual
    case (UInt8(ascii: "v"), 6): .verify
    case (UInt8(ascii: "t"), 8): .tlsproxy
    case (UInt8(ascii: "t"), 15): .rewrite
    case (UInt8(ascii: "t"), 6): .tlsmgr
    case (UInt8(ascii: "m"), 6): .master
    case (UInt8(ascii: "f"), 5): .flush
    default: nil
    }
  }

  var name: StaticString {
    switch self {
    case .smtpd: "smtpd"
    case .postscreen: "postscreen"
    case .cleanup: "cleanup"
    case .qmgr: "qmgr"
    case .smtp: "smtp"
    case .lmtp: "lmtp"
    case .local: "local"
    case .virtual: "virtual"
    case .pipe: "pipe"
    case .error: "error"
    case .discard: "discard"
    case .bounce: "bounce"
    case .anvil: "anvil"
    case .dnsblog: "dnsblog"
    case .tlsproxy: "tlsproxy"
    case .rewrite: "trivial-rewrite"
    case .postsuper: "postsuper"
    case .master: "master"
    case .script: "postfix-script"
    case .pickup: "pickup"
    case .scache: "scache"
    case .verify: "verify"
    case .tlsmgr: "tlsmgr"
    case .proxymap: "proxymap"
    case .flush: "flush"
    case .postlogd: "postlogd"
    case .showq: "showq"
    case .other: "other"
    }
  }
}
