import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Some of a few known words, as one text: `imap submission`. In the order in which they are declared.
package struct WordSet<Word>: Hashable, Sendable
where Word: RawRepresentable<String> & CaseIterable & Hashable & Sendable {
  package let words: Set<Word>

  package init(_ words: Set<Word>) {
    self.words = words
  }

  package static var all: WordSet { WordSet(Set(Word.allCases)) }
  package static var none: WordSet { WordSet([]) }

  /// Words with commas or spaces between them; `none` is none.
  package init(_ text: String) throws(Fault) {
    var words: Set<Word> = []
    for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) where part != "none" {
      guard let word = Word(rawValue: part.lowercased()) else {
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw Fault(
          .invalid, en: "nobody knows “\(part.prefix(40))” here", es: "aquí nadie conoce «\(part.prefix(40))»",
          hint: Text(en: "some of: \(known); or none", es: "algunos de: \(known); o none"))
      }
      words.insert(word)
    }
    self.words = words
  }

  package func contains(_ word: Word) -> Bool { words.contains(word) }

  package var text: String { Word.allCases.filter(words.contains).map(\.rawValue).joined(separator: " ") }
  /// As people read and write it.
  package var shown: String { words.isEmpty ? "none" : text.replacing(" ", with: ", ") }
}

extension WordSet: Codable, SQLEncodable {
  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  package var sqlValue: SQLValue { .text(text) }
}

extension WordSet: Illustrated {
  package static var shape: JSONShape {
    let word = "(none|\(Word.allCases.map(\.rawValue).joined(separator: "|")))"
    return .text(TextForm(pattern: "^(\(word)([ ,]\(word))*)?$"))
  }

  package static var sample: WordSet { .none }
}

/// What a mail program may speak to sign in.
package enum MailProtocol: String, CaseIterable, Sendable {
  case imap, pop3, managesieve, submission
}

package typealias Protocols = WordSet<MailProtocol>

/// What a class of service decides, and an account may have otherwise.
package enum ServiceValue: String, CaseIterable, Sendable {
  case quota, protocols, forwarding
}
