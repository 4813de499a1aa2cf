/// What a log calls a message or a delivery by, a queue ID or a session, kept without an allocation.
package struct LogIdentifier: Hashable, Sendable {
  /// Octets. A long queue ID has up to six for the second, four for its fraction, a `z` and eleven for the file's number;
  /// a session of Dovecot has 22 and the number of the recipient.
  package static let longest = 32

  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// `nil` for nothing and for what is too long.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard !bytes.isEmpty, bytes.count <= LogIdentifier.longest else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: bytes) }
    self.words = words
  }

  package init?(_ slice: LogSlice, of line: UnsafeRawBufferPointer) {
    self.init(slice.bytes(in: line))
  }

  package init?(_ text: String) {
    guard let id = Array(text.utf8).withUnsafeBytes({ LogIdentifier($0) }) else { return nil }
    self = id
  }

  package var text: String {
    withUnsafeBytes(of: words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  package static func == (left: LogIdentifier, right: LogIdentifier) -> Bool { left.words == right.words }

  /// Two words instead of four: the multiplier is the golden ratio's fraction.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0 ^ (words.2 &* 0x9E37_79B9_7F4A_7C15))
    hasher.combine(words.1 ^ (words.3 &* 0x9E37_79B9_7F4A_7C15))
  }
}
