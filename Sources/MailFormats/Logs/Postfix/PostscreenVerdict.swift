/// What postscreen(8) saw of a client, before any smtpd did.
package struct PostscreenVerdict: Sendable {
  package enum Kind: UInt8, Sendable {
    case connected, disconnected, passedNew, passedOld, allowListed, denyListed, allowVeto, pregreet, hangUp, dnsblRank
    case timeLimit, lengthLimit, countLimit, pipelining, nonSMTP, bareNewline, dataWithoutRecipient, refused, dropped
    case stressed, relaxed, cacheCleaned, other
  }

  package var kind: Kind
  package var peer = PostfixPeer()
  /// DNSBL score, or octets of a pregreeting.
  package var rank = 0
  package var detail = LogSlice.none
}
