import Foundation
import MailModel

/// A form, with what was typed and what was wrong with it.
package struct ConsoleForm: Sendable {
  package var action: String
  package var fields: [FormField]
  package var submit: Text
  package var isDangerous: Bool
  /// One button in a line.
  package var isInline: Bool
  /// What was typed before; passwords and codes are never shown again.
  package var values: [String: String]
  package var fault: Fault?
  /// What its fields would show to somebody who looks at them now; where that differs from `values` after a conflict,
  /// both are shown.
  package var present: [String: String]
  /// Which state of the thing it was filled in for: see `PageRequest.tag(of:)`.
  package var seen: String?

  /// The field that carries `seen`.
  static let seenField = "seen"
  /// The field that names those which nobody may keep.
  static let secretsField = "secret-fields"

  package init(
    _ action: String, _ fields: [FormField] = [], submit: Text, isDangerous: Bool = false, isInline: Bool = false,
    values: [String: String] = [:], fault: Fault? = nil, present: [String: String] = [:], seen: String? = nil
  ) {
    self.action = action
    self.fields = fields
    self.submit = submit
    self.isDangerous = isDangerous
    self.isInline = isInline
    self.values = values
    self.fault = fault
    self.present = present
    self.seen = seen
  }

  /// Shows `present`; or, where this form is the one that was sent, what was typed and what was wrong with it.
  package func filled(_ present: [String: String] = [:], _ request: PageRequest, _ fault: Fault?) -> ConsoleForm {
    var form = self
    form.present = present
    let isSent = request.path.removingPercentEncoding == action.removingPercentEncoding && !request.form.isEmpty
    // What is not ticked is not sent, so nothing of `present` shines through.
    form.values = isSent ? request.form : present
    form.fault = isSent ? fault : nil
    return form
  }

  /// As the template `form` takes it; the console adds the token.
  package var data: [String: any Sendable] {
    var fields = fields.map { data(of: $0) }
    if let seen { fields.append(FormField.hidden(Self.seenField).data(in: key, value: seen)) }
    let secrets = self.fields.filter(\.isSecret).map(\.name).joined(separator: " ")
    if !secrets.isEmpty { fields.append(FormField.hidden(Self.secretsField).data(in: key, value: secrets)) }
    let common = self.fault.flatMap { fault in self.fields.contains { $0.name == fault.field } ? nil : fault }
    return [
      "action": action, "submit": submit, "files": self.fields.contains { $0.kind == .file }, "danger": isDangerous,
      "inline": isInline,
      "fields": fields.map { $0 as any Sendable } as [any Sendable],
      "problem": common?.message ?? Text(verbatim: ""), "advice": common?.hint ?? Text(verbatim: ""),
    ]
  }

  private var key: String { String(action.filter(\.isLetter)) }

  private func data(of field: FormField) -> [String: any Sendable] {
    let value = values[field.name] ?? ""
    var data = field.data(in: key, value: value)
    if let fault, fault.field == field.name {
      data["error"] = fault.message
      if let hint = fault.hint { data["hint"] = hint }
    }
    if let fault, fault.isOutdated, let now = present[field.name], now != value {
      data["present"] = Text(
        en: "Meanwhile it is: \(field.words(for: now).en)", es: "Entretanto es: \(field.words(for: now).es)")
    }
    return data
  }
}

extension Fault {
  /// Somebody else has changed the thing since it was looked at.
  package var isOutdated: Bool { code == .conflict && field == EntityTag.condition }
}
