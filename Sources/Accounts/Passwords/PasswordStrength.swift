import CZxcvbn
import Foundation
import MailModel

/// How hard a password is to guess for somebody who knows how people choose them, after zxcvbn (Wheeler, USENIX
/// Security 2016): it tries words, names, dates, keyboard rows and repetitions before it counts characters.
struct PasswordStrength {
  /// What most of a weak password is made of.
  enum Pattern: CaseIterable {
    case owner, common, repetition, sequence, keyboard, date, short
  }

  /// The logarithm to base 2 of the number of guesses.
  let bits: Double
  let pattern: Pattern

  /// 10⁸ guesses, zxcvbn's score of 3: the sign-in lets through some hundred a day, and whoever has stolen an Argon2id
  /// hash tries some hundred a second.
  static let minimum = 26.58

  var isEnough: Bool { bits >= Self.minimum }

  init(of password: Secret, owner: PasswordOwner) {
    var words = owner.words.map { strdup($0) }.map { UnsafePointer<CChar>($0) } + [nil]
    defer { for word in words { free(UnsafeMutablePointer(mutating: word)) } }
    var parts: UnsafeMutablePointer<ZxcMatch_t>?
    bits = ZxcvbnMatch(password.value, &words, &parts)
    defer { ZxcvbnFreeInfo(parts) }
    pattern = Self.pattern(of: parts)
  }

  /// That of the longest part with one.
  private static func pattern(of parts: UnsafeMutablePointer<ZxcMatch_t>?) -> Pattern {
    var longest: (pattern: Pattern, length: Int32) = (.short, 0)
    var next = parts
    while let part = next?.pointee {
      if let pattern = pattern(of: part.`Type`), part.Length > longest.length { longest = (pattern, part.Length) }
      next = part.Next
    }
    return longest.pattern
  }

  private static func pattern(of type: ZxcTypeMatch_t) -> Pattern? {
    guard type.rawValue < MULTIPLE_MATCH.rawValue else { return .repetition }
    return switch type {
    case USER_MATCH, USER_LEET_MATCH: .owner
    case DICTIONARY_MATCH, DICT_LEET_MATCH: .common
    case REPEATS_MATCH: .repetition
    case SEQUENCE_MATCH: .sequence
    case SPATIAL_MATCH: .keyboard
    case DATE_MATCH, YEAR_MATCH: .date
    default: nil
    }
  }
}

extension PasswordStrength.Pattern {
  /// “the password is easy to guess: …”.
  var words: Text {
    switch self {
    case .owner:
      Text(
        en: "it holds names of its account or of the service", es: "lleva nombres de su cuenta o del servicio")
    case .common:
      Text(
        en: "it is made of words and passwords that are tried first",
        es: "consta de palabras y contraseñas que se prueban primero")
    case .repetition: Text(en: "it repeats itself", es: "se repite")
    case .sequence:
      Text(
        en: "its letters or digits follow each other in order",
        es: "sus letras o cifras se siguen unas a otras en orden")
    case .keyboard: Text(en: "it follows the keys of a keyboard", es: "sigue las teclas de un teclado")
    case .date: Text(en: "it is a date or a year, with little else", es: "es una fecha o un año, con poco más")
    case .short: Text(en: "it has too few characters", es: "tiene demasiado pocos caracteres")
    }
  }
}

/// Whose password it is: what a guesser tries first.
struct PasswordOwner: Sendable {
  var address: Address
  var displayName = ""

  /// Words of the service that zxcvbn's dictionaries lack; Spanish ones among them, since those dictionaries are English.
  private static let service = ["palomar", "correo", "buzon", "buzón", "contrasena", "contraseña", "clave", "usuario"]

  var words: [String] {
    let texts = [address.local, address.domain.name, displayName]
    let pieces = texts.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }.map(String.init)
    let plain = pieces.map { $0.folding(options: .diacriticInsensitive, locale: nil) }
    return Set((pieces + plain).filter { $0.count >= 3 }).union(Self.service).sorted()
  }
}
