import MailModel

/// One field of a form.
package struct FormField: Sendable {
  package enum Kind: Sendable {
    case text, password, code, check
    /// Not shown, and sent along.
    case hidden
  }

  package var name: String
  package var kind: Kind
  package var label: Text
  package var hint: Text
  /// The browser's word for it (HTML §4.10.18.7).
  package var autocomplete: String
  package var isRequired: Bool

  package init(
    _ name: String, _ kind: Kind = .text, _ label: Text, hint: Text = Text(verbatim: ""), autocomplete: String = "off",
    isRequired: Bool = true
  ) {
    self.name = name
    self.kind = kind
    self.label = label
    self.hint = hint
    self.autocomplete = autocomplete
    self.isRequired = isRequired
  }
}

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

  package init(
    _ action: String, _ fields: [FormField] = [], submit: Text, isDangerous: Bool = false, isInline: Bool = false,
    values: [String: String] = [:], fault: Fault? = nil
  ) {
    self.action = action
    self.fields = fields
    self.submit = submit
    self.isDangerous = isDangerous
    self.isInline = isInline
    self.values = values
    self.fault = fault
  }

  /// As the template `form` takes it; the console adds the token.
  package var data: [String: any Sendable] {
    var data: [String: any Sendable] = [
      "action": action, "submit": submit, "danger": isDangerous, "inline": isInline,
      "fields": fields.map { self.data(of: $0) as any Sendable } as [any Sendable],
    ]
    if let fault, !fields.contains(where: { $0.name == fault.field }) {
      data["problem"] = fault.message
      data["advice"] = fault.hint ?? Text(verbatim: "")
    }
    return data
  }

  private func data(of field: FormField) -> [String: any Sendable] {
    let kind = field.kind
    let isShownAgain = kind == .text || kind == .hidden || kind == .check
    var data: [String: any Sendable] = [
      "name": field.name, "id": "\(action.filter { $0.isLetter })-\(field.name)", "label": field.label,
      "hint": field.hint, "autocomplete": field.autocomplete, "required": field.isRequired,
      "value": isShownAgain ? values[field.name] ?? "" : "",
      "type": kind == .password ? "password" : "text",
      "hidden": kind == .hidden, "check": kind == .check, "line": kind != .hidden && kind != .check,
    ]
    if let fault, fault.field == field.name {
      data["error"] = fault.message
      if let hint = fault.hint { data["hint"] = hint }
    }
    return data
  }
}
