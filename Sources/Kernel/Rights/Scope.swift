import MailModel
import Store

/// What a request touches, and where a grant holds. Each level lies within the one before.
package enum Scope: Hashable, Sendable {
  case everything
  case domain(DomainName)
  /// The accounts of a group's own domain that are in it, itself or by way of groups within it.
  case group(Address)
  /// One account: for its owner, oneself.
  case account(Address)

  private static let groupMark = "group:"

  /// `*`, `example.org`, `group:team@example.org` or `ana@example.org`.
  package init(_ text: String) throws(Fault) {
    if text == "*" {
      self = .everything
    } else if text.hasPrefix(Self.groupMark) {
      self = .group(try Address(String(text.dropFirst(Self.groupMark.count))))
    } else if text.contains("@") {
      self = .account(try Address(text))
    } else {
      self = .domain(try DomainName(text))
    }
  }

  package var text: String {
    switch self {
    case .everything: "*"
    case .domain(let domain): domain.name
    case .group(let address): Self.groupMark + address.text
    case .account(let address): address.text
    }
  }

  package var domain: DomainName? {
    switch self {
    case .everything: nil
    case .domain(let domain): domain
    case .group(let address), .account(let address): address.domain
    }
  }

  /// Whether `other` is this or lies within it. A domain does not contain its subdomains: they are domains of their own.
  /// Who is in a group only the store knows: see `Grant.reaches`.
  package func contains(_ other: Scope) -> Bool {
    switch self {
    case .everything: true
    case .domain(let domain): other.domain == domain
    case .group, .account: self == other
    }
  }

  package func isNarrower(than other: Scope) -> Bool {
    level > other.level && other.contains(self)
  }

  /// The higher, the narrower.
  var level: Int {
    switch self {
    case .everything: 0
    case .domain: 1
    case .group: 2
    case .account: 3
    }
  }
}

/// The wide before the narrow.
extension Scope: Comparable {
  package static func < (left: Scope, right: Scope) -> Bool {
    (left.level, left.text) < (right.level, right.text)
  }
}

extension Scope: Codable, CustomStringConvertible, SQLEncodable {
  package var description: String { text }
  package var sqlValue: SQLValue { .text(text) }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
