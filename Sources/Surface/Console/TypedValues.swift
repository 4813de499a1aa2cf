import Foundation
import MailModel

/// What was typed into a form, read once and at the border; a fault names its field.
extension PageRequest {
  /// What stands in a field, read by `parse`.
  package func value<Value>(_ field: String, _ parse: (String) throws -> Value) throws -> Value {
    try at(field) { try parse(form[field, default: ""].trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// The same; `nil` for an empty field.
  package func optional<Value>(_ field: String, _ parse: (String) throws -> Value) throws -> Value? {
    guard chosen(field) != nil else { return nil }
    return try value(field, parse)
  }

  /// The text of a field; `nil` for an empty one.
  package func chosen(_ field: String) -> String? {
    let text = form[field, default: ""].trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? nil : text
  }

  package func number(_ field: String) throws -> Int? {
    try optional(field) { text in
      guard let number = Int(text) else {
        throw Fault(
          .invalid, en: "“\(text.prefix(40))” is not a whole number", es: "«\(text.prefix(40))» no es un número entero")
      }
      return number
    }
  }

  /// Whatever is wrong in `work` is wrong with this field.
  package func at<Value>(_ field: String, _ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let fault as Fault {
      throw fault.at(field: field)
    }
  }
}
