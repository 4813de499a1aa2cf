import MailModel

/// The right to do one kind of thing, a noun and a verb: `accounts.setPassword`.
///
/// What ends in `.read` changes nothing and shows nobody's mail; ArchitectureTests hold the first half.
package struct Permission: Hashable, Codable, Sendable, ExpressibleByStringLiteral {
  package let name: String

  package init(stringLiteral name: String) {
    self.name = name
  }

  package init(from decoder: any Decoder) throws {
    name = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}

/// Permissions that a grant speaks of: one, all of a noun (`accounts.*`), one verb of all nouns (`*.read`), or all (`*`).
package struct PermissionPattern: Hashable, Sendable {
  /// `nil` is any.
  private let noun: String?
  private let verb: String?

  package static let all = PermissionPattern(noun: nil, verb: nil)

  private init(noun: String?, verb: String?) {
    self.noun = noun
    self.verb = verb
  }

  package init(_ text: String) throws(Fault) {
    let match = text.wholeMatch(of: #/([a-z][A-Za-z]*|\*)\.([a-z][A-Za-z]*|\*)/#)
    guard text == "*" || match != nil && text.utf8.count <= 100 else {
      throw Fault(
        .invalid, en: "“\(text.prefix(60))” names no permissions", es: "«\(text.prefix(60))» no designa permisos",
        hint: Text(
          en: "write one, as accounts.setPassword; a family, as accounts.* or *.read; or * for all",
          es: "escriba uno, como accounts.setPassword; una familia, como accounts.* o *.read; o * para todos"))
    }
    noun = match.flatMap { $0.1 == "*" ? nil : String($0.1) }
    verb = match.flatMap { $0.2 == "*" ? nil : String($0.2) }
  }

  package init(exactly permission: Permission) {
    let parts = permission.name.split(separator: ".", maxSplits: 1).map(String.init)
    noun = parts.first ?? ""
    verb = parts.count == 2 ? parts[1] : ""
  }

  /// `accounts.*`.
  package static func every(of noun: String) -> PermissionPattern { PermissionPattern(noun: noun, verb: nil) }

  /// `*.read`.
  package static func each(_ verb: String) -> PermissionPattern { PermissionPattern(noun: nil, verb: verb) }

  package var text: String {
    noun == nil && verb == nil ? "*" : "\(noun ?? "*").\(verb ?? "*")"
  }

  package func contains(_ permission: Permission) -> Bool {
    contains(PermissionPattern(exactly: permission))
  }

  package func contains(_ other: PermissionPattern) -> Bool {
    (noun == nil || noun == other.noun) && (verb == nil || verb == other.verb)
  }

  /// Whether some permission is of both.
  func overlaps(_ other: PermissionPattern) -> Bool {
    (noun == nil || other.noun == nil || noun == other.noun)
      && (verb == nil || other.verb == nil || verb == other.verb)
  }
}

extension PermissionPattern: Codable, CustomStringConvertible {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
