/// All that one side grants a principal: its roles, or the token that it shows.
///
/// The rule. Of the grants that speak of the permission and hold where the request points, those at the narrowest
/// level decide: account before group before domain before everything. Among them a denial wins. Where nobody says
/// anything the answer is no. And whatever reaches over a whole also reaches over its parts: it is refused where a denial holds
/// within. Adding a denial therefore never allows anything.
struct Grants: Hashable, Sendable {
  let all: [Grant]

  func decision(on permission: Permission, in scope: Scope) -> Decision {
    let exception = all.first {
      $0.effect == .deny && $0.permissions.contains(permission) && $0.isException(in: scope)
    }
    let decision = generalDecision(on: permission, in: scope)
    return decision.isAllowed ? exception.map(Decision.init(by:)) ?? decision : decision
  }

  /// What holds in `scope` except where a narrower grant says otherwise.
  func generalDecision(on permission: Permission, in scope: Scope) -> Decision {
    Self.decision(of: all.filter { $0.permissions.contains(permission) }, in: scope)
  }

  private static func decision(of speaking: [Grant], in scope: Scope) -> Decision {
    let reaching = speaking.filter { $0.reaches(scope) }
    let narrowest = reaching.map(\.scope.level).max()
    let deciding = reaching.filter { $0.scope.level == narrowest }
    return Decision(by: deciding.first { $0.effect == .deny } ?? deciding.first)
  }

  /// Where the permission is given, domain by domain.
  func visibility(for permission: Permission) -> Visibility {
    let speaking = all.filter { $0.permissions.contains(permission) && $0.scope.level < 2 }
    let named = Set(speaking.compactMap(\.scope.domain))
    let given = named.filter { Self.decision(of: speaking, in: .domain($0)).isAllowed }
    return Self.decision(of: speaking, in: .everything).isAllowed
      ? .allBut(named.subtracting(given)) : .only(given)
  }

  /// Whether each permission of `pattern` is given everywhere in `scope`: what somebody holds, and may hand on.
  func hold(_ pattern: PermissionPattern, in scope: Scope) -> Bool {
    let speaking = all.filter { $0.permissions.overlaps(pattern) }
    guard !speaking.contains(where: { $0.effect == .deny && $0.isException(in: scope) }) else {
      return false
    }
    let reaching = Dictionary(grouping: speaking.filter { $0.reaches(scope) }, by: \.scope.level)
    for level in reaching.keys.sorted(by: >) {
      let grants = reaching[level] ?? []
      if grants.contains(where: { $0.effect == .deny }) { return false }
      if grants.contains(where: { $0.permissions.contains(pattern) }) { return true }
    }
    return false
  }
}
