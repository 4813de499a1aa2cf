/// A size in octets, read and written with binary units: `512M` is 512 × 1024 × 1024.
package struct ByteCount: Hashable, Sendable, Comparable {
  package let bytes: Int64

  package init(bytes: Int64) throws(Fault) {
    guard (0...ByteCount.maximum).contains(bytes) else { throw ByteCount.refusal(of: "\(bytes)") }
    self.bytes = bytes
  }

  package init(_ text: String) throws(Fault) {
    let upper = text.uppercased()
    let digits = upper.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), let unit = ByteCount.units[String(upper.dropFirst(digits.count))] else {
      throw ByteCount.refusal(of: text)
    }
    let (product, overflows) = number.multipliedReportingOverflow(by: unit)
    guard !overflows, product <= ByteCount.maximum else { throw ByteCount.refusal(of: text) }
    bytes = product
  }

  package static func megabytes(_ count: Int32) -> ByteCount { ByteCount(unchecked: Int64(count) << 20) }

  private init(unchecked bytes: Int64) {
    self.bytes = bytes
  }

  package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  /// 8 PiB: far past any mailbox, far from overflow in anybody's arithmetic.
  private static let maximum: Int64 = 1 << 53
  private static let units: [String: Int64] = [
    "": 1, "B": 1, "K": 1 << 10, "KB": 1 << 10, "KIB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "MIB": 1 << 20,
    "G": 1 << 30, "GB": 1 << 30, "GIB": 1 << 30, "T": 1 << 40, "TB": 1 << 40, "TIB": 1 << 40,
  ]

  private static func refusal(of text: String) -> Fault {
    Fault(
      .invalid, en: "“\(text.prefix(40))” is not a size", es: "«\(text.prefix(40))» no es un tamaño",
      hint: Text(
        en: "write a whole number and a unit, as in 500M or 2G",
        es: "escriba un número entero y una unidad, como 500M o 2G"))
  }
}

extension ByteCount: Codable, CustomStringConvertible {
  /// The largest unit that divides it evenly.
  package var description: String {
    for (shift, unit) in [(40, "T"), (30, "G"), (20, "M"), (10, "K")] where bytes > 0 && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(unit)"
    }
    return "\(bytes)"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let bytes = try? container.decode(Int64.self) {
      try self.init(bytes: bytes)
    } else {
      try self.init(container.decode(String.self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
