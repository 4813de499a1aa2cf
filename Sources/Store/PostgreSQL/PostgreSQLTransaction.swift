import MailModel

/// How a transaction begins.
///
/// A reader sees one snapshot. A writer first waits for the lock that every writer takes, in this process or on
/// another host, and then sees, statement by statement, what is committed: nobody else changes anything until it
/// ends. That is what SQLite's single writer gives to the rules of the product, and no writer ever has to start
/// over because of another. REPEATABLE READ would not do here: its snapshot is older than the lock.
enum PostgreSQLTransaction {
  case read
  case write

  /// “palomar” in octets.
  private static let lock: Int64 = 0x70_61_6C_6F_6D_61_72

  private var beginning: String {
    switch self {
    case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    case .write: "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(\(Self.lock))"
    }
  }

  func perform<Value>(on session: PostgreSQLSession, _ body: (any Database) throws -> Value) throws -> Value {
    let statements = PostgreSQLStatements(on: session)
    let value: Value
    do {
      try session.command(beginning)
      value = try Transaction.perform(on: statements, body)
    } catch {
      throw try abandoned(on: session, because: statements.failure ?? error, instead: error)
    }
    try commit(on: session)
    return value
  }

  /// What to throw: a failure that another try may mend as it is, anything else as `body` has it.
  private func abandoned(on session: PostgreSQLSession, because cause: any Error, instead error: any Error) throws
    -> any Error
  {
    let failure = cause as? PostgreSQLFailure
    if let failure, failure.connectionIsLost { return failure }
    try session.command("ROLLBACK")
    if let failure, failure.isTransient {
      try session.forgetStatements()
      return failure
    }
    return error
  }

  private func commit(on session: PostgreSQLSession) throws {
    do {
      try session.command("COMMIT")
    } catch let failure as PostgreSQLFailure where failure.connectionIsLost && self == .write {
      throw StoreOutage.undecided
    }
  }
}
