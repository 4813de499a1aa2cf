/// A part of a line, in octets from the line's first. Nothing is copied: `text(in:)` makes a `String` on demand.
///
/// A line is at most `LogLines.longest` octets long, so that four octets hold one slice.
package struct LogSlice: Hashable, Sendable {
  package let start: UInt16
  package let end: UInt16

  package static let none = LogSlice(start: 0, end: 0)

  init(start: UInt16, end: UInt16) {
    self.start = start
    self.end = end
  }

  /// Positions beyond the longest line become empty.
  init(_ start: Int, _ end: Int) {
    guard start >= 0, start < end, end <= LogLines.longest else {
      self = .none
      return
    }
    self.start = UInt16(truncatingIfNeeded: start)
    self.end = UInt16(truncatingIfNeeded: end)
  }

  package var isEmpty: Bool { start == end }
  package var count: Int { Int(end) - Int(start) }

  /// The octets in `line`, none when the slice is of another, longer line.
  package func bytes(in line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard start < end, Int(end) <= line.count else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: line[Int(start)..<Int(end)])
  }

  /// As text; what is no UTF-8 becomes U+FFFD.
  package func text(in line: UnsafeRawBufferPointer) -> String {
    String(decoding: bytes(in: line), as: UTF8.self)
  }
}
