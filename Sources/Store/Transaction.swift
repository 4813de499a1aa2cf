/// A transaction that ends with its first failure, on both engines alike.
///
/// PostgreSQL refuses every statement after one that failed, SQLite goes on. Code that runs on both may rely on
/// neither: after a failure all that is left is to return, and nothing is kept.
final class Transaction: Database {
  private let connection: any Database
  private var failure: (any Error)?

  private init(on connection: any Database) {
    self.connection = connection
  }

  /// The value of `body`, unless a statement failed, also one whose error `body` caught.
  static func perform<Value>(on connection: any Database, _ body: (any Database) throws -> Value) throws -> Value {
    let transaction = Transaction(on: connection)
    let value = try body(transaction)
    if let failure = transaction.failure { throw failure }
    return value
  }

  var kind: StoreKind { connection.kind }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    try run { try connection.execute(sql) }
  }

  func rows(_ sql: SQL) throws -> [Row] {
    try run { try connection.rows(sql) }
  }

  /// A savepoint: both engines have them, and nested ones too.
  func attempt<Value>(_ body: (any Database) throws -> Value) throws -> Value {
    try execute("SAVEPOINT attempt")
    do {
      let value = try body(self)
      try execute("RELEASE SAVEPOINT attempt")
      return value
    } catch {
      failure = nil
      try execute("ROLLBACK TO SAVEPOINT attempt")
      try execute("RELEASE SAVEPOINT attempt")
      throw error
    }
  }

  private func run<Value>(_ statement: () throws -> Value) throws -> Value {
    if let failure { throw failure }
    do {
      return try statement()
    } catch {
      failure = error
      throw error
    }
  }
}
