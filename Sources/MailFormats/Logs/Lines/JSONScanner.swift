/// As much of JSON (RFC 8259) as the journal's export needs: one flat object of strings and lists of numbers.
struct JSONScanner {
  private var cursor: LogCursor

  init?(_ text: UnsafeRawBufferPointer) {
    guard let cursor = LogCursor(text) else { return nil }
    self.cursor = cursor
  }

  mutating func open() -> Bool { skip(UInt8(ascii: "{")) }
  mutating func close() -> Bool { skip(UInt8(ascii: "}")) }
  mutating func skipColon() -> Bool { skip(UInt8(ascii: ":")) }
  mutating func skipComma() -> Bool { skip(UInt8(ascii: ",")) }

  private mutating func skip(_ octet: UInt8) -> Bool {
    skipSpace()
    guard cursor.next == octet, !cursor.isAtEnd else { return false }
    cursor.advance()
    return true
  }

  private mutating func skipSpace() {
    while cursor.next == UInt8(ascii: " ") || cursor.next == UInt8(ascii: "\t") { cursor.advance() }
  }

  /// A string, the octets of a list of numbers, the digits of a number; nothing for `null`.
  mutating func readValue(into value: inout [UInt8]) -> Bool {
    skipSpace()
    value.removeAll(keepingCapacity: true)
    switch cursor.next {
    case UInt8(ascii: "\""): return readString(into: &value)
    case UInt8(ascii: "["): return readList(into: &value)
    default: return readWord(into: &value)
    }
  }

  mutating func readString(into value: inout [UInt8]) -> Bool {
    value.removeAll(keepingCapacity: true)
    guard skip(UInt8(ascii: "\"")) else { return false }
    while !cursor.isAtEnd {
      let octet = cursor.next
      cursor.advance()
      switch octet {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard readEscape(into: &value) else { return false }
      default: value.append(octet)
      }
    }
    return false
  }

  private mutating func readEscape(into value: inout [UInt8]) -> Bool {
    let octet = cursor.next
    cursor.advance()
    switch octet {
    case UInt8(ascii: "n"): value.append(10)
    case UInt8(ascii: "r"): value.append(13)
    case UInt8(ascii: "t"): value.append(9)
    case UInt8(ascii: "b"): value.append(8)
    case UInt8(ascii: "f"): value.append(12)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): value.append(octet)
    case UInt8(ascii: "u"):
      guard let scalar = readScalar() else { return false }
      value += Array(String(Character(scalar)).utf8)
    default: return false
    }
    return true
  }

  /// Four hexadecimal digits, or two times four; half a pair is U+FFFD.
  private mutating func readScalar() -> Unicode.Scalar? {
    guard let first = readUnit() else { return nil }
    guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
    let mark = cursor.position
    guard cursor.skip("\\u"), let second = readUnit(), second & 0xFC00 == 0xDC00 else {
      cursor.go(to: mark)
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + (second & 0x3FF))
  }

  private mutating func readUnit() -> UInt32? {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(cursor.next)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt32(digit)
      cursor.advance()
    }
    return unit
  }

  private mutating func readList(into value: inout [UInt8]) -> Bool {
    guard skip(UInt8(ascii: "[")) else { return false }
    while let number = takeNumber() {
      value.append(UInt8(truncatingIfNeeded: number))
      guard skipComma() else { break }
    }
    return skip(UInt8(ascii: "]"))
  }

  private mutating func takeNumber() -> Int? {
    skipSpace()
    return cursor.takeNumber()
  }

  private mutating func readWord(into value: inout [UInt8]) -> Bool {
    let start = cursor.position
    while PostfixGrammar.isAlphanumeric(cursor.next) || cursor.next == UInt8(ascii: "-")
      || cursor.next == UInt8(ascii: ".")
    {
      value.append(cursor.next)
      cursor.advance()
    }
    if value == Array("null".utf8) { value = [] }
    return cursor.position > start
  }
}
