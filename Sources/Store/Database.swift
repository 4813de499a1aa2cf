/// One open transaction. Synchronous: it is used inside `Store.read` and `Store.write`, off the event loop.
/// The first statement that fails ends it: whatever comes after fails too, and nothing is kept.
package protocol Database {
  var kind: StoreKind { get }
  /// Runs a statement; the number of rows that it inserted, changed or removed.
  @discardableResult
  func execute(_ sql: SQL) throws -> Int
  /// The rows of a query, or of a statement with `RETURNING`.
  func rows(_ sql: SQL) throws -> [Row]
  /// Does `body` wholly or not at all: when it throws, what it changed is taken back, a statement of its that failed is
  /// forgotten, and the transaction goes on.
  func attempt<Value>(_ body: (any Database) throws -> Value) throws -> Value
}

extension Database {
  /// What an engine's own connection has no need of: transactions give it to `body`.
  package func attempt<Value>(_ body: (any Database) throws -> Value) throws -> Value {
    try body(self)
  }
}

/// One row of an answer: columns in order, with their names.
package struct Row: Hashable, Sendable {
  package let columns: [String]
  package let values: [SQLValue]

  package init(columns: [String], values: [SQLValue]) {
    self.columns = columns
    self.values = values
  }

  package subscript(column: String) -> SQLValue? {
    columns.firstIndex(of: column).map { values[$0] }
  }
}

extension Database {
  package func rows<Value: Decodable>(_ sql: SQL, as type: Value.Type) throws -> [Value] {
    try rows(sql).map { try $0.decoded(as: type) }
  }

  /// The first row, `nil` where there is none.
  package func row<Value: Decodable>(_ sql: SQL, as type: Value.Type) throws -> Value? {
    try rows(sql).first?.decoded(as: type)
  }

  /// The first column of the first row, for counts and single values.
  package func value<Value: Decodable>(_ sql: SQL, as type: Value.Type) throws -> Value? {
    guard let row = try rows(sql).first, let value = row.values.first, value != .null else { return nil }
    return try Row(columns: ["value"], values: [value]).decoded(as: SingleColumn<Value>.self).value
  }
}

private struct SingleColumn<Value: Decodable>: Decodable {
  let value: Value
}
