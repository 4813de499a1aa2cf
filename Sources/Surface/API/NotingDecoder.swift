import Foundation

/// What one value asked its decoder for.
final class Notes {
  /// The text that it is given.
  let sample: String
  let depth: Int
  var shape: JSONShape?

  init(sample: String, depth: Int) {
    self.sample = sample
    self.depth = depth
  }

  func add(_ name: String, _ shape: JSONShape, isRequired: Bool) {
    var fields = self.shape?.fields ?? []
    if !fields.contains(where: { $0.name == name }) {
      fields.append(.init(name: name, shape: shape, isRequired: isRequired))
    }
    self.shape = .object(fields)
  }

  /// A value of the kind that is asked for.
  func made<Value: Decodable>(_ type: Value.Type) throws -> (JSONShape, Value) {
    let plain: (JSONShape, Any)? =
      switch type {
      case is String.Type: (.anyText, sample)
      case is Bool.Type: (.boolean, false)
      case is Double.Type: (.number, 1.0)
      case is Float.Type: (.number, Float(1))
      case let number as any FixedWidthInteger.Type: (.integer(number.range), number.init(1))
      default: nil
      }
    if let plain, let value = plain.1 as? Value { return (plain.0, value) }
    let (shape, value) = ShapeReader.read(type, depth: depth + 1)
    guard let value else { throw NoSample(shape: shape) }
    return (shape, value)
  }
}

/// No sample passed for a part.
struct NoSample: Error {
  let shape: JSONShape
}

struct NotingDecoder: Decoder {
  let notes: Notes
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    if notes.shape == nil { notes.shape = .object([]) }
    return KeyedDecodingContainer(NotingFields<Key>(notes: notes))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    NotingList(notes: notes)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    NotingValue(notes: notes)
  }
}

private struct NotingFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let notes: Notes
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) throws -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try value(type, key, isRequired: true)
  }

  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    try optional(type, key)
  }

  // The protocol has a default for each of these that would ask for the value as if it had to be there.
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
  func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type, key) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(type, key) }
  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try optional(type, key) }
  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }
  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(type, key) }
  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try optional(type, key) }
  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try optional(type, key) }
  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type, key) }
  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

  private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
    try value(type, key, isRequired: false)
  }

  private func value<Value: Decodable>(_ type: Value.Type, _ key: Key, isRequired: Bool) throws -> Value {
    do {
      let (shape, value) = try notes.made(type)
      notes.add(key.stringValue, shape, isRequired: isRequired)
      return value
    } catch let missing as NoSample {
      notes.add(key.stringValue, missing.shape, isRequired: isRequired)
      throw missing
    }
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  {
    throw NoSample(shape: .anything)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw NoSample(shape: .anything)
  }

  func superDecoder() throws -> any Decoder { NotingDecoder(notes: notes) }
  func superDecoder(forKey key: Key) throws -> any Decoder { NotingDecoder(notes: notes) }
}

/// A list with one element.
private struct NotingList: UnkeyedDecodingContainer {
  let notes: Notes
  var codingPath: [any CodingKey] { [] }
  var count: Int? { nil }
  var currentIndex = 0
  var isAtEnd: Bool { currentIndex > 0 }

  mutating func decodeNil() throws -> Bool { false }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    currentIndex += 1
    do {
      let (shape, value) = try notes.made(type)
      notes.shape = .list(shape)
      return value
    } catch let missing as NoSample {
      notes.shape = .list(missing.shape)
      throw missing
    }
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
    throw NoSample(shape: .anything)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw NoSample(shape: .anything) }
  mutating func superDecoder() throws -> any Decoder { NotingDecoder(notes: notes) }
}

private struct NotingValue: SingleValueDecodingContainer {
  let notes: Notes
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool { false }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let (shape, value) = try notes.made(type)
    notes.shape = shape
    return value
  }
}

extension FixedWidthInteger {
  fileprivate static var range: ClosedRange<Int> { Int(clamping: min)...Int(clamping: max) }
}
