import MailModel

/// Why a SCIM request cannot be carried out, with the word that the protocol has for it (RFC 7644 §3.12).
package struct SCIMFailure: Error, Hashable, Sendable {
  package enum Kind: String, Sendable {
    case invalidFilter, tooMany, uniqueness, mutability, invalidSyntax, invalidPath, noTarget, invalidValue
  }

  package let kind: Kind
  package let message: Text

  package init(_ kind: Kind, en: String, es: String) {
    self.kind = kind
    message = Text(en: en, es: es)
  }

  /// Failures are told apart by their kind; the words are for people.
  package static func == (left: SCIMFailure, right: SCIMFailure) -> Bool { left.kind == right.kind }
  package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
