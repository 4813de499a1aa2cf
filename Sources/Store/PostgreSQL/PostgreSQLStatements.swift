/// The statements of one transaction: failures as the store words them for `body`, and as the server worded them
/// for whoever decides on another try.
final class PostgreSQLStatements: Database {
  private let session: PostgreSQLSession
  private(set) var failure: PostgreSQLFailure?

  var kind: StoreKind { .postgreSQL }

  init(on session: PostgreSQLSession) {
    self.session = session
  }

  func execute(_ sql: SQL) throws -> Int {
    try translated { try session.run(sql).changes }
  }

  func rows(_ sql: SQL) throws -> [Row] {
    try translated { try session.run(sql).rows }
  }

  private func translated<Value>(_ statement: () throws -> Value) throws -> Value {
    do {
      return try statement()
    } catch let failure as PostgreSQLFailure {
      self.failure = failure
      throw failure.translated
    }
  }
}
