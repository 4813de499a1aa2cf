import Foundation
import GRDB

struct SQLiteTransaction: Database {
  let connection: GRDB.Database

  var kind: StoreKind { .sqlite }

  func execute(_ sql: SQL) throws -> Int {
    try translated {
      let before = connection.totalChangesCount
      try connection.cachedStatement(sql: sql.text { _ in "?" }).execute(arguments: try arguments(of: sql))
      // The total tells whether there were any; only the last count leaves out what triggers and cascades did.
      return connection.totalChangesCount == before ? 0 : connection.changesCount
    }
  }

  func rows(_ sql: SQL) throws -> [Row] {
    try translated {
      let statement = try connection.cachedStatement(sql: sql.text { _ in "?" })
      let columns = statement.columnNames
      let cursor = try GRDB.Row.fetchCursor(statement, arguments: try arguments(of: sql))
      var rows: [Row] = []
      while let row = try cursor.next() {
        rows.append(Row(columns: columns, values: row.databaseValues.map(SQLValue.init(_:))))
      }
      return rows
    }
  }

  private func arguments(of sql: SQL) throws -> StatementArguments {
    let values = sql.values
    for case .text(let text) in values where text.utf8.contains(0) {
      // PostgreSQL cannot keep it, and programs that read C strings would see another text than we.
      throw StoreError.refused("a text with a zero octet")
    }
    return StatementArguments(values.map(\.databaseValue))
  }

  private func translated<Value>(_ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw error.translated
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
