import Foundation
import MailModel

/// The words of a filter or a path.
struct SCIMTokens {
  enum Token: Hashable {
    /// A name, an operator or a bare value.
    case word(String)
    case text(String)
    case symbol(Character)
  }

  /// In characters.
  private static let limit = 4_096

  let tokens: [Token]

  init(_ text: String, kind: SCIMFailure.Kind) throws(SCIMFailure) {
    guard text.count <= Self.limit else {
      throw SCIMFailure(
        kind, en: "this is longer than \(Self.limit) characters", es: "esto pasa de \(Self.limit) caracteres")
    }
    var rest = Substring(text)
    var tokens: [Token] = []
    while let first = rest.first {
      if first == " " || first == "\t" {
        rest.removeFirst()
      } else if "()[]".contains(first) {
        tokens.append(.symbol(rest.removeFirst()))
      } else if first == "\"" {
        tokens.append(.text(try Self.quoted(&rest, kind)))
      } else {
        let word = rest.prefix { !" \t()[]\"".contains($0) }
        tokens.append(.word(String(word)))
        rest = rest.dropFirst(word.count)
      }
    }
    self.tokens = tokens
  }

  /// A JSON string (RFC 8259 §7).
  private static func quoted(_ rest: inout Substring, _ kind: SCIMFailure.Kind) throws(SCIMFailure) -> String {
    var end = rest.index(after: rest.startIndex)
    var escapes = false
    while end < rest.endIndex, escapes || rest[end] != "\"" {
      escapes = !escapes && rest[end] == "\\"
      end = rest.index(after: end)
    }
    guard end < rest.endIndex else {
      throw SCIMFailure(kind, en: "a text has no end", es: "un texto no tiene fin")
    }
    let literal = rest[...end]
    rest = rest[rest.index(after: end)...]
    guard let text = try? JSONDecoder().decode(String.self, from: Data(literal.utf8)) else {
      throw SCIMFailure(kind, en: "\(literal) is not a JSON string", es: "\(literal) no es un texto JSON")
    }
    return text
  }
}
