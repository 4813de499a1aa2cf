import CSodium
import Kernel
import MailModel

/// An Argon2id hash as Dovecot reads it, `{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$…` (RFC 9106 §3.1).
package struct PasswordHash: Hashable, Sendable {
  package let text: String

  /// OWASP's minimum for Argon2id: 19 MiB and two passes. It takes about 25 ms of one core, which the
  /// authentication cache spares programs that sign in every minute.
  private static let memory = 19 * 1_024 * 1_024
  private static let passes: UInt64 = 2

  package init(of password: Secret) throws {
    guard sodium_init() >= 0 else { throw PasswordHash.failure }
    var buffer = [CChar](repeating: 0, count: Int(crypto_pwhash_strbytes()))
    let bytes = Array(password.value.utf8CString.dropLast())
    let result = crypto_pwhash_str_alg(
      &buffer, bytes, UInt64(bytes.count), PasswordHash.passes, PasswordHash.memory, crypto_pwhash_alg_argon2id13())
    guard result == 0 else { throw PasswordHash.failure }
    text = PasswordHash.scheme + String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// A hash that was made before.
  init(stored hash: Secret) {
    text = hash.value
  }

  /// Made as we make them, rather than taken over from another system.
  var isOurs: Bool { text.hasPrefix(Self.scheme) }

  func isOf(_ password: Secret) -> Bool {
    guard text.hasPrefix(Self.scheme) else { return ForeignHash.isOf(password, text) }
    guard sodium_init() >= 0 else { return false }
    let bytes = Array(password.value.utf8CString.dropLast())
    return crypto_pwhash_str_verify(String(text.dropFirst(Self.scheme.count)), bytes, UInt64(bytes.count)) == 0
  }

  /// Takes as long as a comparison, so that the time of a refusal tells nobody whether there is such an account.
  static func burn(_ password: Secret) {
    _ = decoy?.isOf(password)
  }

  private static let scheme = "{ARGON2ID}"
  private static let decoy = try? PasswordHash(of: Secret(GeneratedPassword.make()))

  private static var failure: Fault {
    Fault(
      .unavailable, en: "the password could not be hashed", es: "no se pudo calcular el resumen de la contraseña",
      hint: Text(en: "it takes 19 MiB of memory: free some", es: "requiere 19 MiB de memoria: libere alguna"))
  }
}

/// What a password must be, before any policy of the organisation.
package enum PasswordRule {
  /// Characters; NIST SP 800-63B-4 §3.1.1.2 asks for at least eight beside a second factor.
  package static let minimum = 8
  package static let maximum = 256

  package static let form = TextForm.line(minimum...maximum)

  package static func check(_ password: Secret) throws(Fault) {
    let length = password.value.count
    guard (minimum...maximum).contains(length),
      password.value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else {
      throw Fault(
        .invalid, en: "the password does not fit: it has \(length) characters",
        es: "la contraseña no sirve: tiene \(length) caracteres",
        hint: Text(
          en: "use \(minimum) to \(maximum) characters, none of them a control character",
          es: "use de \(minimum) a \(maximum) caracteres, ninguno de control"), field: "password")
    }
  }
}
