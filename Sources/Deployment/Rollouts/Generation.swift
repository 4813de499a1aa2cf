import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// One numbered rollout as people see it: who, why, when, how far, how it ended.
package struct Generation: Codable, Sendable {
  /// A stage that is behind it, and how long it took.
  package struct PastStage: Codable, Hashable, Sendable {
    package var name: Rollout.Stage
    /// Milliseconds.
    package var ms: Int
  }

  package var number: Int
  package var actor: String
  package var reason: String
  package var requested: Date
  package var stage: Rollout.Stage
  /// When it entered its stage; once ended, when it did.
  package var entered: Date
  package var stages: [PastStage]
  package var previous: Int?
  package var outcome: Rollout.Outcome?
  package var fault: Fault?
  /// The round trip that proved it, or failed to.
  package var probe: ProbeReport?
  /// How many files it changed.
  package var files: Int

  package var rollout: Rollout {
    Rollout(number: number, previous: previous, stage: stage, outcome: outcome, fault: fault)
  }

  /// Takes over where `rollout` now stands.
  mutating func follow(_ rollout: Rollout, at now: Date) {
    if rollout.stage != stage {
      stages.append(PastStage(name: stage, ms: max(0, Int((now.timeIntervalSince(entered) * 1_000).rounded()))))
      entered = now
    }
    stage = rollout.stage
    previous = rollout.previous
    outcome = rollout.outcome
    fault = rollout.fault
  }
}

/// The generations as the store keeps them.
struct GenerationTable {
  let db: any Database

  static let migration = Migration(
    "rollouts",
    [
      """
      CREATE TABLE rollout (
        number BIGINT PRIMARY KEY,
        actor TEXT NOT NULL,
        reason TEXT NOT NULL,
        requested BIGINT NOT NULL,
        stage TEXT NOT NULL,
        entered BIGINT NOT NULL,
        stages TEXT NOT NULL,
        previous BIGINT,
        outcome TEXT,
        fault TEXT,
        probe TEXT,
        system TEXT,
        changes TEXT,
        files BIGINT NOT NULL,
        CHECK ((stage = 'ended') = (outcome IS NOT NULL)),
        CHECK (stage = 'waiting' OR system IS NOT NULL OR outcome = 'failed')
      )
      """,
      "CREATE INDEX rollout_unfinished ON rollout (number) WHERE stage <> 'ended'",
      """
      CREATE TABLE signing_key (
        domain TEXT NOT NULL,
        selector TEXT NOT NULL,
        public_key TEXT NOT NULL,
        PRIMARY KEY (domain, selector)
      )
      """,
    ])

  private static let columns: SQL =
    "number, actor, reason, requested, stage, entered, stages, previous, outcome, fault, probe, files"

  /// A new generation that waits for its turn. Without a `system` it takes the desired state when it begins.
  func add(actor: String, reason: String, system: MailSystem?, at now: Date) throws -> Generation {
    let number = (try db.value("SELECT MAX(number) FROM rollout", as: Int.self) ?? 0) + 1
    let none: [Generation.PastStage] = []
    try db.execute(
      """
      INSERT INTO rollout (number, actor, reason, requested, stage, entered, stages, system, files)
      VALUES (\(number), \(actor), \(reason), \(now), 'waiting', \(now), \(json: none), \(try system.map(SQLJSON.encode)), 0)
      """)
    return try existing(number)
  }

  func existing(_ number: Int) throws -> Generation {
    let found = try db.row("SELECT \(sql: Self.columns) FROM rollout WHERE number = \(number)", as: Generation.self)
    guard let found else {
      throw Fault(
        .notFound, en: "there is no generation \(number)", es: "no existe la generación \(number)",
        hint: Text(en: "“palomar generations” shows those there are", es: "«palomar generations» muestra las que hay"),
        field: "number")
    }
    return found
  }

  /// Newest first, older than `number`.
  func list(before number: Int?, limit: Int) throws -> [Generation] {
    try db.rows(
      """
      SELECT \(sql: Self.columns) FROM rollout WHERE number < \(number ?? Int.max) ORDER BY number DESC LIMIT \(limit)
      """, as: Generation.self)
  }

  /// In the order in which they will be carried out; the first may have begun.
  func unfinished() throws -> [Generation] {
    try db.rows(
      "SELECT \(sql: Self.columns) FROM rollout WHERE stage <> 'ended' ORDER BY number", as: Generation.self)
  }

  /// One that waits and will take the desired state of the moment when it begins.
  func waiting() throws -> Generation? {
    try db.row(
      """
      SELECT \(sql: Self.columns) FROM rollout WHERE stage = 'waiting' AND system IS NULL ORDER BY number LIMIT 1
      """, as: Generation.self)
  }

  /// The newest that got through, before `number`.
  func newestDone(before number: Int? = nil) throws -> Generation? {
    try db.row(
      """
      SELECT \(sql: Self.columns) FROM rollout WHERE outcome = 'done' AND number < \(number ?? Int.max)
      ORDER BY number DESC LIMIT 1
      """, as: Generation.self)
  }

  func system(of number: Int) throws -> MailSystem? {
    try db.value("SELECT system FROM rollout WHERE number = \(number)", as: MailSystem.self)
  }

  func setSystem(_ system: MailSystem, of number: Int) throws {
    try db.execute("UPDATE rollout SET system = \(json: system) WHERE number = \(number)")
  }

  func changes(of number: Int) throws -> [FileChange] {
    try db.value("SELECT changes FROM rollout WHERE number = \(number)", as: [FileChange].self) ?? []
  }

  func setPlan(_ plan: GenerationPlan, of number: Int) throws {
    try db.execute(
      "UPDATE rollout SET changes = \(json: plan.changes), files = \(plan.changes.count) WHERE number = \(number)")
    for key in plan.signingKeys {
      try db.execute(
        """
        INSERT INTO signing_key (domain, selector, public_key) VALUES (\(key.domain), \(key.selector), \(key.publicKey))
        ON CONFLICT (domain, selector) DO UPDATE SET public_key = excluded.public_key
        """)
    }
  }

  func update(_ generation: Generation) throws {
    try db.execute(
      """
      UPDATE rollout SET stage = \(generation.stage.rawValue), entered = \(generation.entered),
        stages = \(json: generation.stages), previous = \(generation.previous),
        outcome = \(generation.outcome?.rawValue), fault = \(try generation.fault.map(SQLJSON.encode)),
        probe = \(try generation.probe.map(SQLJSON.encode))
      WHERE number = \(generation.number)
      """)
  }

  func signingKeys(of domain: DomainName?) throws -> [SigningKey] {
    let filter: SQL = if let domain { "WHERE domain = \(domain)" } else { "" }
    return try db.rows(
      """
      SELECT domain, selector, public_key AS "publicKey" FROM signing_key \(sql: filter) ORDER BY domain, selector
      """, as: SigningKey.self)
  }
}
