import MailModel
import Store

/// What a request touches, and where a grant holds. Each level lies within the one before.
package enum Scope: Hashable, Sendable {
  case everything
  case domain(DomainName)
  /// One account: for its owner, oneself.
  case account(Address)

  /// `*`, `example.org` or `ana@example.org`.
  package init(_ text: String) throws(Fault) {
    if text == "*" {
      self = .everything
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
    case .account(let address): address.text
    }
  }

  package var domain: DomainName? {
    switch self {
    case .everything: nil
    case .domain(let domain): domain
    case .account(let address): address.domain
    }
  }

  /// Whether `other` is this or lies within it. A domain does not contain its subdomains: they are domains of their own.
  package func contains(_ other: Scope) -> Bool {
    switch self {
    case .everything: true
    case .domain(let domain): other.domain == domain
    case .account: self == other
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
    case .account: 2
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
