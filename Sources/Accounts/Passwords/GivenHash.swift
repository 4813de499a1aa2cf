import Foundation
import MailModel

/// A password's hash that another system made, as Dovecot reads it: `{SCHEME}text` (Dovecot's manual, “Password schemes”).
///
/// Only schemes that people's passwords are safe in, or that can be told from them, and with a cost that a sign-in can
/// bear: a hash that asks for a gigabyte of memory would be a weapon.
struct GivenHash: Hashable, Sendable {
  let hash: PasswordHash
  /// One pass of a fast function over password and salt: whoever steals it tries billions a second.
  let isWeak: Bool

  init(_ text: String) throws(Fault) {
    let full = Self.named(text)
    guard let scheme = Self.schemes.first(where: { full.hasPrefix("{\($0.name)}") }) else { throw Self.unknown(full) }
    guard full.utf8.count <= 512, scheme.fits(String(full.dropFirst(scheme.name.count + 2))) else {
      throw Self.refusal(of: scheme.name)
    }
    hash = PasswordHash(stored: Secret(full))
    isWeak = scheme.isWeak
  }

  /// Systems that know only crypt(3) write no scheme, or `{CRYPT}`; the text tells which it is (crypt(5)).
  private static func named(_ text: String) -> String {
    let brace = text.hasPrefix("{") ? text.firstIndex(of: "}") : nil
    let name = brace.map { text[text.index(after: text.startIndex)..<$0].uppercased() } ?? "CRYPT"
    let rest = brace.map { String(text[text.index(after: $0)...]) } ?? text
    guard name == "CRYPT" else { return "{\(name)}\(rest)" }
    let known = [("$argon2id$", "ARGON2ID"), ("$2", "BLF-CRYPT"), ("$6$", "SHA512-CRYPT"), ("$5$", "SHA256-CRYPT")]
    return "{\(known.first { rest.hasPrefix($0.0) }?.1 ?? "CRYPT")}\(rest)"
  }

  private struct Scheme: Sendable {
    let name: String
    var isWeak = false
    let fits: @Sendable (String) -> Bool
  }

  private static let schemes = [
    Scheme(name: "ARGON2ID") { text in
      let form = #/\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$[A-Za-z0-9+\/]{11,86}\$[A-Za-z0-9+\/]{22,172}/#
      guard let found = text.wholeMatch(of: form) else { return false }
      return within(found.1, 8...262_144) && within(found.2, 1...10) && within(found.3, 1...8)
    },
    Scheme(name: "BLF-CRYPT") { text in
      guard let found = text.wholeMatch(of: #/\$2[aby]\$(\d\d)\$[.\/A-Za-z0-9]{53}/#) else { return false }
      return within(found.1, 4...14)
    },
    Scheme(name: "SHA512-CRYPT") { shaCrypt($0, "6", length: 86) },
    Scheme(name: "SHA256-CRYPT") { shaCrypt($0, "5", length: 43) },
    Scheme(name: "SSHA512", isWeak: true) { salted($0, octets: 64) },
    Scheme(name: "SSHA256", isWeak: true) { salted($0, octets: 32) },
    Scheme(name: "SSHA", isWeak: true) { salted($0, octets: 20) },
  ]

  private static func within(_ digits: Substring, _ range: ClosedRange<Int>) -> Bool {
    Int(digits).map(range.contains) ?? false
  }

  private static func shaCrypt(_ text: String, _ mark: String, length: Int) -> Bool {
    let form = #/\$([56])\$(?:rounds=(\d{4,6})\$)?[.\/A-Za-z0-9]{1,16}\$([.\/A-Za-z0-9]+)/#
    guard let found = text.wholeMatch(of: form) else { return false }
    return found.1 == mark && found.3.count == length && found.2.map { within($0, 1_000...500_000) } ?? true
  }

  /// Digest and salt, in base64 (RFC 4648 §4).
  private static func salted(_ text: String, octets: Int) -> Bool {
    Data(base64Encoded: text).map { (octets + 4...octets + 64).contains($0.count) } ?? false
  }

  private static var names: String { schemes.map { "{\($0.name)}" }.joined(separator: ", ") }

  private static func unknown(_ text: String) -> Fault {
    let name = text.prefix { $0 != "}" }.dropFirst().prefix(20)
    return Fault(
      .invalid, en: "hashes of the scheme {\(name)} are not taken over: they are unsafe, or nobody knows them",
      es: "no se admiten resúmenes del esquema {\(name)}: son inseguros, o nadie los conoce",
      hint: Text(
        en: "leave the field empty and set a new password, or use one of \(names)",
        es: "deje el campo vacío y ponga una contraseña nueva, o use uno de \(names)"), field: "hash")
  }

  private static func refusal(of name: String) -> Fault {
    Fault(
      .invalid, en: "that is no {\(name)} hash, or one that costs too much to check",
      es: "no es un resumen {\(name)}, o comprobarlo cuesta demasiado",
      hint: Text(
        en: "copy it whole, as doveadm pw prints it", es: "cópielo entero, como lo escribe doveadm pw"), field: "hash")
  }
}
