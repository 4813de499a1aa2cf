import Foundation

/// A language that Palomar speaks. The reader's preference decides; English where nothing is said.
package enum Language: String, Codable, Hashable, Sendable, CaseIterable {
  case english = "en"
  case spanish = "es"

  /// The language of a POSIX environment: `LC_ALL`, then `LC_MESSAGES`, then `LANG` (locale(7)).
  package init(environment: [String: String]) {
    let value = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    self = value?.lowercased().hasPrefix("es") == true ? .spanish : .english
  }

  /// The first language of an `Accept-Language` header that we speak (RFC 9110 §12.5.4).
  package init(acceptLanguage header: String?) {
    let tags = (header ?? "").split(separator: ",").map { part -> (tag: String, weight: Double) in
      let pieces = part.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
      let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
      return (pieces.first?.lowercased() ?? "", weight ?? 1)
    }
    let best = tags.sorted { $0.weight > $1.weight }.lazy
      .compactMap { Language(rawValue: String($0.tag.prefix(2))) }.first
    self = best ?? .english
  }
}

/// The same sentence in every language that Palomar speaks; leaving one out does not compile.
package struct Text: Hashable, Codable, Sendable {
  package let en: String
  package let es: String

  package init(en: String, es: String) {
    self.en = en
    self.es = es
  }

  /// The same words in both languages: a name, a number, what another program said.
  package init(verbatim words: String) {
    self.init(en: words, es: words)
  }

  package func callAsFunction(in language: Language) -> String {
    switch language {
    case .english: en
    case .spanish: es
    }
  }
}
