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
      let fields = fields(of: text)
      guard fields.count == 5, fields[0] == "argon2id", fields[1] == "v=19" else { return false }
      let costs = fields[2].split(separator: ",", omittingEmptySubsequences: false)
      return costs.count == 3 && number(costs[0], after: "m=", isIn: 8...262_144)
        && number(costs[1], after: "t=", isIn: 1...10) && number(costs[2], after: "p=", isIn: 1...8)
        && isMade(fields[3], of: "+/", length: 11...86) && isMade(fields[4], of: "+/", length: 22...172)
    },
    Scheme(name: "BLF-CRYPT") { text in
      let fields = fields(of: text)
      return fields.count == 3 && ["2a", "2b", "2y"].contains(fields[0]) && fields[1].utf8.count == 2
        && number(fields[1], isIn: 4...14) && isMade(fields[2], of: "./", length: 53...53)
    },
    Scheme(name: "SHA512-CRYPT") { shaCrypt($0, "6", length: 86) },
    Scheme(name: "SHA256-CRYPT") { shaCrypt($0, "5", length: 43) },
    Scheme(name: "SSHA512", isWeak: true) { salted($0, octets: 64) },
    Scheme(name: "SSHA256", isWeak: true) { salted($0, octets: 32) },
    Scheme(name: "SSHA", isWeak: true) { salted($0, octets: 20) },
  ]

  private static func shaCrypt(_ text: String, _ mark: String, length: Int) -> Bool {
    var fields = fields(of: text)
    if fields.count == 4 {
      guard number(fields[1], after: "rounds=", isIn: 1_000...500_000) else { return false }
      fields.remove(at: 1)
    }
    return fields.count == 3 && fields[0] == mark && isMade(fields[1], of: "./", length: 1...16)
      && isMade(fields[2], of: "./", length: length...length)
  }

  /// What stands between the dollars, of which the first begins the text; nothing where it does not. Not by a regular
  /// expression: Swift reads one anew at each use, and an import checks a hash a row.
  private static func fields(of text: String) -> [Substring] {
    guard text.hasPrefix("$") else { return [] }
    return text.dropFirst().split(separator: "$", omittingEmptySubsequences: false)
  }

  private static func number(_ text: Substring, after name: String = "", isIn range: ClosedRange<Int>) -> Bool {
    guard text.hasPrefix(name) else { return false }
    let digits = text.dropFirst(name.count)
    guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return false }
    return Int(digits).map(range.contains) ?? false
  }

  /// Letters, digits and `others`.
  private static func isMade(_ text: Substring, of others: String, length: ClosedRange<Int>) -> Bool {
    length.contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)
          || others.unicodeScalars.contains($0)
      }
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
