/// The symbols of a result, one after the other: `BAYES_SPAM(5.10){99.99%;},MID_RHS_NOT_FQDN(0.50){}`.
package struct RspamdSymbols: Sequence, IteratorProtocol {
  package struct Symbol: Sendable {
    package let name: LogSlice
    /// Hundredths of a point.
    package let score: Int32
    package let options: LogSlice
  }

  private var cursor: LogCursor?

  package init(_ symbols: LogSlice, of line: UnsafeRawBufferPointer) {
    cursor = LogCursor(line)
    cursor?.cut(at: Int(symbols.end))
    cursor?.go(to: Int(symbols.start))
  }

  package mutating func next() -> Symbol? {
    guard var cursor, let name = cursor.take(until: UInt8(ascii: "(")) else { return nil }
    let score = RspamdResult.points(&cursor)
    _ = cursor.skip(")")
    var options = LogSlice.none
    if cursor.skip("{") { options = cursor.take(until: "},") ?? RspamdSymbols.last(&cursor) }
    while cursor.next == UInt8(ascii: ",") || cursor.next == UInt8(ascii: " ") { cursor.advance() }
    self.cursor = cursor
    return Symbol(name: name, score: score, options: options)
  }

  private static func last(_ cursor: inout LogCursor) -> LogSlice {
    if cursor.ends(with: "}") { cursor.cut(at: cursor.end - 1) }
    return cursor.takeRest()
  }
}
