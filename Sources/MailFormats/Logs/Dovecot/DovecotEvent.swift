/// A line of one of Dovecot's programs.
package struct DovecotEvent: Sendable {
  package var service: DovecotService
  package var level = LogLevel.info
  /// Who is signed in, or for whom mail is delivered.
  package var user = LogSlice.none
  package var process: UInt32 = 0
  /// Of a sign-in, or of an LMTP transaction: then Postfix's line about the delivery ends with it.
  package var session = LogSlice.none
  package var statement = DovecotStatement.remark(.none)
}

package enum DovecotService: UInt8, Sendable, CaseIterable {
  case imapLogin, pop3Login, sieveLogin, submissionLogin, imap, pop3, sieve, submission, lmtp, lda, auth, authWorker
  case master, anvil, config, stats, log, quotaStatus, indexer, indexerWorker, dict, doveadm, hibernate, sslParameters
  case other
}

package enum DovecotStatement: Sendable {
  case signedIn(DovecotSignIn)
  /// A connection that ended without a sign-in.
  case notSignedIn(DovecotSignIn)
  case signInRefused(DovecotRefusal)
  /// A session after its sign-in: `Disconnected: Logged out in=564 out=4386 …`
  case sessionEnded(reason: LogSlice, counters: LogSlice)
  case connected(from: LogSlice)
  case disconnected(from: LogSlice, reason: LogSlice)
  case delivered(DovecotDelivery)
  case scriptFailed(LogSlice)
  case mail(DovecotMailEvent)
  case mailbox(DovecotMailboxChange, name: LogSlice)
  case overQuota(LogSlice)
  case lifecycle(LogSlice)
  case remark(LogSlice)
}

/// `Login: user=<…>, method=PLAIN, rip=…, lip=…, mpid=…, TLS, session=<…>`
package struct DovecotSignIn: Sendable {
  package var user = LogSlice.none
  package var method = LogSlice.none
  package var remote = LogSlice.none
  package var local = LogSlice.none
  /// The app password's name, percent-encoded; our own addition to the line.
  package var app = LogSlice.none
  /// The process that serves the session.
  package var process: UInt32 = 0
  package var isEncrypted = false
  /// Why the connection ended, `Connection closed (auth failed, 1 attempts in 2 secs)`.
  package var reason = LogSlice.none
  /// How many passwords were wrong.
  package var failures: UInt32 = 0
}

/// `lua(ana@example.org,192.0.2.1,<session>): Password mismatch`
package struct DovecotRefusal: Sendable {
  package var backend: LogSlice
  package var user: LogSlice
  package var remote: LogSlice
  package var session: LogSlice
  package var reason: LogSlice
}

/// What Sieve, or delivery without it, did with a message.
package struct DovecotDelivery: Sendable {
  package enum Outcome: UInt8, Sendable {
    case stored, failedToStore, discarded, rejected, rejectionKept, redirected, failedToRedirect, redirectionKept
    case vacationSent, vacationKept, notified, kept, other
  }

  /// Without its brackets.
  package var messageID = LogSlice.none
  package var outcome = Outcome.other
  /// The mailbox, or the address that was answered or forwarded to.
  package var target = LogSlice.none
  package var reason = LogSlice.none
}

/// Of the mail_log plugin: `save: box=INBOX, uid=1, msgid=<…>, size=1699, from=<…>`
package struct DovecotMailEvent: Sendable {
  package enum Kind: UInt8, Sendable {
    case save, copy, delete, undelete, expunge, flagChange, append, other
  }

  package var kind: Kind
  package var mailbox = LogSlice.none
  package var uid: UInt32 = 0
  package var messageID = LogSlice.none
  package var size = 0
  package var sender = LogSlice.none
}

package enum DovecotMailboxChange: UInt8, Sendable {
  case created, deleted, renamed, subscribed, unsubscribed
}
