/// A place in a line that moves forward. The only code of the grammar that touches memory: each read is checked.
struct LogCursor {
  private let base: UnsafeRawPointer
  private(set) var position: Int
  private(set) var end: Int

  /// For a line, which has to outlive the cursor.
  init?(_ line: UnsafeRawBufferPointer) {
    guard let base = line.baseAddress, line.count <= LogLines.longest else { return nil }
    self.base = base
    position = 0
    end = line.count
  }

  @inline(__always)
  subscript(position: Int) -> UInt8 {
    position >= 0 && position < end ? base.load(fromByteOffset: position, as: UInt8.self) : 0
  }

  var isAtEnd: Bool { position >= end }
  /// The next octet, 0 at the end.
  var next: UInt8 { self[position] }
  var rest: LogSlice { LogSlice(position, end) }
  var remaining: Int { end - position }

  func slice(from start: Int) -> LogSlice { LogSlice(start, position) }

  mutating func advance(_ count: Int = 1) { position = min(position + max(count, 0), end) }
  /// Back to a position that this cursor had.
  mutating func go(to mark: Int) { position = min(max(mark, 0), end) }
  /// Lets the line end earlier.
  mutating func cut(at mark: Int) {
    end = min(max(mark, 0), end)
    position = min(position, end)
  }

  /// The sixteen octets from `start` on, as two words, if there are so many.
  @inline(__always)
  func sixteen(at start: Int) -> (UInt64, UInt64)? {
    guard start >= 0, start + 16 <= end else { return nil }
    return (
      base.loadUnaligned(fromByteOffset: start, as: UInt64.self),
      base.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)
    )
  }

  @inline(__always)
  func starts(with literal: StaticString, at start: Int) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard start >= 0, start + count <= end else { return false }
    let wanted = literal.utf8Start
    for index in 0..<count where base.load(fromByteOffset: start + index, as: UInt8.self) != wanted[index] {
      return false
    }
    return true
  }

  @inline(__always)
  func starts(with literal: StaticString) -> Bool { starts(with: literal, at: position) }

  func ends(with literal: StaticString) -> Bool {
    starts(with: literal, at: end - literal.utf8CodeUnitCount) && end - literal.utf8CodeUnitCount >= position
  }

  /// Goes past `literal` if it comes next.
  @inline(__always)
  mutating func skip(_ literal: StaticString) -> Bool {
    guard starts(with: literal, at: position) else { return false }
    position += literal.utf8CodeUnitCount
    return true
  }

  /// Where `octet` comes next, or `nil`.
  @inline(__always)
  func find(_ octet: UInt8) -> Int? {
    var index = position
    while index < end {
      if base.load(fromByteOffset: index, as: UInt8.self) == octet { return index }
      index += 1
    }
    return nil
  }

  /// Where `literal` comes next, or `nil`.
  func find(_ literal: StaticString) -> Int? {
    let first = literal.utf8Start[0]
    var index = position
    while index < end {
      if base.load(fromByteOffset: index, as: UInt8.self) == first, starts(with: literal, at: index) { return index }
      index += 1
    }
    return nil
  }

  /// Where `literal` comes last, or `nil`.
  func findLast(_ literal: StaticString) -> Int? {
    var index = end - literal.utf8CodeUnitCount
    while index >= position {
      if starts(with: literal, at: index) { return index }
      index -= 1
    }
    return nil
  }
}

extension LogCursor {
  /// What stands before `octet`, and goes past it; `nil`, without moving, when it does not come.
  @inline(__always)
  mutating func take(until octet: UInt8) -> LogSlice? {
    guard let found = find(octet) else { return nil }
    let taken = LogSlice(position, found)
    position = found + 1
    return taken
  }

  mutating func take(until literal: StaticString) -> LogSlice? {
    guard let found = find(literal) else { return nil }
    let taken = LogSlice(position, found)
    position = found + literal.utf8CodeUnitCount
    return taken
  }

  /// What stands before `octet`, or all that is left.
  mutating func takeField(until octet: UInt8) -> LogSlice {
    let stop = find(octet) ?? end
    let taken = LogSlice(position, stop)
    position = min(stop + 1, end)
    return taken
  }

  mutating func takeRest() -> LogSlice {
    let taken = rest
    position = end
    return taken
  }

  /// `<…>`, the brackets left out. A `>` inside, which a quoted local part may hold, does not end it: what ends it is
  /// followed by a separator or by nothing.
  mutating func takeAngle() -> LogSlice? {
    guard next == UInt8(ascii: "<") else { return nil }
    var index = position + 1
    while index < end {
      if self[index] == UInt8(ascii: ">"), endsWord(at: index + 1) {
        let taken = LogSlice(position + 1, index)
        position = index + 1
        return taken
      }
      index += 1
    }
    return nil
  }

  private func endsWord(at index: Int) -> Bool {
    switch self[index] {
    case 0, UInt8(ascii: ","), UInt8(ascii: " "), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: ")"): true
    default: false
    }
  }

  /// Decimal digits; `nil`, without moving, when none comes or there are more than 18.
  @inline(__always)
  mutating func takeNumber() -> Int? {
    var value = 0
    var index = position
    while index < end, case let digit = base.load(fromByteOffset: index, as: UInt8.self) &- 48, digit < 10 {
      value = value &* 10 &+ Int(digit)
      index += 1
    }
    guard index > position, index - position <= 18 else { return nil }
    position = index
    return value
  }

  /// Seconds with an optional fraction, as `0.05`, `12` or `3e+05`, in microseconds.
  mutating func takeSeconds() -> Int64? {
    guard let whole = takeNumber(), whole < 1_000_000_000_000 else { return nil }
    var micros = Int64(whole) * 1_000_000
    if next == UInt8(ascii: ".") {
      advance()
      var unit: Int64 = 100_000
      while case let digit = next &- 48, digit < 10, !isAtEnd {
        micros += Int64(digit) * unit
        unit /= 10
        advance()
      }
    }
    return scaled(micros)
  }

  /// Postfix writes long delays with two digits and an exponent.
  private mutating func scaled(_ micros: Int64) -> Int64? {
    let mark = position
    guard skip("e+") else { return micros }
    guard let exponent = takeNumber(), exponent <= 9 else {
      go(to: mark)
      return micros
    }
    var value = micros
    for _ in 0..<exponent {
      let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      guard !isTooLarge else { return nil }
      value = product
    }
    return value
  }
}
