import Crypto
import Foundation
import MailModel
import Store

/// Keeps what came of a change, in the change's own transaction.
package struct Receipt: Sendable {
  let keep: @Sendable (any Encodable, any Database) throws -> Void

  package static let none = Receipt { _, _ in }
}

/// The number that a client gives a request, so that sending it again does nothing twice, together with what the client
/// signs in with: another's same number is another.
///
/// The store keeps neither of them. The answer may hold a secret that is shown once, such as a new token's: it is sealed
/// with a key that only the same client can derive again.
package struct ReceiptKey: Sendable {
  /// Where the receipt is kept.
  package let id: String
  private let seal: SymmetricKey

  package init(credential: Secret, number: String) {
    let input = SymmetricKey(data: Data("\(credential.value)\n\(number)".utf8))
    func derived(_ use: String) -> SymmetricKey {
      HKDF<SHA256>.deriveKey(inputKeyMaterial: input, info: Data("palomar receipt \(use)".utf8), outputByteCount: 32)
    }
    id = derived("id").withUnsafeBytes { Data($0) }.base64EncodedString()
    seal = derived("answer")
  }

  func sealed(_ answer: Data) throws -> String {
    try ChaChaPoly.seal(answer, using: seal).combined.base64EncodedString()
  }

  func opened(_ text: String) throws -> Data {
    try ChaChaPoly.open(.init(combined: Data(base64Encoded: text) ?? Data()), using: seal)
  }
}
