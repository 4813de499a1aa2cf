import MailModel

/// One field of a form.
package struct FormField: Sendable {
  package enum Kind: Hashable, Sendable {
    case text, password, code, check
    /// Several lines; CRLF between them, as browsers send it (HTML §4.10.22.4).
    case lines
    /// A day of the calendar: `2026-11-30`.
    case day
    /// A whole number.
    case number
    /// One of these.
    case select([Choice])
    /// Some of these: `PageRequest.all(name)`.
    case several([Choice])
    /// A file; the page is one that takes so many octets.
    case file
    /// Not shown, and sent along.
    case hidden
  }

  /// What may be chosen: what is sent, and what is shown.
  package struct Choice: Hashable, Sendable {
    package var value: String
    package var label: Text

    package init(_ value: String, _ label: Text) {
      self.value = value
      self.label = label
    }

    /// One that is called what it is.
    package init(_ value: String) {
      self.init(value, Text(verbatim: value))
    }
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

  /// Sent along, and not shown.
  package static func hidden(_ name: String) -> FormField { FormField(name, .hidden, Text(verbatim: "")) }

  /// What nobody may see again: it is typed anew each time.
  var isSecret: Bool { kind == .password || kind == .code }

  /// As the template `field` takes it.
  func data(in form: String, value: String) -> [String: any Sendable] {
    let shown = isSecret ? "" : value
    return [
      "name": name, "id": "\(form)-\(name)", "label": label, "hint": hint, "autocomplete": autocomplete,
      "required": isRequired, "value": shown, "type": inputType, "numeric": kind == .number || kind == .code,
      "hidden": kind == .hidden, "check": kind == .check, "lines": kind == .lines, "line": isLine,
      "select": isSelect, "several": isSeveral, "choices": choices(chosen: shown), "error": "", "present": "",
    ]
  }

  private var inputType: String {
    switch kind {
    case .password: "password"
    case .day: "date"
    case .file: "file"
    default: "text"
    }
  }

  private var isLine: Bool {
    switch kind {
    case .text, .password, .code, .day, .number, .file: true
    default: false
    }
  }

  private var isSelect: Bool {
    if case .select = kind { true } else { false }
  }

  private var isSeveral: Bool {
    if case .several = kind { true } else { false }
  }

  private func choices(chosen: String) -> [any Sendable] {
    switch kind {
    case .select(let choices): choices.map { data(of: $0, isChosen: $0.value == chosen) }
    case .several(let choices):
      choices.map { data(of: $0, isChosen: FormValues.lines(of: chosen).contains($0.value)) }
    default: []
    }
  }

  private func data(of choice: Choice, isChosen: Bool) -> any Sendable {
    // An empty value is one too: it must not fall through to the field's.
    ["choice": choice.value, "word": choice.label, "chosen": isChosen] as [String: any Sendable]
  }

  /// A value as people read it: the words of what was chosen.
  func words(for value: String) -> Text {
    let chosen: [Text] =
      switch kind {
      case .select(let choices): choices.filter { $0.value == value }.map(\.label)
      case .several(let choices): choices.filter { FormValues.lines(of: value).contains($0.value) }.map(\.label)
      case .check: [value.isEmpty ? Text(verbatim: "no") : Text(en: "yes", es: "sí")]
      default: [Text(verbatim: value)]
      }
    let text = Text(en: Self.list(chosen.map(\.en)), es: Self.list(chosen.map(\.es)))
    return text.en.isEmpty ? Text(en: "empty", es: "vacío") : text
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}
