/// Reads CBOR item by item. What it keeps is never larger than what it was given.
package struct CBORReader: Sendable {
  private let octets: [UInt8]
  /// Where the next item begins.
  package private(set) var offset: Int

  /// Lists and maps within each other (CTAP 2.1 §8).
  private static let deepest = 4

  package init(_ octets: [UInt8], from offset: Int = 0) {
    self.octets = octets
    self.offset = offset
  }

  /// The one item that all of the octets are.
  package static func item(in octets: [UInt8]) throws(CBORError) -> CBORValue {
    var reader = CBORReader(octets)
    let item = try reader.next()
    guard reader.offset == octets.count else { throw CBORError(reason: .more, offset: reader.offset) }
    return item
  }

  package mutating func next() throws(CBORError) -> CBORValue {
    try item(within: 0)
  }

  /// RFC 8949 §3: the major type in three bits, and its argument.
  private mutating func item(within depth: Int) throws(CBORError) -> CBORValue {
    let start = offset
    let first = try take(1, from: start)[0]
    let kind = first >> 5
    if kind == 7 { return try simple(first, at: start) }
    guard kind != 6 else { throw CBORError(reason: .kind, offset: start) }
    let argument = try argument(first & 0x1F, at: start)
    switch kind {
    case 0: return .unsigned(argument)
    case 1: return .negative(argument)
    case 2: return .octets(try take(argument, from: start))
    case 3:
      guard let text = String(validating: try take(argument, from: start), as: UTF8.self) else {
        throw CBORError(reason: .text, offset: start)
      }
      return .text(text)
    default:
      guard depth < Self.deepest else { throw CBORError(reason: .deep, offset: start) }
      return kind == 4 ? try list(of: argument, at: start, depth + 1) : try map(of: argument, at: start, depth + 1)
    }
  }

  private func simple(_ first: UInt8, at start: Int) throws(CBORError) -> CBORValue {
    switch first & 0x1F {
    case 20: .truth(false)
    case 21: .truth(true)
    case 22: .null
    default: throw CBORError(reason: .kind, offset: start)
    }
  }

  /// Five bits, or the 1, 2, 4 or 8 octets that they announce; in the shortest form that holds the number.
  private mutating func argument(_ bits: UInt8, at start: Int) throws(CBORError) -> UInt64 {
    guard bits >= 24 else { return UInt64(bits) }
    guard bits <= 27 else { throw CBORError(reason: .kind, offset: start) }
    let width = 1 << Int(bits - 24)
    let number = try take(UInt64(width), from: start).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let smallest: UInt64 = width == 1 ? 24 : 1 << (4 * UInt64(width))
    guard number >= smallest else { throw CBORError(reason: .long, offset: start) }
    return number
  }

  private mutating func list(of count: UInt64, at start: Int, _ depth: Int) throws(CBORError) -> CBORValue {
    try require(count, from: start)
    var items: [CBORValue] = []
    for _ in 0..<count { items.append(try item(within: depth)) }
    return .list(items)
  }

  private mutating func map(of count: UInt64, at start: Int, _ depth: Int) throws(CBORError) -> CBORValue {
    try require(count, from: start)
    var entries: [CBORValue: CBORValue] = [:]
    for _ in 0..<count {
      let key = try item(within: depth)
      guard entries.updateValue(try item(within: depth), forKey: key) == nil else {
        throw CBORError(reason: .twice, offset: start)
      }
    }
    return .map(entries)
  }

  /// That so many octets are left; each item takes one at least.
  private func require(_ count: UInt64, from start: Int) throws(CBORError) {
    guard offset <= octets.count, count <= UInt64(octets.count - offset) else {
      throw CBORError(reason: .cut, offset: start)
    }
  }

  private mutating func take(_ count: UInt64, from start: Int) throws(CBORError) -> [UInt8] {
    try require(count, from: start)
    defer { offset += Int(count) }
    return Array(octets[offset..<offset + Int(count)])
  }
}
