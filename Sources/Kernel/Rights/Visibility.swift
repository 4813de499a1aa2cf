import MailModel
import Store

/// The domains whose rows somebody may see.
package enum Visibility: Hashable, Sendable {
  /// The whole service but for some domains; what belongs to no domain is part of it.
  case allBut(Set<DomainName>)
  case only(Set<DomainName>)

  package static let everything = Visibility.allBut([])

  var isEmpty: Bool { self == .only([]) }

  package func contains(_ domain: DomainName) -> Bool {
    switch self {
    case .allBut(let hidden): !hidden.contains(domain)
    case .only(let shown): shown.contains(domain)
    }
  }

  func intersection(_ other: Visibility) -> Visibility {
    switch (self, other) {
    case (.allBut(let hidden), .allBut(let others)): .allBut(hidden.union(others))
    case (.only(let shown), _): .only(shown.filter(other.contains))
    case (_, .only(let shown)): .only(shown.filter(contains))
    }
  }

  /// Holds for the rows that are seen; their `column` has the domain of a row, or `*` where it belongs to none.
  package func condition(on column: SQL) -> SQL {
    switch self {
    case .allBut(let hidden) where hidden.isEmpty: "1 = 1"
    case .allBut(let hidden): "\(sql: column) NOT IN \(list: hidden.sorted())"
    case .only(let shown): "\(sql: column) IN \(list: shown.sorted())"
    }
  }
}
