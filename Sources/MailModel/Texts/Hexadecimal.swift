import Foundation

extension ContiguousBytes {
  /// Two lower-case digits for each octet.
  package var hexadecimal: String {
    withUnsafeBytes { octets in
      String(unsafeUninitializedCapacity: 2 * octets.count) { text in
        for (index, octet) in octets.enumerated() {
          text[2 * index] = digit(octet >> 4)
          text[2 * index + 1] = digit(octet & 15)
        }
        return 2 * octets.count
      }
    }
  }
}

private func digit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
