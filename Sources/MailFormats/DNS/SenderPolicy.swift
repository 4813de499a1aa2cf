import MailModel

/// An SPF record by its meaning (RFC 7208): two that decide alike are equal, whatever their spelling.
///
/// Neighbouring mechanisms with the same qualifier may stand in any order; a modifier may stand anywhere.
package struct SenderPolicy: Hashable, Sendable {
  private struct Directive: Hashable, Comparable {
    let qualifier: Character
    let mechanism: String

    static func < (left: Directive, right: Directive) -> Bool { left.mechanism < right.mechanism }
  }

  private let directives: [Directive]
  private let modifiers: [String: String]

  /// Whether `text` takes itself for an SPF record (RFC 7208 §4.5).
  package static func marks(_ text: String) -> Bool {
    text.split(separator: " ", maxSplits: 1).first?.lowercased() == "v=spf1"
  }

  /// `nil` for a text that is none.
  package init?(_ text: String) {
    guard SenderPolicy.marks(text) else { return nil }
    var runs: [[Directive]] = []
    var modifiers: [String: String] = [:]
    for term in text.split(separator: " ").dropFirst() {
      if let (name, value) = SenderPolicy.modifier(term) {
        modifiers[name] = value
        continue
      }
      let directive = SenderPolicy.directive(term)
      if runs.last?.first?.qualifier == directive.qualifier {
        runs[runs.count - 1].append(directive)
      } else {
        runs.append([directive])
      }
    }
    directives = runs.flatMap { $0.sorted() }
    self.modifiers = modifiers
  }

  private static func modifier(_ term: Substring) -> (String, String)? {
    guard let equals = term.firstIndex(of: "=") else { return nil }
    let name = term[..<equals].lowercased()
    guard !name.contains(":"), !name.contains("/") else { return nil }
    return (name, domain(term[term.index(after: equals)...]))
  }

  private static func directive(_ term: Substring) -> Directive {
    let isQualified = term.first.map { "+-~?".contains($0) } ?? false
    let qualifier = isQualified ? term.first ?? "+" : "+"
    return Directive(qualifier: qualifier, mechanism: mechanism(isQualified ? term.dropFirst() : term))
  }

  private static func mechanism(_ term: Substring) -> String {
    let parts = term.split(separator: ":", maxSplits: 1)
    guard parts.count == 2 else { return term.lowercased() }
    let name = parts[0].lowercased()
    return "\(name):\(name.hasPrefix("ip") ? network(parts[1]) : domain(parts[1]))"
  }

  private static func network(_ text: Substring) -> String {
    (try? Network(String(text)))?.text ?? text.lowercased()
  }

  private static func domain(_ text: Substring) -> String {
    let lower = text.lowercased()
    return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
  }
}
