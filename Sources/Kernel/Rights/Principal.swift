import MailModel

/// Who asks, and what they may.
package struct Principal: Hashable, Sendable {
  /// As the journal shows it: `ana@example.org`, `root (local)`, `system: directory.publish`.
  package let name: String
  /// The account that it is; `nil` for the host and for Palomar itself.
  package let account: Address?
  package private(set) var origin = Origin()
  /// Whether it is Palomar itself, on a schedule or a job, and nobody who could be asked.
  package private(set) var isPalomar = false
  /// Each of them must allow: what the roles grant, and then what a token lets through.
  private var grants: [Grants]
  private var token: String?

  private init(name: String, account: Address? = nil, _ grants: [Grant]) {
    self.name = name
    self.account = account
    self.grants = [Grants(all: grants)]
  }

  package init(account: Address, grants: [Grant]) {
    self.init(name: account.text, account: account, grants)
  }

  /// Somebody who reached the control socket as root or as Palomar's own user, which only they can.
  package static func localAdministrator(_ user: String) -> Principal {
    Principal(name: "\(user) (local)", [Grant(.allow, .all, in: .everything, by: .host)])
  }

  /// The same one, by the name that the journal has.
  package static func host(named name: String) -> Principal {
    Principal(name: name, [Grant(.allow, .all, in: .everything, by: .host)])
  }

  /// Work that Palomar does by itself: a schedule or a job.
  package static func system(_ task: String) -> Principal {
    var principal = Principal(name: "system: \(task)", [Grant(.allow, .all, in: .everything, by: .host)])
    principal.isPalomar = true
    return principal
  }

  /// Somebody whom nobody knows.
  package static let stranger = Principal(name: "stranger", [])

  package func coming(from origin: Origin) -> Principal {
    var principal = self
    principal.origin = origin
    return principal
  }

  /// The same one with no more than a token gives: whoever shows it never does more than its owner, nor than it says.
  package func limited(toToken name: String, _ grants: [Grant]) -> Principal {
    var principal = self
    principal.token = name
    principal.origin.token = name
    principal.grants.append(Grants(all: grants))
    return principal
  }

  /// The answer, with the grant that gave it.
  package func decision(on permission: Permission, in scope: Scope) -> Decision {
    strictest(of: grants.map { $0.decision(on: permission, in: scope) })
  }

  /// What holds in `scope` except where a narrower grant says otherwise: for an overview of rights.
  package func generalDecision(on permission: Permission, in scope: Scope) -> Decision {
    strictest(of: grants.map { $0.generalDecision(on: permission, in: scope) })
  }

  private func strictest(of decisions: [Decision]) -> Decision {
    guard let refusal = decisions.firstIndex(where: { !$0.isAllowed }) else { return decisions[0] }
    var decision = decisions[refusal]
    if refusal > 0 { decision.token = token }
    return decision
  }

  package func may(_ permission: Permission, in scope: Scope) -> Bool {
    decision(on: permission, in: scope).isAllowed
  }

  /// Whether there is a domain at least in which they may.
  package func maySomewhere(_ permission: Permission) -> Bool {
    !visibility(for: permission).isEmpty
  }

  /// Whether some grant gives it, wherever that holds.
  private func isGivenSomewhere(_ permission: Permission) -> Bool {
    grants.allSatisfy { $0.all.contains { $0.effect == .allow && $0.permissions.contains(permission) } }
  }

  /// The one domain in which they may; `nil` where it is none or more than one.
  package func onlyDomain(for permission: Permission) -> DomainName? {
    guard case .only(let domains) = visibility(for: permission), domains.count == 1 else { return nil }
    return domains.first
  }

  /// Whether all of `pattern` is theirs everywhere in `scope`.
  package func holds(_ pattern: PermissionPattern, in scope: Scope) -> Bool {
    grants.allSatisfy { $0.hold(pattern, in: scope) }
  }

  /// The domains and accounts that some grant names: where the answer may differ from that for everything.
  package var namedScopes: Set<Scope> {
    Set(grants.flatMap { $0.all.map(\.scope) })
  }

  /// Throws unless this principal may ask for `request`.
  func require(_ request: some Request) throws(Fault) {
    if request is any PlacedAction {
      let permission = type(of: request).permission
      guard !isGivenSomewhere(permission) else { return }
      throw refusal(of: permission, in: request.scope, because: decision(on: permission, in: request.scope))
    }
    try require(type(of: request).permission, in: request.scope)
  }

  package func require(_ permission: Permission, in scope: Scope) throws(Fault) {
    let decision = decision(on: permission, in: scope)
    guard !decision.isAllowed else { return }
    throw refusal(of: permission, in: scope, because: decision)
  }

  /// The domains whose rows a list shows them; throws when there is none.
  func visibility(of list: some Request) throws(Fault) -> Visibility {
    let permission = type(of: list).permission
    if let domain = list.scope.domain {
      try require(permission, in: .domain(domain))
      return .only([domain])
    }
    let visible = visibility(for: permission)
    guard !visible.isEmpty else {
      throw refusal(of: permission, in: list.scope, because: decision(on: permission, in: list.scope))
    }
    return visible
  }

  private func visibility(for permission: Permission) -> Visibility {
    grants.reduce(.everything) { $0.intersection($1.visibility(for: permission)) }
  }

  private func refusal(of permission: Permission, in scope: Scope, because decision: Decision) -> Fault {
    let reason = decision.reason
    return Fault(
      .forbidden, en: "\(name) may not \(permission.name) in \(scope): \(reason.en)",
      es: "\(name) no puede \(permission.name) en \(scope): \(reason.es)",
      hint: Text(en: "ask an administrator for that permission", es: "pida ese permiso a un administrador"))
  }
}
