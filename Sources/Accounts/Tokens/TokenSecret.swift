import CSodium
import Foundation
import MailModel

/// The secret of a token: `palomar_` and 256 random bits in base64url (RFC 4648 §5), so that scanners of leaked secrets
/// know it when they see it.
enum TokenSecret {
  static let prefix = "palomar_"

  static func make() throws -> Secret {
    guard sodium_init() >= 0 else {
      throw Fault(
        .unavailable, en: "the host gives no random numbers", es: "el equipo no da números aleatorios",
        hint: Text(en: "see getrandom(2)", es: "consulte getrandom(2)"))
    }
    var octets = [UInt8](repeating: 0, count: 32)
    randombytes_buf(&octets, octets.count)
    let text = Data(octets).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    return Secret(prefix + text.replacing("=", with: ""))
  }

  /// SHA-256 in hexadecimal. A slow hash protects what people choose; nobody guesses 256 bits.
  static func hash(of secret: Secret) -> String {
    let octets = Array(secret.value.utf8)
    var hash = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    crypto_hash_sha256(&hash, octets, UInt64(octets.count))
    return hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
