import Foundation
import GRDB

struct SQLiteTransaction: Database {
  let connection: GRDB.Database

  func execute(_ sql: SQL) throws -> Int {
    try translated {
      let before = connection.totalChangesCount
      try connection.cachedStatement(sql: sql.text { _ in "?" }).execute(arguments: arguments(of: sql))
      return connection.totalChangesCount - before
    }
  }

  func rows(_ sql: SQL) throws -> [Row] {
    try translated {
      let statement = try connection.cachedStatement(sql: sql.text { _ in "?" })
      return try GRDB.Row.fetchAll(statement, arguments: arguments(of: sql)).map { row in
        Row(columns: Array(row.columnNames), values: row.databaseValues.map(SQLValue.init(_:)))
      }
    }
  }

  private func arguments(of sql: SQL) -> StatementArguments {
    StatementArguments(sql.values.map(\.databaseValue))
  }

  private func translated<Value>(_ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw StoreError(error)
    }
  }
}

extension SQLValue {
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .blob([UInt8](data))
    }
  }

  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .blob(let bytes): Data(bytes).databaseValue
    }
  }
}

extension StoreError {
  fileprivate init(_ error: DatabaseError) {
    let words = error.message ?? "\(error)"
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: self = .uniqueViolation(words)
    case .SQLITE_CONSTRAINT_FOREIGNKEY: self = .foreignKeyViolation(words)
    case .SQLITE_CONSTRAINT_CHECK, .SQLITE_CONSTRAINT_NOTNULL: self = .checkViolation(words)
    default: self = .refused("\(error)")
    }
  }
}
