import Foundation

extension Row {
  /// Decodes by column name. Integers become numbers, `Bool` (0 and 1) and `Date` (microseconds since 1970); text
  /// becomes strings and every type that is one; any other value is read as JSON text.
  package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
    try Value(from: RowDecoder(row: self))
  }
}

private struct RowDecoder: Decoder {
  let row: Row
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(ColumnContainer<Key>(row: row))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw StoreError.unreadable("a row is not a list")
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    guard let value = row.values.first, let name = row.columns.first else {
      throw StoreError.unreadable("a row without columns")
    }
    return ColumnValue(value: value, name: name)
  }
}

private struct ColumnContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let row: Row
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { row.columns.compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { row.columns.contains(key.stringValue) }

  func decodeNil(forKey key: Key) throws -> Bool { (row[key.stringValue] ?? .null) == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    guard let value = row[key.stringValue] else {
      throw StoreError.unreadable("the answer has no column \(key.stringValue)")
    }
    return try ColumnValue(value: value, name: key.stringValue).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  {
    throw StoreError.unreadable("column \(key.stringValue) holds no columns")
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw StoreError.unreadable("column \(key.stringValue) holds no list")
  }

  func superDecoder() throws -> any Decoder { RowDecoder(row: row) }
  func superDecoder(forKey key: Key) throws -> any Decoder { RowDecoder(row: row) }
}

/// One column as a decoder of a single value.
private struct ColumnValue: Decoder, SingleValueDecodingContainer {
  let value: SQLValue
  let name: String
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func decodeNil() -> Bool { value == .null }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == Date.self, case .integer(let microseconds) = value {
      return try cast(Date(timeIntervalSince1970: Double(microseconds) / 1_000_000))
    }
    do {
      return try decodeWhole(type)
    } catch let error as StoreError {
      throw error
    } catch {
      // What was stored was valid then: a rule that changed, or somebody else's hand.
      throw unreadable(as: type)
    }
  }

  private func decodeWhole<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do {
      return try Value(from: self)
    } catch is StructuredValue {
      guard case .text(let text) = value else { throw unreadable(as: type) }
      return try SQLJSON.decode(type, from: text)
    }
  }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .integer(let number) = value, number == 0 || number == 1 else { throw unreadable(as: type) }
    return number == 1
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .text(let text) = value else { throw unreadable(as: type) }
    return text
  }

  func decode(_ type: Double.Type) throws -> Double {
    switch value {
    case .real(let number): return number
    case .integer(let number): return Double(number)
    default: throw unreadable(as: type)
    }
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try integer(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    throw StructuredValue()
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw StructuredValue()
  }

  private func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    guard case .integer(let number) = value, let exact = Number(exactly: number) else { throw unreadable(as: type) }
    return exact
  }

  private func cast<From, To>(_ value: From) throws -> To {
    guard let value = value as? To else { throw unreadable(as: To.self) }
    return value
  }

  /// Names the kind of value, not the value: it may be a secret, and this is logged.
  private func unreadable(as type: Any.Type) -> StoreError {
    .unreadable("column \(name) holds \(value.kind), which is not \(type)")
  }
}

/// A value that has parts, and so stands in its column as JSON.
private struct StructuredValue: Error {}

extension SQLValue {
  fileprivate var kind: String {
    switch self {
    case .null: "nothing"
    case .integer: "an integer"
    case .real: "a real number"
    case .text: "a text"
    case .blob: "octets"
    }
  }
}
