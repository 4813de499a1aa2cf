/// What a log calls a message or a delivery by, a queue ID or a session, kept without an allocation.
package struct LogIdentifier: Hashable, Sendable {
  /// Octets. A long queue ID has up to six for the second, four for its fraction, a `z` and eleven for the file's number;
  /// a session of Dovecot has 22 and the number of the recipient.
  package static let longest = 32

  fileprivate let words: (UInt64, UInt64, UInt64, UInt64)

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

  package var text: String {
    withUnsafeBytes(of: words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  package static func == (left: LogIdentifier, right: LogIdentifier) -> Bool { left.words == right.words }

  /// One word instead of four: hashing is what following a line costs most. The programs of this host made the
  /// identifiers up, so that nobody chooses them to collide. The multipliers are odd and have no pattern.
  package func hash(into hasher: inout Hasher) {
    let front = words.0 ^ (words.1 &* 0x9E37_79B9_7F4A_7C15)
    let back = words.2 &* 0xC2B2_AE3D_27D4_EB4F ^ (words.3 &* 0x1656_67B1_9E37_79F9)
    hasher.combine(front ^ back)
  }
}

extension LogIdentifier {
  /// Its octets, for as long as `body` runs.
  package func withOctets<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try withUnsafeBytes(of: words) { bytes in
      try body(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.firstIndex(of: 0) ?? bytes.count)]))
    }
  }
}
