import Foundation
import Kernel
import MailModel
import Surface

/// One field that a plan changes, for people to read.
struct FieldChange: Hashable {
  let field: String
  /// `nil` where there is nothing.
  let before: String?
  let after: String?
}

extension PlanPart {
  /// What happens where, and when where that is not at once.
  var title: Text {
    let what = "\(action) · \(scope)"
    guard let day else { return Text(verbatim: what) }
    return Text(en: "\(what) · on \(Day.text(day))", es: "\(what) · el \(Day.text(day))")
  }

  /// What differs, field by field. Where the action keeps no state before it, all that comes out of it.
  var changes: [FieldChange] {
    let old = Self.fields(of: before)
    let new = Self.fields(of: after)
    return Set(old.keys).union(new.keys).sorted().compactMap { field in
      old[field] == new[field] ? nil : FieldChange(field: field, before: old[field], after: new[field])
    }
  }

  /// The fields of a JSON object, each value as short JSON. Anything else is one field without a name.
  private static func fields(of json: String?) -> [String: String] {
    guard let json, !json.isEmpty else { return [:] }
    let value = try? JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
    guard let object = value as? [String: Any] else { return ["": json] }
    return object.mapValues(text(of:))
  }

  private static func text(of value: Any) -> String {
    if let text = value as? String { return text }
    let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]
    let data = try? JSONSerialization.data(withJSONObject: value, options: options)
    return data.map { String(decoding: $0, as: UTF8.self) } ?? "\(value)"
  }
}

extension ChangeRequest {
  /// What it is, a name and a value for each thing that is worth a line.
  func facts(at now: Date) -> [(name: Text, value: Text)] {
    let facts: [(Text, Text?)] = [
      (Text(en: "State", es: "Estado"), state(at: now).name),
      (Text(en: "Action", es: "Acción"), Text(verbatim: action)),
      (Text(en: "Where", es: "Dónde"), Text(verbatim: scope.text)),
      (Text(en: "By", es: "Por"), Text(verbatim: token.map { "\(author) (\($0))" } ?? author)),
      (Text(en: "Reason", es: "Motivo"), reason.map(Text.init(verbatim:))),
      (Text(en: "Because of", es: "A causa de"), kind == .access ? nil : Text(verbatim: rule)),
      (Text(en: "Made", es: "Hecha"), Text(verbatim: created.formatted(.iso8601))),
      (Text(en: "Until", es: "Hasta"), Text(verbatim: expires.formatted(.iso8601))),
      (Text(en: "Decided by", es: "Decidida por"), decider.map(Text.init(verbatim:))),
      (Text(en: "Decided", es: "Decidida"), decided.map { Text(verbatim: $0.formatted(.iso8601)) }),
      (Text(en: "Comment", es: "Comentario"), decision.map(Text.init(verbatim:))),
    ]
    return facts.compactMap { name, value in value.map { (name, $0) } }
  }

  func lines(at now: Date) -> String {
    let facts = facts(at: now).map { "\($0.name(in: .spoken)): \($0.value(in: .spoken))" }
    let parts = plan.flatMap { part in
      ["", "\(part.title(in: .spoken)) · \(part.request)"] + part.changes.map(\.line)
    }
    return (facts + parts).joined(separator: "\n")
  }
}

extension FieldChange {
  /// `  state: active → suspended`.
  fileprivate var line: String {
    "  \(field.isEmpty ? "" : "\(field): ")\(before ?? "—") → \(after ?? "—")"
  }
}
