/// How a file of separated values is written: found out, not asked for.
package struct CSVFormat: Codable, Hashable, Sendable {
  package var encoding: TextEncoding
  /// One of `,`, `;`, tab and `|`.
  package var delimiter: String
  /// Octets of the byte order mark.
  package var mark: Int

  package init(encoding: TextEncoding, delimiter: String, mark: Int = 0) {
    self.encoding = encoding
    self.delimiter = delimiter
    self.mark = mark
  }

  /// The delimiter is the one that its first line that is not empty has most of, outside of quotes. `head` are the
  /// file's first octets, with its mark.
  package init(encoding: TextEncoding, mark: Int, head: some Collection<UInt8>) {
    self.init(encoding: encoding, delimiter: Self.delimiter(in: encoding, head.dropFirst(mark)), mark: mark)
  }

  private static let candidates = [",", ";", "\t", "|"]

  private static func delimiter(in encoding: TextEncoding, _ octets: some Collection<UInt8>) -> String {
    var counts: [UInt16: Int] = [:]
    var isQuoted = false
    var isEmpty = true
    for unit in Self.units(of: octets, in: encoding) {
      if unit == CSVUnit.quote { isQuoted.toggle() }
      if !isQuoted, CSVUnit.isLineEnd(unit) {
        if isEmpty { continue }
        break
      }
      isEmpty = false
      if !isQuoted { counts[unit, default: 0] += 1 }
    }
    let counted = candidates.map { candidate in (candidate, counts[CSVUnit.of(candidate)] ?? 0) }
    return counted.reduce((",", 0)) { best, next in next.1 > best.1 ? next : best }.0
  }

  private static func units(of octets: some Collection<UInt8>, in encoding: TextEncoding) -> [UInt16] {
    let octets = Array(octets)
    return stride(from: 0, to: octets.count - encoding.width + 1, by: encoding.width).map {
      encoding.unit(octets[$0], encoding.width == 2 ? octets[$0 + 1] : 0)
    }
  }
}

/// The code units that the grammar knows.
enum CSVUnit {
  static let quote: UInt16 = 0x22
  static let carriageReturn: UInt16 = 0x0D
  static let lineFeed: UInt16 = 0x0A

  static func isLineEnd(_ unit: UInt16) -> Bool { unit == carriageReturn || unit == lineFeed }

  static func of(_ delimiter: String) -> UInt16 { delimiter.utf16.first ?? 0x2C }
}
