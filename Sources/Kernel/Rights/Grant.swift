import MailModel

/// Permissions, where they hold, and whether they are given or refused there.
package struct Grant: Hashable, Codable, Sendable {
  package enum Effect: String, Codable, Sendable, CaseIterable { case allow, deny }

  package var permissions: PermissionPattern
  package var scope: Scope
  package var effect: Effect
  package var source: Source
  /// The accounts that it holds over, where it holds over a group: those who are in it at this moment.
  private var accounts: Set<Address> = []

  private enum CodingKeys: String, CodingKey { case permissions, scope, effect, source }

  package init(
    _ effect: Effect, _ permissions: PermissionPattern, in scope: Scope, over accounts: Set<Address> = [],
    by source: Source
  ) {
    self.effect = effect
    self.permissions = permissions
    self.scope = scope
    self.accounts = accounts
    self.source = source
  }

  /// Whether it holds all over `other`.
  func reaches(_ other: Scope) -> Bool {
    if case .account(let account) = other, accounts.contains(account) { return true }
    return scope.contains(other)
  }

  /// Whether it speaks of a part of `other` alone.
  func isException(in other: Scope) -> Bool {
    guard case .group = other else { return scope.isNarrower(than: other) }
    // Whom of the group it means only the store knows.
    return scope.level > other.level && scope.domain == other.domain
  }
}

extension Grant {
  /// Whom a grant comes from, so that every answer can say why.
  package enum Source: Hashable, Sendable {
    /// Somebody on the host whom the kernel vouches for, or Palomar itself.
    case host
    case role(String)
    case token(String)

    /// `host`, `role:support` or `token:ci`.
    package var text: String {
      switch self {
      case .host: "host"
      case .role(let name): "role:\(name)"
      case .token(let name): "token:\(name)"
      }
    }

    package var words: Text {
      switch self {
      case .host: Text(en: "the host", es: "el equipo")
      case .role(let name): Text(en: "the role \(name)", es: "el rol \(name)")
      case .token(let name): Text(en: "the token \(name)", es: "el token \(name)")
      }
    }
  }

  /// “the role support allows accounts.read in example.org”.
  package var words: Text {
    let (en, es) = (source.words.en, source.words.es)
    let what = "\(permissions) "
    return switch effect {
    case .allow: Text(en: "\(en) allows \(what)in \(scope)", es: "\(es) permite \(what)en \(scope)")
    case .deny: Text(en: "\(en) denies \(what)in \(scope)", es: "\(es) deniega \(what)en \(scope)")
    }
  }
}

extension Grant.Source: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    switch text.split(separator: ":", maxSplits: 1).map(String.init) {
    case ["host"]: self = .host
    case let parts where parts.count == 2 && parts[0] == "role": self = .role(parts[1])
    case let parts where parts.count == 2 && parts[0] == "token": self = .token(parts[1])
    default: throw DecodingError.dataCorruptedError(in: container, debugDescription: "no source of a grant")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
