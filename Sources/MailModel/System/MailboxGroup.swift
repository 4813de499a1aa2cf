/// Those who may use a mailbox that is not theirs, as a group of Dovecot's.
package enum MailboxGroup: String, CaseIterable, Sendable {
  case reads, manages

  package func name(of mailbox: Address) -> String { "\(rawValue):\(mailbox)" }

  /// What it may, in the letters of RFC 4314 §2.1. Nobody but the owner gives rights on (`a`).
  package var letters: String {
    switch self {
    case .reads: "lr"
    case .manages: "lrwstipekx"
    }
  }

  /// The same in Dovecot's words.
  package var words: [String] {
    switch self {
    case .reads: ["lookup", "read"]
    case .manages:
      [
        "lookup", "read", "write", "write-seen", "write-deleted", "insert", "post", "expunge", "create", "delete",
      ]
    }
  }
}

extension Layout {
  /// For each person who has access to others' mailboxes, a file with what their groups may there, by the name of
  /// the person's address: Dovecot's global access list (doc.dovecot.org/2.3, “Global ACL file”).
  package var sharing: String { "\(root)/directory/sharing" }

  /// What the filter asks about those who send as somebody else. Lines of words: `behalf PERSON MAILBOX`, who must
  /// be named in `Sender`; `sent MAILBOX shared` or `sent MAILBOX both`, where copies go.
  package var sendingRules: String { "\(root)/directory/filter/sending" }

  /// The detail part (RFC 5233) of the address to which copies for a mailbox's `Sent` go. Only the filter writes to it.
  package static let copiesDetail = "palomar-sent"

  /// The header that the filter gives a message which waits for a group's moderators, with the group's address. From
  /// outside nothing brings it in: Postfix takes every `X-Palomar-…` out before the filter sees a message.
  package static let heldHeader = "X-Palomar-Held"
}
