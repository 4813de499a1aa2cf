/// A line of one of Postfix's programs.
package struct PostfixEvent: Sendable {
  package let service: PostfixService
  /// Empty for lines about no message, and for `NOQUEUE`.
  package let queueID: LogSlice
  package let statement: PostfixStatement
}

package enum PostfixService: UInt8, Sendable, CaseIterable {
  case smtpd, postscreen, cleanup, qmgr, smtp, lmtp, local, virtual, pipe, error, discard, bounce, anvil, dnsblog
  case tlsproxy, rewrite, postsuper, master, script, pickup, scache, verify, tlsmgr, proxymap, flush, postlogd, showq
  case other
}

package enum PostfixStatement: Sendable {
  // A client's connection.
  case connected(PostfixPeer)
  /// With the count of each command: `ehlo=1 mail=1 rcpt=0/1 commands=2/3`.
  case disconnected(PostfixPeer, commands: LogSlice)
  /// `lost connection after DATA from …`, `timeout after …`, `too many errors after …`
  case brokenOff(PostfixBreak, after: LogSlice, PostfixPeer)
  case secured(PostfixSecurity)
  case securityFailed(PostfixPeer, reason: LogSlice)
  case signInFailed(PostfixSignInFailure)
  /// A limit of the anvil service: `Connection rate limit exceeded: 61 from … for service …`
  case limitExceeded(LogSlice, PostfixPeer)
  case screened(PostscreenVerdict)
  /// `addr 192.0.2.1 listed by domain … as …`
  case listed(address: LogSlice, list: LogSlice, answer: LogSlice)

  // A message's way.
  case accepted(PostfixAcceptance)
  case pickedUp(user: Int, sender: LogSlice, original: LogSlice)
  case identified(messageID: LogSlice, isResent: Bool)
  case ruled(PostfixRuling)
  case queued(sender: LogSlice, size: Int, recipients: Int)
  case delivered(PostfixDelivery)
  /// A remark about an attempt that goes on: `host … said: 450 … (in reply to …)`, `lost connection with … while …`
  case attempted(words: LogSlice)
  case notified(PostfixNotice, queueID: LogSlice, toPostmaster: Bool)
  case expired(sender: LogSlice, isForced: Bool)
  case moved(PostfixMove)
  case removed

  // The service itself.
  case connectFailed(target: LogSlice, reason: LogSlice)
  case lifecycle(PostfixLifecycle, detail: LogSlice)
  case counted(LogSlice)
  case remark(LogLevel, LogSlice)
}

/// `host.example.org[192.0.2.1]`, in some lines with `:port`.
package struct PostfixPeer: Sendable {
  package var name = LogSlice.none
  package var address = LogSlice.none
  package var port = LogSlice.none
}

package enum PostfixBreak: UInt8, Sendable {
  case lostConnection, timeout, tooManyErrors, overrun, other
}

/// `Anonymous TLS connection established from …: TLSv1.3 with cipher …`
package struct PostfixSecurity: Sendable {
  package var trust: PostfixTrust
  /// Whether Postfix is the client.
  package var isOutgoing: Bool
  package var peer: PostfixPeer
  package var version: LogSlice
  package var cipher: LogSlice
}

package enum PostfixTrust: UInt8, Sendable {
  case anonymous, untrusted, trusted, verified
}

package struct PostfixSignInFailure: Sendable {
  package var peer: PostfixPeer
  package var mechanism: LogSlice
  package var reason: LogSlice
  /// Empty before Postfix 3.6 and when the client did not say it.
  package var user: LogSlice
}

/// `client=…`: smtpd took a message in.
package struct PostfixAcceptance: Sendable {
  package var peer: PostfixPeer
  package var mechanism = LogSlice.none
  package var user = LogSlice.none
  package var sender = LogSlice.none
  /// Where a filter in front had it from (XFORWARD).
  package var originalQueueID = LogSlice.none
  package var originalClient = LogSlice.none
}

package enum PostfixNotice: UInt8, Sendable {
  case nonDelivery, delay, deliveryStatus
}

package enum PostfixMove: UInt8, Sendable {
  case held, released, requeued, forceExpired, skipped
}

package enum PostfixLifecycle: UInt8, Sendable {
  case starting, started, reloading, stopping, stopped, tableChanged
}

/// `to=…, relay=…, delay=…, delays=a/b/c/d, dsn=…, status=… (…)`
package struct PostfixDelivery: Sendable {
  package enum Status: UInt8, Sendable {
    case sent, deferred, bounced, deliverable, undeliverable, softBounced, expired, other
  }

  package var recipient = LogSlice.none
  package var originalRecipient = LogSlice.none
  package var relay = LogSlice.none
  /// How many messages this connection carried before; 0 when the line does not say.
  package var connectionUse: Int32 = 0
  /// Microseconds from arrival to this line.
  package var delay: Int64 = 0
  /// Microseconds before the queue manager, in the queue, for connection set-up, for transmission.
  package var stages = PostfixDelays()
  package var dsn = LogSlice.none
  package var status = Status.other
  /// The remote's or the program's words, without the parentheses.
  package var words = LogSlice.none
  /// `250 2.0.0 Ok: queued as …`, `forwarded as …`: where the message went on.
  package var nextQueueID = LogSlice.none
  /// Dovecot's session, when it saved the message.
  package var session = LogSlice.none
  /// Whether `nextQueueID` is this host's own: local(8) forwarded it.
  package var isForward = false
}

package struct PostfixDelays: Hashable, Sendable {
  package var received: Int64 = 0
  package var queued: Int64 = 0
  package var connected: Int64 = 0
  package var sent: Int64 = 0

  package init(received: Int64 = 0, queued: Int64 = 0, connected: Int64 = 0, sent: Int64 = 0) {
    self.received = received
    self.queued = queued
    self.connected = connected
    self.sent = sent
  }
}
