/// Cuts what comes from a log, piece by piece, into its lines.
///
/// A line ends with LF; a CR before it does not count. Of a line longer than `longest` only the beginning is read, and
/// no more is ever kept: a file without line ends costs 64 KiB.
package struct LogLines: Sendable {
  /// Octets. Postfix ends a line at 2,000, Rspamd at 8,192, journald at 48 KiB.
  package static let longest = 65_535

  /// The beginning of a line whose end has not come yet.
  private var begun: [UInt8] = []

  package init() {}

  /// Calls `body` with each line that `piece` completes; the octets are there only until it returns.
  package mutating func feed(_ piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) rethrows
  {
    var rest = piece
    if !begun.isEmpty {
      let feed = LogLines.firstLineFeed(in: piece, from: 0)
      keep(UnsafeRawBufferPointer(rebasing: piece[..<feed]))
      guard feed < piece.count else { return }
      try finish(body)
      rest = UnsafeRawBufferPointer(rebasing: piece[(feed + 1)...])
    }
    let taken = try LogLines.forEach(in: rest, body)
    keep(UnsafeRawBufferPointer(rebasing: rest[taken...]))
  }

  /// Calls `body` with what came after the last line end.
  package mutating func finish(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    guard !begun.isEmpty else { return }
    defer { begun.removeAll(keepingCapacity: true) }
    try begun.withUnsafeBytes { try body(LogLines.bare($0, 0, $0.count)) }
  }

  private mutating func keep(_ octets: UnsafeRawBufferPointer) {
    begun.append(contentsOf: octets.prefix(LogLines.longest - begun.count))
  }

  /// Calls `body` with each complete line of `piece`; answers how many octets they took.
  @discardableResult
  package static func forEach(
    in piece: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows -> Int {
    var start = 0
    while start < piece.count {
      let feed = firstLineFeed(in: piece, from: start)
      guard feed < piece.count else { break }
      try body(bare(piece, start, feed))
      start = feed + 1
    }
    return start
  }

  private static func bare(_ piece: UnsafeRawBufferPointer, _ start: Int, _ feed: Int) -> UnsafeRawBufferPointer {
    let end = feed > start && piece[feed - 1] == 13 ? feed - 1 : feed
    return UnsafeRawBufferPointer(rebasing: piece[start..<min(end, start + longest)])
  }

  /// The position of the first LF at or after `start`, or the end: eight octets at a time.
  ///
  /// An octet is LF when its difference to LF is zero; `(x - 1) & ~x` has the highest bit of the lowest zero octet set.
  private static func firstLineFeed(in piece: UnsafeRawBufferPointer, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var position = start
    while position + 8 <= piece.count {
      let word = UInt64(littleEndian: piece.loadUnaligned(fromByteOffset: position, as: UInt64.self)) ^ (ones &* 10)
      let zeros = (word &- ones) & ~word & (ones &* 0x80)
      if zeros != 0 { return position + zeros.trailingZeroBitCount / 8 }
      position += 8
    }
    while position < piece.count, piece[position] != 10 { position += 1 }
    return position
  }
}
