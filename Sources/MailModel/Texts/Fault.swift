/// An expected failure, worded for its reader: what happened, and the way out.
///
/// Anything else that is thrown is a defect or an outage, and shows as a reference number.
package struct Fault: Error, Codable, Sendable {
  package enum Code: String, Codable, Sendable, CaseIterable {
    /// The request cannot be right, whoever sends it.
    case invalid
    /// This principal may not do it.
    case forbidden
    /// What it names does not exist.
    case notFound
    /// It contradicts the present state.
    case conflict
    /// Something that it needs does not answer.
    case unavailable
  }

  package let code: Code
  package let message: Text
  /// What to do about it.
  package let hint: Text?
  /// The field of the request that is at fault, by its wire name.
  package let field: String?

  package init(_ code: Code, _ message: Text, hint: Text? = nil, field: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.field = field
  }

  package init(_ code: Code, en: String, es: String, hint: Text? = nil, field: String? = nil) {
    self.init(code, Text(en: en, es: es), hint: hint, field: field)
  }

  /// The same fault, with the field of the request that caused it.
  package func at(field: String) -> Fault {
    Fault(code, message, hint: hint, field: field)
  }

  /// Message and hint as one line.
  package func line(in language: Language) -> String {
    guard let hint else { return message(in: language) }
    return "\(message(in: language)): \(hint(in: language))"
  }
}

/// Faults are told apart by their code; the words are for people.
extension Fault: Equatable {
  package static func == (left: Fault, right: Fault) -> Bool { left.code == right.code }
}

extension Fault: CustomStringConvertible {
  package var description: String { line(in: .english) }
}
