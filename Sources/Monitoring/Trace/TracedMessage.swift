import Foundation
import MailFormats
import MailModel

/// What became of one message, one refusal or one sign-in, as the logs tell it.
package struct TracedMessage: Codable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable { case message, refusal, signIn }

  /// The queue ID, or a number of ours for what never had one.
  package var id: String
  package var kind: Kind
  package var first: Date
  package var last: Date
  package var statuses: [TraceStatus]
  /// The envelope's; empty for a report about another message.
  package var sender: String?
  package var recipients: [TracedRecipient]
  package var messageID: String?
  /// Octets.
  package var size: Int?
  package var client: String?
  /// Who was signed in.
  package var account: String?
  /// How they came: `imap`, `pop3`, `managesieve` or `submission`; `nil` where the log does not say.
  package var access: String?
  /// What they signed in with; `nil` for the main password, and where the log does not say.
  package var appPassword: String?
  package var filter: FilterVerdict?
  package var verdict: Text
}

/// How it ended for one recipient.
package struct TracedRecipient: Codable, Sendable {
  package var address: String
  /// As the sender wrote it, where an alias or a group changed it.
  package var originally: String?
  package var status: TraceStatus?
  package var at: Date?
  package var relay: String?
  /// RFC 3463.
  package var dsn: String?
  /// What the other side said.
  package var words: String?
  /// Seconds from arrival, and where they went: before the queue, in it, connecting, sending.
  package var delay: Double?
  package var stages: [Double]?
  /// What Dovecot did with it.
  package var placed: Placement?

  /// Whether it went to a program of this host: `local`, or a socket between brackets.
  var staysHere: Bool {
    guard let relay else { return false }
    return relay == "local" || relay == "none" || relay.contains("[/") || relay.contains("[private/")
  }
}

/// What Sieve, or delivery without it, did.
package struct Placement: Codable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case stored, discarded, rejected, redirected, answered, failed
  }

  package var kind: Kind
  /// The mailbox, or the address.
  package var target: String
  package var reason: String?
}

/// What Rspamd said.
package struct FilterVerdict: Codable, Sendable {
  package struct Symbol: Codable, Sendable {
    package var name: String
    package var score: Double
  }

  package var action: String
  package var score: Double
  package var threshold: Double
  /// Those that counted most first.
  package var symbols: [Symbol]
}

/// One line of a story.
package struct TracedStep: Codable, Sendable {
  package var at: Date
  package var program: String
  package var line: String
  /// What it says, in a sentence; `nil` where it tells people nothing new.
  package var words: Text?
}

/// A whole story, with those that it goes on in or came from.
package struct TracedStory: Codable, Sendable {
  package var message: TracedMessage
  package var steps: [TracedStep]
  package var linked: [TracedMessage]
}
