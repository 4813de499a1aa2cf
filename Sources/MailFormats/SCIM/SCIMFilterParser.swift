import MailModel

/// Reads filters and paths. What is nested too deep is refused before it costs anything.
struct SCIMFilterParser {
  private let tokens: [SCIMTokens.Token]
  private let kind: SCIMFailure.Kind
  private var place = 0
  private var depth = 0

  private static let deepest = 20

  init(_ text: String, kind: SCIMFailure.Kind) throws(SCIMFailure) {
    tokens = try SCIMTokens(text, kind: kind).tokens
    self.kind = kind
  }

  mutating func whole() throws(SCIMFailure) -> SCIMFilter {
    let filter = try alternatives()
    guard place == tokens.count else { throw failure }
    return filter
  }

  /// `attribute`, `attribute.part`, `attribute[filter]` or `attribute[filter].part`.
  mutating func target() throws(SCIMFailure) -> SCIMTarget {
    var target = SCIMTarget(path: try path())
    if skip(.symbol("[")) {
      target.filter = try alternatives()
      guard skip(.symbol("]")), target.path.part == nil else { throw failure }
      if case .word(let part)? = next, part.hasPrefix("."), let name = SCIMPath(String(part.dropFirst())) {
        guard name.part == nil, name.schema == nil else { throw failure }
        target.path.part = name.attribute
        place += 1
      }
    }
    guard place == tokens.count else { throw failure }
    return target
  }

  private mutating func alternatives() throws(SCIMFailure) -> SCIMFilter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw SCIMFailure(kind, en: "this is nested too deep", es: "esto está anidado en exceso")
    }
    var filter = try conjunction()
    while skip(word: "or") { filter = .either(filter, try conjunction()) }
    return filter
  }

  private mutating func conjunction() throws(SCIMFailure) -> SCIMFilter {
    var filter = try term()
    while skip(word: "and") { filter = .both(filter, try term()) }
    return filter
  }

  private mutating func term() throws(SCIMFailure) -> SCIMFilter {
    let isNegated = skip(word: "not")
    if isNegated || next == .symbol("(") {
      guard skip(.symbol("(")) else { throw failure }
      let inner = try alternatives()
      guard skip(.symbol(")")) else { throw failure }
      return isNegated ? .not(inner) : inner
    }
    let path = try path()
    if skip(.symbol("[")) {
      let inner = try alternatives()
      guard skip(.symbol("]")) else { throw failure }
      return .some(path, inner)
    }
    if skip(word: "pr") { return .present(path) }
    guard case .word(let word)? = next, let comparison = SCIMFilter.Comparison(rawValue: word.lowercased()) else {
      throw failure
    }
    place += 1
    return .compare(path, comparison, try value())
  }

  private mutating func path() throws(SCIMFailure) -> SCIMPath {
    guard case .word(let word)? = next, let path = SCIMPath(word) else { throw failure }
    place += 1
    return path
  }

  private mutating func value() throws(SCIMFailure) -> JSONValue {
    defer { place += 1 }
    switch next {
    case .text(let text): return .text(text)
    case .word("true"): return .boolean(true)
    case .word("false"): return .boolean(false)
    case .word("null"): return .null
    case .word(let word):
      if let integer = Int64(word) { return .integer(integer) }
      if let number = Double(word), number.isFinite { return .number(number) }
      // Some clients send True and False.
      if let boolean = ["true": true, "false": false][word.lowercased()] { return .boolean(boolean) }
      throw failure
    default: throw failure
    }
  }

  private var next: SCIMTokens.Token? { place < tokens.count ? tokens[place] : nil }

  private mutating func skip(_ token: SCIMTokens.Token) -> Bool {
    guard next == token else { return false }
    place += 1
    return true
  }

  /// Operators have no case (RFC 7644 §3.4.2.2).
  private mutating func skip(word: String) -> Bool {
    guard case .word(let found)? = next, found.lowercased() == word else { return false }
    place += 1
    return true
  }

  private var failure: SCIMFailure {
    let found =
      switch next {
      case .word(let word): word
      case .text(let text): "\"\(text)\""
      case .symbol(let symbol): String(symbol)
      case nil: "…"
      }
    return SCIMFailure(
      kind, en: "“\(found.prefix(60))” does not belong there (word \(place + 1))",
      es: "«\(found.prefix(60))» no va ahí (palabra \(place + 1))")
  }
}
