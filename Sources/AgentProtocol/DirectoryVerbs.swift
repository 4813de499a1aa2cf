/// Keeps a password on the host with which Postfix and Dovecot read the mail directory in PostgreSQL, and makes one
/// where there is none. The password itself goes nowhere.
package struct KeepDirectoryPassword: AgentVerb {
  package static let name = "directory.keepPassword"
  package typealias Reply = DirectoryVerifier

  package init() {}
}

/// What PostgreSQL has to know of that password, in the form in which it stores it
/// (`SCRAM-SHA-256$4096:SALT$STORED:SERVER`, RFC 5803).
package struct DirectoryVerifier: Codable, Hashable, Sendable {
  package let text: String
  /// Tells one verifier from another, and nothing of what is in it.
  package let fingerprint: String

  package init(text: String, fingerprint: String) {
    self.text = text
    self.fingerprint = fingerprint
  }
}
