import MailModel

/// What a place outside keeps of the journal: that its entry `number` has this hash, and with it all before.
package struct JournalSeal: Codable, Hashable, Sendable {
  package var number: Int64
  package var hash: String
  /// When it was sealed.
  package var at: JournalTime

  package init(number: Int64, hash: String, at: JournalTime) {
    self.number = number
    self.hash = hash
    self.at = at
  }
}

/// A place outside the store, and best outside the host, where the journal's head is written down.
package enum AnchorPlace: Hashable, Sendable {
  /// A file that only grows, by its absolute path.
  case file(String)
  /// The host's syslog, facility authpriv, from where it can go to other hosts.
  case syslog
  /// A URL that takes a POST of JSON, and the bearer token for it (RFC 6750).
  case webhook(url: String, credential: Secret?)
}

/// The places outside where the journal's head is kept.
package struct AnchorClient: Sendable {
  /// Writes the seal down for good, in the name of `anchor`; throws when it cannot be sure of it.
  package var keep: @Sendable (_ seal: JournalSeal, _ place: AnchorPlace, _ anchor: String) async throws -> Void
  /// What a file that only grows holds; `nil` where there is no such file.
  package var contents: @Sendable (_ file: String) async throws -> String?

  package static let unexpected = AnchorClient(
    keep: { _, _, anchor in throw UnexpectedCall("anchor \(anchor)") },
    contents: { file in throw UnexpectedCall("anchor file \(file)") })

  package init(
    keep: @escaping @Sendable (JournalSeal, AnchorPlace, String) async throws -> Void,
    contents: @escaping @Sendable (String) async throws -> String?
  ) {
    self.keep = keep
    self.contents = contents
  }
}
