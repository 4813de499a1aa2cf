import Crypto
import Foundation
import MailFormats

/// The public key of a passkey, as COSE writes it (RFC 9052 §7, RFC 9053 §7).
enum PasskeyKey {
  /// ECDSA with SHA-256 on P-256.
  case es256(P256.Signing.PublicKey)
  case ed25519(Curve25519.Signing.PublicKey)

  /// COSE's numbers for the algorithms that are taken, those that are preferred first.
  static let algorithms = [-7, -8]

  /// `nil` unless type, algorithm and curve fit each other and the point lies on the curve.
  init?(_ cose: CBORValue) {
    switch (cose[1], cose[3], cose[-1]) {
    case (CBORValue(2), CBORValue(-7), CBORValue(1)):
      guard let x = cose[-2]?.octets, let y = cose[-3]?.octets, x.count == 32, y.count == 32,
        let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y)
      else { return nil }
      self = .es256(key)
    case (CBORValue(1), CBORValue(-8), CBORValue(6)):
      guard let x = cose[-2]?.octets, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else {
        return nil
      }
      self = .ed25519(key)
    default: return nil
    }
  }

  init?(octets: [UInt8]) {
    guard let cose = try? CBORReader.item(in: octets) else { return nil }
    self.init(cose)
  }

  func isValid(_ signature: Data, for message: Data) -> Bool {
    switch self {
    case .es256(let key):
      guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: message)
    case .ed25519(let key): return key.isValidSignature(signature, for: message)
    }
  }
}
