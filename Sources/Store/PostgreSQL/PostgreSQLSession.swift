import CPostgreSQL
import Foundation
import MailModel

/// One libpq connection and what it has prepared. Every call blocks: it belongs to a thread that may.
final class PostgreSQLSession {
  private let connection: OpaquePointer
  private var statements = PreparedStatements(capacity: PostgreSQLSession.capacity)

  private static let capacity = 128

  /// Connects. `location` is a libpq connection string; what it says outdoes these defaults. A statement waits for
  /// a lock as long as in SQLite.
  init(_ location: String) throws {
    let settings = [
      ("application_name", "palomar"), ("connect_timeout", "10"), ("tcp_user_timeout", "20000"),
      ("gssencmode", "disable"), ("options", "-c lock_timeout=10s -c client_min_messages=warning"),
      ("dbname", location), ("client_encoding", "UTF8"),
    ]
    guard let connection = Self.connect(settings) else { throw StoreOutage.away("libpq has no memory") }
    self.connection = connection
    guard PQstatus(connection) == CONNECTION_OK else {
      throw StoreOutage.away(PostgreSQLFailure.lastWords(of: connection))
    }
    PQsetNoticeProcessor(connection, { _, _ in }, nil)
    try requireFitDatabase()
  }

  deinit {
    PQfinish(connection)
  }

  private static func connect(_ settings: [(name: String, value: String)]) -> OpaquePointer? {
    var names = settings.map { UnsafePointer(strdup($0.name)) } + [nil]
    var values = settings.map { UnsafePointer(strdup($0.value)) } + [nil]
    defer { for text in names + values { free(UnsafeMutablePointer(mutating: text)) } }
    return PQconnectdbParams(&names, &values, 1)
  }

  /// The order of texts must be that of their octets, as in SQLite: pages of lists rely on it.
  private func requireFitDatabase() throws {
    let row = try run(
      "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    ).rows.first
    guard case .text(let collation) = row?.values.first, case .text(let encoding) = row?.values.last else { return }
    guard encoding == "UTF8", ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(collation) else {
      throw StoreOutage.unfit(collation: collation, encoding: encoding)
    }
  }

  /// Statements without parameters that are not worth preparing, such as `BEGIN`; the tag of the last.
  @discardableResult
  func command(_ text: String) throws -> String {
    try checked(PQexec(connection, text)).tag
  }

  private func checked(_ result: OpaquePointer?) throws -> PostgreSQLResult {
    let status = PQresultStatus(result)
    guard let result, status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else {
      defer { PQclear(result) }
      throw PostgreSQLFailure(result: result, connection: connection)
    }
    return PostgreSQLResult(result)
  }

  func run(_ sql: SQL) throws -> PostgreSQLResult {
    let parameters = PostgreSQLParameters(sql.values)
    let name = try prepared(sql.text { "$\($0)" }, parameters.types)
    return try checked(
      parameters.withPointers { values, lengths, formats in
        PQexecPrepared(connection, name, Int32(values.count), values, lengths, formats, 0)
      })
  }

  /// After a change of the schema what was prepared may not fit any more.
  func forgetStatements() throws {
    try command("DEALLOCATE ALL")
    statements = PreparedStatements(capacity: Self.capacity)
  }

  private func prepared(_ text: String, _ types: [Oid]) throws -> String {
    let key = PreparedStatements.Key(text: text, types: types)
    switch statements.use(key) {
    case .use(let name):
      return name
    case .prepare(let name, let evicted):
      do {
        if let evicted { try command("DEALLOCATE \(evicted)") }
        _ = try checked(PQprepare(connection, name, text, Int32(types.count), types))
      } catch {
        statements.forget(key)
        throw error
      }
      return name
    }
  }
}
