/// Finds out how a file writes its characters down, from all of it, in memory that does not grow.
///
/// A byte order mark decides. Without one, octets of zero on every other place are UTF-16 (text in Latin letters has
/// them), what is valid UTF-8 to the end is UTF-8, and the rest is Windows-1252.
package struct EncodingDetector: Sendable {
  private var head: [UInt8] = []
  private var validity = UTF8Validity()

  /// So many octets tell where zeros stand.
  private static let sample = 4_096

  package init() {}

  package mutating func read(_ octets: some Sequence<UInt8>) {
    for octet in octets {
      if head.count < Self.sample { head.append(octet) }
      validity.read(octet)
    }
  }

  /// The encoding, and how many octets its byte order mark takes.
  package var found: (encoding: TextEncoding, mark: Int) {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    if let wide { return (wide, 0) }
    return (validity.isWhole ? .utf8 : .windows1252, 0)
  }

  private var wide: TextEncoding? {
    let pairs = head.count / 2
    guard pairs > 0 else { return nil }
    let zeros = head.indices.lazy.filter { head[$0] == 0 }
    let odd = zeros.count { $0 % 2 == 1 }
    let even = zeros.count { $0 % 2 == 0 }
    if odd * 2 > pairs, even * 8 < odd { return .utf16LittleEndian }
    if even * 2 > pairs, odd * 8 < even { return .utf16BigEndian }
    return nil
  }
}

/// Whether octets are UTF-8 (RFC 3629 §4), one by one.
private struct UTF8Validity {
  private var isValid = true
  private var missing = 0
  /// What the next octet of a character may be.
  private var range: ClosedRange<UInt8> = 0x80...0xBF

  /// Without a character that ends too early.
  var isWhole: Bool { isValid && missing == 0 }

  mutating func read(_ octet: UInt8) {
    guard isValid else { return }
    guard missing == 0 else {
      isValid = range.contains(octet)
      missing -= 1
      range = 0x80...0xBF
      return
    }
    switch octet {
    case 0...0x7F: break
    case 0xC2...0xDF: missing = 1
    case 0xE0: (missing, range) = (2, 0xA0...0xBF)
    case 0xED: (missing, range) = (2, 0x80...0x9F)
    case 0xE1...0xEF: missing = 2
    case 0xF0: (missing, range) = (3, 0x90...0xBF)
    case 0xF1...0xF3: missing = 3
    case 0xF4: (missing, range) = (3, 0x80...0x8F)
    default: isValid = false
    }
  }
}
