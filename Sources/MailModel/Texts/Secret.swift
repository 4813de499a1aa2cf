/// A value that must never be written down: it encodes for transport, and every description,
/// journal entry and log shows `•••` in its place.
package struct Secret: Hashable, Sendable {
  package let value: String

  package init(_ value: String) {
    self.value = value
  }
}

extension Secret: Codable {
  /// Encoders that write to a journal or a log set this key to `true`.
  package static let redacting: CodingUserInfoKey = .redactingSecrets
  package static let redacted = "•••"

  package init(from decoder: any Decoder) throws {
    value = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    let redacts = encoder.userInfo[Secret.redacting] as? Bool ?? false
    var container = encoder.singleValueContainer()
    try container.encode(redacts ? Secret.redacted : value)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { Secret.redacted }
  package var debugDescription: String { Secret.redacted }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

extension CodingUserInfoKey {
  fileprivate static let redactingSecrets: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "org.palomar.redacting") else {
      preconditionFailure("a constant, non-empty key is always valid")
    }
    return key
  }()
}
