import Crypto
import Foundation
import MailModel

/// What opens something to whoever shows it, be it a session, a token or a link: 256 random bits, of which the store
/// keeps a hash.
enum BearerSecret {
  /// In base64url without padding (RFC 4648 §5): 43 characters after `prefix`.
  static func make(prefix: String = "") -> Secret {
    let octets = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    let text = octets.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
    return Secret(prefix + text.replacing("=", with: ""))
  }

  /// SHA-256 in hexadecimal. A slow hash protects what people choose; nobody guesses 256 bits.
  static func hash(of secret: Secret) -> Secret {
    Secret(SHA256.hash(data: Data(secret.value.utf8)).hexadecimal)
  }
}
