import Foundation
import Kernel
import MailFormats
import MailModel
import Store

/// A file of accounts on its way into the service: received in parts, checked without effect if wanted, and carried out
/// in batches, each of which says in its own transaction how far it came.
package struct Import: Codable, Sendable {
  package enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// Its content is still to come.
    case receiving
    /// A dry run: nothing is kept but the report.
    case checking
    /// The dry run is over; what it found can be carried out.
    case checked
    case running
    case done
    /// Somebody ended it before its time.
    case stopped
    /// It could not go on; `fault` says why.
    case failed

    package var isOver: Bool { self == .done || self == .stopped || self == .failed }
    var isWorking: Bool { self == .checking || self == .running }
  }

  package var id: String
  /// The file's name, for people.
  package var file: String
  /// SHA-256 of the content in hexadecimal: the same file goes on where it was interrupted.
  package var digest: String
  /// Octets in all, and those that came so far.
  package var size: Int
  package var received: Int
  /// The domain that all its accounts are in; `nil` for any.
  package var domain: DomainName?
  /// Whether accounts that are there are changed.
  package var updates: Bool
  package var state: State
  package var fault: Fault?
  /// How the file is written, once it was looked at.
  package var format: CSVFormat?
  /// Where the next record begins.
  package var position: CSVPosition?
  /// What became of the accounts so far; in a dry run, what would become of them.
  package var added: Int
  package var changed: Int
  package var unchanged: Int
  package var refused: Int
  /// Who asked for it.
  package var actor: String
  package var created: Date
  package var ended: Date?

  package var rows: Int { added + changed + unchanged + refused }

  /// In tables: the domain, or `*`.
  var place: String { domain?.name ?? Scope.everything.text }
  var scope: Scope { domain.map(Scope.domain) ?? .everything }

  static let migration = Migration(
    "imports",
    [
      """
      CREATE TABLE import (
        id TEXT PRIMARY KEY,
        file TEXT NOT NULL,
        digest TEXT NOT NULL,
        size BIGINT NOT NULL CHECK (size >= 0),
        received BIGINT NOT NULL CHECK (received >= 0 AND received <= size),
        domain TEXT NOT NULL,
        updates BIGINT NOT NULL CHECK (updates IN (0, 1)),
        state TEXT NOT NULL
          CHECK (state IN ('receiving', 'checking', 'checked', 'running', 'done', 'stopped', 'failed')),
        fault TEXT,
        format TEXT,
        columns TEXT,
        position TEXT,
        added BIGINT NOT NULL DEFAULT 0,
        changed BIGINT NOT NULL DEFAULT 0,
        unchanged BIGINT NOT NULL DEFAULT 0,
        refused BIGINT NOT NULL DEFAULT 0,
        actor TEXT NOT NULL,
        account TEXT,
        origin TEXT NOT NULL,
        created BIGINT NOT NULL,
        ended BIGINT
      )
      """,
      "CREATE INDEX import_created ON import (created, id)",
      "CREATE INDEX import_digest ON import (digest)",
      """
      CREATE TABLE import_part (
        import TEXT NOT NULL REFERENCES import (id),
        start BIGINT NOT NULL,
        stop BIGINT NOT NULL CHECK (stop > start),
        content BYTEA NOT NULL,
        PRIMARY KEY (import, start)
      )
      """,
      """
      CREATE TABLE import_row (
        import TEXT NOT NULL REFERENCES import (id),
        line BIGINT NOT NULL,
        address TEXT NOT NULL,
        result TEXT NOT NULL CHECK (result IN ('added', 'changed', 'unchanged', 'refused')),
        findings TEXT NOT NULL,
        PRIMARY KEY (import, line)
      )
      """,
      "CREATE INDEX import_row_result ON import_row (import, result, line)",
      """
      CREATE TABLE import_name (
        import TEXT NOT NULL REFERENCES import (id),
        name TEXT NOT NULL,
        line BIGINT NOT NULL,
        PRIMARY KEY (import, name)
      )
      """,
    ])

  private static let columns: SQL = """
    id, file, digest, size, received, NULLIF(domain, '*') AS domain, updates, state, fault, format, position,
      added, changed, unchanged, refused, actor, created, ended
    """

  static func find(_ id: String, within visible: Visibility = .everything, in db: any Database) throws -> Import? {
    try db.row(
      "SELECT \(sql: columns) FROM import WHERE id = \(id) AND \(sql: visible.condition(on: "domain"))", as: Import.self
    )
  }

  static func existing(_ id: String, within visible: Visibility = .everything, in db: any Database) throws -> Import {
    guard let found = try find(id, within: visible, in: db) else {
      throw Fault(
        .notFound, en: "there is no import \(id.prefix(40))", es: "no existe la importación \(id.prefix(40))",
        hint: Text(
          en: "“palomar account imports list” shows those there are",
          es: "«palomar account imports list» muestra las que hay"), field: "id")
    }
    return found
  }

  /// One that is not over, of the same content and with the same aims.
  static func unfinished(_ wanted: BeginImport, of actor: String, in db: any Database) throws -> Import? {
    try db.row(
      """
      SELECT \(sql: columns) FROM import WHERE digest = \(wanted.digest) AND domain = \(wanted.scope.text)
        AND updates = \(wanted.updates ?? false) AND actor = \(actor)
        AND state NOT IN ('done', 'stopped', 'failed') ORDER BY created DESC LIMIT 1
      """, as: Import.self)
  }

  /// The newest first, before `key`, which is `created id`.
  static func list(within visible: Visibility, before key: String?, limit: Int, in db: any Database) throws -> [Import]
  {
    var filter = visible.condition(on: "domain")
    if let parts = key?.split(separator: " "), parts.count == 2, let moment = Int64(parts[0]) {
      filter = filter + " AND (created, id) < (\(moment), \(String(parts[1])))"
    }
    return try db.rows(
      "SELECT \(sql: columns) FROM import WHERE \(sql: filter) ORDER BY created DESC, id DESC LIMIT \(limit)",
      as: Import.self)
  }

  var key: String {
    guard case .integer(let moment) = created.sqlValue else { return id }
    return "\(moment) \(id)"
  }

  func insert(account: Address?, origin: Origin, into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO import (id, file, digest, size, received, domain, updates, state, actor, account, origin, created)
      VALUES (\(id), \(file), \(digest), \(size), \(received), \(place), \(updates), \(state.rawValue), \(actor),
        \(account), \(json: ImportOrigin(origin)), \(created))
      """)
  }

  func update(in db: any Database) throws {
    let fault = try fault.map { try SQLJSON.encode($0) }
    let format = try format.map { try SQLJSON.encode($0) }
    let position = try position.map { try SQLJSON.encode($0) }
    try db.execute(
      """
      UPDATE import SET received = \(received), state = \(state.rawValue), fault = \(fault), format = \(format),
        position = \(position), added = \(added),
        changed = \(changed), unchanged = \(unchanged), refused = \(refused), ended = \(ended) WHERE id = \(id)
      """)
  }

  /// Which column of the file is what.
  static func save(_ columns: [ImportColumn], of id: String, in db: any Database) throws {
    try db.execute("UPDATE import SET columns = \(json: columns) WHERE id = \(id)")
  }

  static func columns(of id: String, in db: any Database) throws -> [ImportColumn] {
    let text = try db.value("SELECT columns FROM import WHERE id = \(id)", as: String.self)
    return try text.map { try SQLJSON.decode([ImportColumn].self, from: $0) } ?? []
  }

  /// Ends it: its content, which may hold passwords, goes at once; its report stays.
  mutating func end(_ state: State, because fault: Fault? = nil, at now: Date, in db: any Database) throws {
    self.state = state
    self.fault = fault
    ended = now
    try update(in: db)
    try db.execute("DELETE FROM import_part WHERE import = \(id)")
    try db.execute("DELETE FROM import_name WHERE import = \(id)")
  }
}
