/// How a file writes its characters down.
package enum TextEncoding: String, Codable, Hashable, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  /// What Western European programs of Windows write; Latin-1 is part of it but for control characters.
  case windows1252 = "windows-1252"

  /// Octets of one code unit.
  var width: Int { self == .utf16LittleEndian || self == .utf16BigEndian ? 2 : 1 }

  /// One code unit out of `width` octets.
  func unit(_ first: UInt8, _ second: UInt8) -> UInt16 {
    switch self {
    case .utf8, .windows1252: UInt16(first)
    case .utf16LittleEndian: UInt16(second) << 8 | UInt16(first)
    case .utf16BigEndian: UInt16(first) << 8 | UInt16(second)
    }
  }

  /// `nil` where the units are no text.
  func text(_ units: some Collection<UInt16>) -> String? {
    switch self {
    case .utf8: String(validating: units.map(UInt8.init(truncatingIfNeeded:)), as: UTF8.self)
    case .utf16LittleEndian, .utf16BigEndian: String(validating: units, as: UTF16.self)
    case .windows1252: Self.western(units)
    }
  }

  private static func western(_ units: some Collection<UInt16>) -> String? {
    var text = String.UnicodeScalarView()
    for unit in units {
      let code = (0x80..<0xA0).contains(unit) ? upper[Int(unit - 0x80)] : unit
      guard let code, let scalar = Unicode.Scalar(UInt32(code)) else { return nil }
      text.append(scalar)
    }
    return String(text)
  }

  /// 0x80 to 0x9F, five of which mean nothing (Encoding Standard, index windows-1252, without its control characters).
  private static let upper: [UInt16?] = [
    0x20AC, nil, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, nil, 0x017D,
    nil, nil, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, nil,
    0x017E, 0x0178,
  ]
}
