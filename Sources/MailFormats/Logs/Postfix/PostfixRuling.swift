/// What a restriction, an access table, a header or body check, or a milter decided about a message or a command.
package struct PostfixRuling: Sendable {
  package enum Action: UInt8, Sendable, CaseIterable {
    case reject, rejectWarning, hold, discard, redirect, filter, bcc, warn, info, prepend, replace, strip, ignore
    case pass, delay, greylist, milterReject, milterHold, milterDiscard, milterQuarantine, milterChange, proxyReject
    case abort
  }

  package enum Stage: UInt8, Sendable, CaseIterable {
    case connect, helo, mail, recipient, data, endOfMessage, vrfy, etrn, starttls, auth, header, body, mimeHeader
    case mimeError, unknown, other
  }

  package var action: Action
  package var stage: Stage
  package var peer = PostfixPeer()
  /// What was answered or decided: `550 5.1.1 <…>: Recipient address rejected: …`.
  package var reply = LogSlice.none
  /// The three digits of the reply; 0 when it has none.
  package var code: UInt16 = 0
  /// RFC 3463.
  package var dsn = LogSlice.none
  package var sender = LogSlice.none
  package var recipient = LogSlice.none
  package var proto = LogSlice.none
  package var helo = LogSlice.none
  package var user = LogSlice.none
  /// The header or the line of the body that a check met.
  package var content = LogSlice.none
}
