import GRDB
import MailModel

extension DatabaseError {
  /// As callers of the store see it.
  var translated: any Error {
    let words = message ?? "SQLite \(extendedResultCode.rawValue)"
    switch extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: return StoreError.uniqueViolation(words)
    case .SQLITE_CONSTRAINT_FOREIGNKEY: return StoreError.foreignKeyViolation(words)
    case .SQLITE_CONSTRAINT_CHECK, .SQLITE_CONSTRAINT_NOTNULL: return StoreError.checkViolation(words)
    default: return outage(words) ?? StoreError.refused("\(self)")
    }
  }

  private func outage(_ words: String) -> Fault? {
    switch resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: StoreOutage.busy
    case .SQLITE_FULL: StoreOutage.full(words)
    case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB: StoreOutage.unreadable(words)
    default: nil
    }
  }
}
