import CPostgreSQL

/// The answer to one statement; frees libpq's memory with itself.
final class PostgreSQLResult {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) {
    self.result = result
  }

  deinit {
    PQclear(result)
  }

  /// Rows that the statement inserted, changed or removed.
  var changes: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  /// `COMMIT`, `ROLLBACK`, `INSERT 0 1`.
  var tag: String { String(cString: PQcmdStatus(result)) }

  var rows: [Row] {
    let types = (0..<PQnfields(result)).map { PQftype(result, $0) }
    let columns = (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
    return (0..<PQntuples(result)).map { row in
      Row(columns: columns, values: types.indices.map { value(row, Int32($0), types[$0]) })
    }
  }

  private func value(_ row: Int32, _ column: Int32, _ type: Oid) -> SQLValue {
    guard PQgetisnull(result, row, column) == 0 else { return .null }
    let octets = UnsafeRawBufferPointer(
      start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
    return SQLValue(String(decoding: octets, as: UTF8.self), of: type)
  }
}

extension SQLValue {
  /// `text` is PostgreSQL's text form of a value of `type`. Sums of BIGINT are NUMERIC there: whole ones become
  /// integers again.
  fileprivate init(_ text: String, of type: Oid) {
    switch type {
    case PostgreSQLType.boolean: self = .integer(text == "t" ? 1 : 0)
    case PostgreSQLType.octets: self = .blob(Self.octets(hex: text.utf8.dropFirst(2)))
    case _ where PostgreSQLType.integers.contains(type): self = Int64(text).map(SQLValue.integer) ?? .text(text)
    case _ where PostgreSQLType.reals.contains(type): self = Double(text).map(SQLValue.real) ?? .text(text)
    case PostgreSQLType.numeric:
      self = Int64(text).map(SQLValue.integer) ?? Double(text).map(SQLValue.real) ?? .text(text)
    default: self = .text(text)
    }
  }

  /// `\x0aff`, without its first two characters (PostgreSQL's manual, "bytea Hex Format").
  private static func octets(hex: Substring.UTF8View) -> [UInt8] {
    var octets: [UInt8] = []
    octets.reserveCapacity(hex.count / 2)
    var high: UInt8?
    for character in hex {
      let digit = character < 0x40 ? character - 0x30 : (character | 0x20) - 0x61 + 10
      if let first = high {
        octets.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return octets
  }
}
