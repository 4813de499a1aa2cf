import CPostgreSQL
import MailModel

/// What PostgreSQL answered instead of doing it.
struct PostgreSQLFailure: Error {
  /// Five characters (PostgreSQL's manual, appendix A); empty where libpq itself failed.
  let state: String
  /// The primary message: never the detail, which quotes values.
  let words: String
  let connectionIsLost: Bool

  init(result: OpaquePointer?, connection: OpaquePointer) {
    state = Self.field("C", of: result) ?? ""
    words = Self.field("M", of: result) ?? Self.lastWords(of: connection)
    connectionIsLost = PQstatus(connection) != CONNECTION_OK || ["57P01", "57P02", "57P03"].contains(state)
  }

  /// What libpq says of its connection, on one line.
  static func lastWords(of connection: OpaquePointer) -> String {
    String(cString: PQerrorMessage(connection)).split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  /// `PG_DIAG_SQLSTATE` is C, `PG_DIAG_MESSAGE_PRIMARY` is M (PostgreSQL's manual, "Command Execution Functions").
  private static func field(_ code: Unicode.Scalar, of result: OpaquePointer?) -> String? {
    PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
  }

  /// Whether the same transaction may succeed when it runs again from its beginning: it lost against another
  /// (40001, 40P01), or its prepared statement is older than the schema (0A000, 26000).
  var isTransient: Bool {
    ["40001", "40P01", "26000"].contains(state) || (state == "0A000" && words.contains("cached plan"))
  }

  /// As callers of the store see it.
  var translated: any Error {
    if connectionIsLost || state.hasPrefix("08") { return StoreOutage.away(words) }
    if let kind = Self.outages[state] ?? Self.outages[String(state.prefix(2))] { return kind(words) }
    return Self.violations[state]?(words) ?? StoreError.refused("\(state) \(words)")
  }

  private static let outages: [String: @Sendable (String) -> Fault] = [
    "40": { _ in StoreOutage.busy }, "55P03": { _ in StoreOutage.busy }, "53": StoreOutage.full,
    "58": StoreOutage.unreadable, "XX": StoreOutage.unreadable,
  ]

  private static let violations: [String: @Sendable (String) -> StoreError] = [
    "23505": StoreError.uniqueViolation, "23503": StoreError.foreignKeyViolation,
    "23514": StoreError.checkViolation, "23502": StoreError.checkViolation,
  ]
}
