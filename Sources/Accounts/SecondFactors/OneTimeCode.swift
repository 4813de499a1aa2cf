import Crypto
import Foundation
import MailModel

/// The codes of an authenticator app: TOTP with HMAC-SHA-1, six digits, 30 seconds (RFC 6238), which every app knows.
struct OneTimeCode: Sendable {
  let key: Data

  /// Seconds.
  static let period: Int64 = 30
  /// Octets; as many as the hash has (RFC 4226 §4, R6).
  static let keyLength = 20

  /// The number of the period in which `time` lies.
  static func step(at time: Date) -> Int64 {
    Int64(time.timeIntervalSince1970) / period
  }

  /// HOTP with the period's number as counter (RFC 4226 §5.3).
  func code(step: Int64, digits: Int = 6) -> String {
    let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
    let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: key)))
    let offset = Int(hash[hash.count - 1] & 0x0F)
    let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let text = String(UInt64(number) % UInt64(pow(10, Double(digits))))
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The period whose code this is: the present one or one beside it, for clocks that differ (RFC 6238 §5.2).
  func step(of code: String, at time: Date) -> Int64? {
    let now = Self.step(at: time)
    return [now, now - 1, now + 1].first { self.code(step: $0) == code }
  }
}

/// RFC 4648 §6, upper case, without padding.
enum Base32 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  static func text(of data: Data) -> String {
    var text = ""
    var bits = 0
    var value: UInt32 = 0
    for octet in data {
      value = (value << 8 | UInt32(octet)) & 0xFFFF
      bits += 8
      while bits >= 5 {
        text.append(letters[Int(value >> UInt32(bits - 5) & 31)])
        bits -= 5
      }
    }
    if bits > 0 { text.append(letters[Int(value << UInt32(5 - bits) & 31)]) }
    return text
  }

  static func data(of text: String) -> Data? {
    var data = Data()
    var bits = 0
    var value: UInt32 = 0
    for letter in text {
      guard let digit = letters.firstIndex(of: letter) else { return nil }
      value = (value << 5 | UInt32(digit)) & 0xFFFF
      bits += 5
      if bits >= 8 {
        data.append(UInt8(value >> UInt32(bits - 8) & 0xFF))
        bits -= 8
      }
    }
    return data
  }
}
