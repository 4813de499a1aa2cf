import Foundation
import Kernel

/// Finds out what a type looks like as JSON by letting it decode itself from a decoder that makes every value up and
/// takes notes. What the type really reads is what is described; nothing has to be written down twice.
///
/// A type that checks its text is offered one sample after another until one passes.
enum ShapeReader {
  /// `value` is `nil` when no sample passed: then the shape is as far as the type got.
  static func read<Value: Decodable>(_ type: Value.Type, depth: Int = 0) -> (shape: JSONShape, value: Value?) {
    if let known = known(type, depth) { return known }
    // Types that hold themselves end here.
    guard depth < 10 else { return (.anything, nil) }
    var shape = JSONShape.anything
    for sample in samples {
      let notes = Notes(sample: sample, depth: depth)
      if let value = try? Value(from: NotingDecoder(notes: notes)) { return (notes.shape ?? .object([]), value) }
      shape = notes.shape ?? shape
    }
    return (shape, nil)
  }

  /// What the product's types of one text take.
  private static let samples = [
    "a", "a@example.org", "example.org", "192.0.2.1", "192.0.2.0/24", "192.0.2.1:53", "1M", "*.read", "host",
    "2026-03-01T12:00:00.000000Z", "1", "none",
  ]

  private static func known<Value: Decodable>(_ type: Value.Type, _ depth: Int) -> (JSONShape, Value?)? {
    func found(_ shape: JSONShape, _ value: Any) -> (JSONShape, Value?) { (shape, value as? Value) }
    if let type = type as? any Choice.Type, let choice = open(type) {
      return found(.choice(choice.words), choice.first)
    }
    switch type {
    case is Date.Type: return found(.text(TextForm(format: "date-time")), Date(timeIntervalSince1970: 0))
    case is UUID.Type: return found(.text(TextForm(format: "uuid")), UUID())
    case is URL.Type: return URL(string: "https://example.org").map { found(.text(TextForm(format: "uri")), $0) }
    case is Data.Type: return found(.text(TextForm(format: "byte")), Data())
    case let type as any Nullable.Type: return found(type.shape(depth), type.empty)
    case let type as any Illustrated.Type: return found(type.shape, type.sample)
    case let map as any TextMap.Type: return found(.map(map.valueShape), map.empty)
    default: return nil
    }
  }

  private typealias Choice = RawRepresentable & CaseIterable

  private static func open<Kind: RawRepresentable & CaseIterable>(_ type: Kind.Type) -> (words: [String], first: Any)? {
    let words = type.allCases.compactMap { $0.rawValue as? String }
    guard !words.isEmpty, let first = type.allCases.first else { return nil }
    return (words, first)
  }
}

private protocol TextMap {
  static var valueShape: JSONShape { get }
  static var empty: Any { get }
}

extension Dictionary: TextMap where Key == String, Value: Decodable {
  fileprivate static var valueShape: JSONShape { ShapeReader.read(Value.self).shape }
  fileprivate static var empty: Any { [String: Value]() }
}

/// Where a value may be missing although its field is there.
private protocol Nullable {
  static func shape(_ depth: Int) -> JSONShape
  static var empty: Any { get }
}

extension Optional: Nullable where Wrapped: Decodable {
  fileprivate static func shape(_ depth: Int) -> JSONShape {
    .nullable(ShapeReader.read(Wrapped.self, depth: depth + 1).shape)
  }

  fileprivate static var empty: Any { Self.none as Any }
}
