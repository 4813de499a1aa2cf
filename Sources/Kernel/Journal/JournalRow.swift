import MailModel
import Store

/// A row of the journal's table as verification finds it.
package struct JournalRow: Sendable {
  /// Zero where it holds no number.
  package let number: Int64
  /// `nil` where a column holds what no entry has.
  package let entry: JournalEntry?

  init(_ row: Row) {
    if case .integer(let number) = row.values.first { self.number = number } else { number = 0 }
    entry = try? JournalEntry(row)
  }

  package init(_ entry: JournalEntry) {
    number = entry.number
    self.entry = entry
  }
}

extension JournalEntry {
  /// In the order of `init(_: Row)`.
  static let columns: SQL = """
    number, at, actor, address, token, reason, action, scope, result, request, before, after, previous, hash
    """

  /// By position rather than by name: a verification reads millions.
  init(_ row: Row) throws {
    let values = row.values
    guard values.count == 14, let result = Result(rawValue: try text(values[8], "result")) else {
      throw StoreError.unreadable("a row that is no entry of the journal")
    }
    number = try integer(values[0], "number")
    at = JournalTime(microseconds: try integer(values[1], "at"))
    actor = try text(values[2], "actor")
    address = try textIfAny(values[3], "address")
    token = try textIfAny(values[4], "token")
    reason = try textIfAny(values[5], "reason")
    action = try text(values[6], "action")
    scope = try text(values[7], "scope")
    self.result = result
    request = try text(values[9], "request")
    before = try textIfAny(values[10], "before")
    after = try text(values[11], "after")
    previous = try text(values[12], "previous")
    hash = try text(values[13], "hash")
  }

  var values: [any SQLEncodable] {
    let texts: [String?] = [
      actor, address, token, reason, action, scope, result.rawValue, request, before, after, previous, hash,
    ]
    return [number, at.microseconds] + texts.map { $0.map(SQLValue.text) ?? .null }
  }
}

private func integer(_ value: SQLValue, _ column: String) throws -> Int64 {
  guard case .integer(let number) = value else { throw unreadable(column) }
  return number
}

private func text(_ value: SQLValue, _ column: String) throws -> String {
  guard case .text(let text) = value else { throw unreadable(column) }
  return text
}

private func textIfAny(_ value: SQLValue, _ column: String) throws -> String? {
  value == .null ? nil : try text(value, column)
}

private func unreadable(_ column: String) -> StoreError {
  .unreadable("column \(column) of the journal holds what no entry has")
}
