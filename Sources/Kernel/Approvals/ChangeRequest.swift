import Foundation
import MailModel
import Store

/// A change that waits for somebody else to agree to it.
package struct ChangeRequest: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// Its author may do it, but not alone: done in the author's name.
    case secondPerson
    /// Its author may not do it and asks for it: done in the name of whoever grants it.
    case access
  }

  package enum State: String, Codable, Sendable, CaseIterable {
    case waiting, approved, denied, withdrawn, expired
  }

  package var id: Int64
  package var kind: Kind
  /// The action's name and, as JSON, all of it. No secret is in it: what carries one does not wait.
  package var action: String
  package var body: String
  package var scope: Scope
  package var author: String
  /// The author's account, or the one that access is asked for, and the token that was shown; without an account it is
  /// the host.
  package var account: Address?
  package var token: String?
  package var reason: String?
  /// Which rule it falls under.
  package var rule: String
  /// What it would do, tried out when it was made or looked at last.
  package var plan: [PlanPart]
  package var created: Date
  package var expires: Date
  package var state: State
  package var decider: String?
  package var decided: Date?
  package var decision: String?

  package static let migration = Migration(
    "change requests",
    [
      """
      CREATE TABLE change_request (
        id BIGINT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('secondPerson', 'access')),
        action TEXT NOT NULL,
        body TEXT NOT NULL,
        scope TEXT NOT NULL,
        domain TEXT NOT NULL,
        author TEXT NOT NULL,
        account TEXT,
        token TEXT,
        reason TEXT,
        rule TEXT NOT NULL,
        plan TEXT NOT NULL,
        created BIGINT NOT NULL,
        expires BIGINT NOT NULL CHECK (expires > created),
        state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'denied', 'withdrawn', 'expired')),
        decider TEXT,
        decided BIGINT,
        decision TEXT,
        CHECK ((state = 'waiting') = (decided IS NULL))
      )
      """,
      "CREATE INDEX change_request_state ON change_request (state, expires)",
      "CREATE INDEX change_request_domain ON change_request (domain, id)",
      "CREATE INDEX change_request_account ON change_request (account, id)",
    ])

  /// Days that it waits.
  package static let patience: TimeInterval = 7 * 86_400

  package init(
    _ kind: Kind, action: String, body: String, scope: Scope, rule: String, plan: [PlanPart],
    of account: Address? = nil, because reason: String? = nil, in work: Work
  ) throws {
    let last = try work.db.value("SELECT COALESCE(MAX(id), 0) FROM change_request", as: Int64.self) ?? 0
    let principal = work.principal
    id = last + 1
    self.kind = kind
    self.action = action
    self.body = body
    self.scope = scope
    author = principal.name
    self.account = account ?? principal.account
    token = principal.origin.token
    self.reason = reason ?? principal.origin.reason
    self.rule = rule
    self.plan = plan
    created = work.now
    expires = work.now + Self.patience
    state = .waiting
  }

  private static let columns: SQL = """
    id, kind, action, body, scope, author, account, token, reason, rule, plan, created, expires, state, decider, decided,
    decision
    """

  package static func find(_ id: Int64, in db: any Database) throws -> ChangeRequest? {
    try db.row("SELECT \(sql: columns) FROM change_request WHERE id = \(id)", as: ChangeRequest.self)
  }

  /// The newest first, before `id`.
  package static func list(
    within visible: Visibility = .everything, of account: Address? = nil, kind: Kind? = nil,
    about scopes: [Scope]? = nil,
    state: State? = nil, before id: Int64? = nil, limit: Int, in db: any Database
  ) throws -> [ChangeRequest] {
    var filter: SQL = "id < \(id ?? .max) AND \(sql: visible.condition(on: "domain"))"
    if let account { filter = filter + " AND account = \(account)" }
    if let kind { filter = filter + " AND kind = \(kind.rawValue)" }
    if let scopes { filter = filter + " AND scope IN \(list: scopes)" }
    if let state { filter = filter + " AND state = \(state.rawValue)" }
    return try db.rows(
      "SELECT \(sql: columns) FROM change_request WHERE \(sql: filter) ORDER BY id DESC LIMIT \(limit)",
      as: ChangeRequest.self)
  }

  /// One that waits and asks for the same, by the same author.
  func findSame(in db: any Database) throws -> ChangeRequest? {
    try db.rows(
      """
      SELECT \(sql: Self.columns) FROM change_request
      WHERE state = 'waiting' AND expires > \(created) AND kind = \(kind.rawValue) AND action = \(action)
        AND body = \(body) AND author = \(author)
      """, as: ChangeRequest.self
    ).first { $0.account == account && $0.token == token }
  }

  /// Those whose time is over.
  package static func overdue(at now: Date, in db: any Database) throws -> [ChangeRequest] {
    try db.rows(
      """
      SELECT \(sql: columns) FROM change_request WHERE state = 'waiting' AND expires <= \(now) ORDER BY id
      """, as: ChangeRequest.self)
  }

  package func insert(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO change_request (id, kind, action, body, scope, domain, author, account, token, reason, rule, plan, created,
        expires, state)
      VALUES (\(id), \(kind.rawValue), \(action), \(body), \(scope), \(scope.domain?.name ?? scope.text), \(author),
        \(account), \(token), \(reason), \(rule), \(json: plan), \(created), \(expires), \(state.rawValue))
      """)
  }

  /// What is decided stays as it is: only one that waits changes.
  package func update(in db: any Database) throws {
    let changed = try db.execute(
      """
      UPDATE change_request SET plan = \(json: plan), state = \(state.rawValue), decider = \(decider),
        decided = \(decided), decision = \(decision) WHERE id = \(id) AND state = 'waiting'
      """)
    guard changed == 1 else { throw StoreError.unreadable("request \(id) is decided already") }
  }
}
