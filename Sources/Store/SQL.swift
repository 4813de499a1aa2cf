import Foundation
import MailModel

/// One SQL statement in the dialect that SQLite 3.40 and PostgreSQL 15 share. Interpolation binds, never pastes:
/// `"SELECT address FROM alias WHERE domain = \(domain)"` sends a placeholder and a value.
///
/// Where the two differ: a value has the type of its Swift value (a number does not fit a TEXT column, nor a text
/// a BIGINT one); LIKE heeds case in PostgreSQL only; NULLs sort first in SQLite and last in PostgreSQL.
package struct SQL: Hashable, Sendable {
  package enum Piece: Hashable, Sendable {
    case text(String)
    case value(SQLValue)
  }

  package private(set) var pieces: [Piece]

  package init(_ pieces: [Piece]) {
    self.pieces = pieces
  }

  package static func + (left: SQL, right: SQL) -> SQL { SQL(left.pieces + right.pieces) }

  package var values: [SQLValue] {
    pieces.compactMap { piece in
      if case .value(let value) = piece { value } else { nil }
    }
  }

  /// The statement with `placeholder(n)` for the nth value, counted from 1.
  package func text(placeholder: (Int) -> String) -> String {
    var count = 0
    return pieces.map { piece in
      switch piece {
      case .text(let text): return text
      case .value:
        count += 1
        return placeholder(count)
      }
    }.joined()
  }
}

extension SQL: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) {
    pieces = [.text(text)]
  }

  package init(stringInterpolation: Interpolation) {
    pieces = stringInterpolation.pieces
  }

  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    package init(literalCapacity: Int, interpolationCount: Int) {
      pieces.reserveCapacity(2 * interpolationCount + 1)
    }

    package mutating func appendLiteral(_ literal: String) {
      pieces.append(.text(literal))
    }

    package mutating func appendInterpolation(_ value: some SQLEncodable) {
      pieces.append(.value(value.sqlValue))
    }

    package mutating func appendInterpolation(_ value: (some SQLEncodable)?) {
      pieces.append(.value(value?.sqlValue ?? .null))
    }

    /// A list in parentheses, for `IN`; an empty one matches nothing.
    package mutating func appendInterpolation(list values: [some SQLEncodable]) {
      pieces.append(.text("("))
      for (index, value) in values.enumerated() {
        if index > 0 { pieces.append(.text(", ")) }
        pieces.append(.value(value.sqlValue))
      }
      pieces.append(.text(values.isEmpty ? "NULL)" : ")"))
    }

    /// A name of the schema that is not known before, quoted.
    package mutating func appendInterpolation(identifier name: String) {
      pieces.append(.text("\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""))
    }

    /// A part of a statement, with its own values.
    package mutating func appendInterpolation(sql: SQL) {
      pieces += sql.pieces
    }

    /// Any value, kept as JSON text.
    package mutating func appendInterpolation(json value: some Encodable) throws {
      pieces.append(.value(.text(try SQLJSON.encode(value))))
    }
  }
}

/// What a column can hold.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

/// A value with one way to stand in a column.
package protocol SQLEncodable {
  var sqlValue: SQLValue { get }
}

extension SQLValue: SQLEncodable {
  package var sqlValue: SQLValue { self }
}
extension String: SQLEncodable {
  package var sqlValue: SQLValue { .text(self) }
}
extension Int: SQLEncodable {
  package var sqlValue: SQLValue { .integer(Int64(self)) }
}
extension Int64: SQLEncodable {
  package var sqlValue: SQLValue { .integer(self) }
}
extension Double: SQLEncodable {
  package var sqlValue: SQLValue { .real(self) }
}
extension Bool: SQLEncodable {
  package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}
/// Microseconds since 1970, so that both engines compare and index them alike.
extension Date: SQLEncodable {
  package var sqlValue: SQLValue { .integer(Int64((timeIntervalSince1970 * 1_000_000).rounded())) }
}
extension Address: SQLEncodable {
  package var sqlValue: SQLValue { .text(text) }
}
extension DomainName: SQLEncodable {
  package var sqlValue: SQLValue { .text(name) }
}
extension ByteCount: SQLEncodable {
  package var sqlValue: SQLValue { .integer(bytes) }
}
extension Selector: SQLEncodable {
  package var sqlValue: SQLValue { .text(label) }
}
/// A store may keep a secret (a hash, a probe's password); nothing that leaves the store shows it.
extension Secret: SQLEncodable {
  package var sqlValue: SQLValue { .text(value) }
}

/// JSON as the store keeps it: sorted keys, so that equal values are equal text.
package enum SQLJSON {
  package static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  package static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: Data(text.utf8))
  }
}
