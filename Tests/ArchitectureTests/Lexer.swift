/// One word, number, symbol or string of a Swift source; comments and white space are gone.
struct Token: Hashable, Sendable {
  enum Kind: Hashable, Sendable { case word, symbol, literal }

  var kind: Kind
  /// A literal's text is what stands between its quotes, as written.
  var text: String
  /// Counted from 1.
  var line: Int
  /// Whether white space or a comment stands before it.
  var spaced: Bool
  /// The code of a literal's interpolations.
  var inner: [Token] = []

  func isSymbol(_ text: String) -> Bool { kind == .symbol && self.text == text }
  func isWord(_ text: String) -> Bool { kind == .word && self.text == text }

  /// This token and all code inside it.
  var all: [Token] { [self] + inner.flatMap(\.all) }
}

/// As much of Swift's lexical structure as the rules need (The Swift Programming Language, “Lexical Structure”).
struct Lexer {
  private let bytes: [UInt8]
  private var place: Int
  private let end: Int
  private var line: Int
  private var tokens: [Token] = []

  static func tokens(of source: String) -> [Token] {
    let bytes = Array(source.utf8)
    var lexer = Lexer(bytes, from: 0, to: bytes.count, line: 1)
    return lexer.run()
  }

  private init(_ bytes: [UInt8], from start: Int, to end: Int, line: Int) {
    self.bytes = bytes
    self.place = start
    self.end = end
    self.line = line
  }

  private mutating func run() -> [Token] {
    var spaced = true
    while place < end {
      let byte = bytes[place]
      if byte == newline || byte == blank || byte == tab || byte == 0x0D {
        advance()
        spaced = true
      } else if starts(with: "//") {
        while place < end, bytes[place] != newline { advance() }
        spaced = true
      } else if starts(with: "/*") {
        skipBlockComment()
        spaced = true
      } else {
        readToken(spaced: spaced)
        spaced = false
      }
    }
    return tokens
  }

  private mutating func readToken(spaced: Bool) {
    if let hashes = literalStart() {
      readLiteral(hashes: hashes, spaced: spaced)
    } else if isWordByte(bytes[place]) {
      let start = place
      let at = line
      while place < end, isWordByte(bytes[place]) { advance() }
      append(.word, start, place, at, spaced)
    } else if startsRegex(spaced: spaced) {
      readRegex(spaced: spaced)
    } else {
      append(.symbol, place, place + 1, line, spaced)
      advance()
    }
  }

  /// How many `#` stand before the quote of a string that begins here.
  private func literalStart() -> Int? {
    var hashes = 0
    while place + hashes < end, bytes[place + hashes] == hash { hashes += 1 }
    return place + hashes < end && bytes[place + hashes] == quote ? hashes : nil
  }

  private mutating func readLiteral(hashes: Int, spaced: Bool) {
    let at = line
    let marks = Array(repeating: hash, count: hashes)
    place += hashes
    let opening: [UInt8] = starts(with: "\"\"\"") ? [quote, quote, quote] : [quote]
    let closing = opening + marks
    let escape = [backslash] + marks
    place += opening.count
    let start = place
    var inner: [Token] = []
    while place < end, !matches(closing) {
      guard matches(escape) else {
        advance()
        continue
      }
      for _ in escape { advance() }
      if place < end, bytes[place] == UInt8(ascii: "(") { inner += readInterpolation() } else { advance() }
    }
    append(.literal, start, min(place, end), at, spaced, inner)
    place = min(place + closing.count, end)
  }

  /// The code between the parentheses of an interpolation; a string inside it may hold parentheses of its own.
  private mutating func readInterpolation() -> [Token] {
    advance()
    let start = place
    let at = line
    var depth = 1
    while place < end, depth > 0 {
      if let hashes = literalStart() {
        readLiteral(hashes: hashes, spaced: false)
        tokens.removeLast()
        continue
      }
      if bytes[place] == UInt8(ascii: "(") { depth += 1 }
      if bytes[place] == UInt8(ascii: ")") { depth -= 1 }
      advance()
    }
    var lexer = Lexer(bytes, from: start, to: max(start, place - 1), line: at)
    return lexer.run()
  }

  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        advance()
      } else if starts(with: "*/") {
        depth -= 1
        advance()
      }
      advance()
    } while depth > 0 && place < end
  }

  /// A slash begins a regular expression where an operand is expected.
  private func startsRegex(spaced: Bool) -> Bool {
    guard bytes[place] == slash, place + 1 < end, bytes[place + 1] != blank else { return false }
    guard let last = tokens.last else { return false }
    return last.kind == .symbol && "(,=:[#".contains(last.text)
  }

  private mutating func readRegex(spaced: Bool) {
    let start = place
    advance()
    while place < end, bytes[place] != slash, bytes[place] != newline {
      if bytes[place] == backslash { advance() }
      advance()
    }
    advance()
    append(.symbol, start, min(place, end), line, spaced)
  }

  private mutating func append(
    _ kind: Token.Kind, _ start: Int, _ stop: Int, _ at: Int, _ spaced: Bool, _ inner: [Token] = []
  ) {
    let text = String(decoding: bytes[start..<stop], as: UTF8.self)
    tokens.append(Token(kind: kind, text: text, line: at, spaced: spaced, inner: inner))
  }

  private mutating func advance() {
    if place < end, bytes[place] == newline { line += 1 }
    place += 1
  }

  private func starts(with text: String) -> Bool { matches(Array(text.utf8)) }

  private func matches(_ wanted: [UInt8]) -> Bool {
    place + wanted.count <= end && bytes[place..<place + wanted.count].elementsEqual(wanted)
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }
}

private let newline = UInt8(ascii: "\n")
private let blank = UInt8(ascii: " ")
private let tab = UInt8(ascii: "\t")
private let hash = UInt8(ascii: "#")
private let quote = UInt8(ascii: "\"")
private let slash = UInt8(ascii: "/")
private let backslash = UInt8(ascii: "\\")
