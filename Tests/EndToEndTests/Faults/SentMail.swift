import MailModel

/// What became of each message that a load sent.
actor SentMail {
  struct Entry: Hashable, Sendable {
    let token: String
    let recipient: Address
  }

  private(set) var accepted: [Entry] = []
  /// Everything else than 250, in the server's words or the connection's.
  private(set) var refusals: [String] = []

  func accept(_ token: String, for recipient: Address) {
    accepted.append(Entry(token: token, recipient: recipient))
  }

  func refuse(_ words: String) { refusals.append(words) }
}

/// Which of the messages that were answered with 250 are where they belong.
struct Arrivals: Sendable {
  var expected = 0
  var missing: [String] = []
  /// How many messages there are more often than once. After a kill in the middle of a delivery that is right:
  /// nobody knows whether it was finished (RFC 1047).
  var duplicates = 0
}
