/// A queue ID of Postfix, kept without an allocation.
package struct QueueID: Hashable, Sendable {
  /// Octets: a long one has up to six for the second, four for its fraction, one `z` and eleven for a file's number.
  package static let longest = 24

  private let head: UInt64
  private let middle: UInt64
  private let tail: UInt64

  /// `nil` for nothing and for what is too long.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty, bytes.count <= QueueID.longest else { return nil }
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: bytes) }
    (head, middle, tail) = words
  }

  package init?(_ text: String) {
    guard let id = Array(text.utf8).withUnsafeBytes({ QueueID($0) }) else { return nil }
    self = id
  }

  package var text: String {
    withUnsafeBytes(of: (head, middle, tail)) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// Mixes the three words before the hash sees them: a third of the work.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(head ^ (middle &* 0x9E37_79B9_7F4A_7C15) ^ (tail &* 0xC2B2_AE3D_27D4_EB4F))
  }
}
