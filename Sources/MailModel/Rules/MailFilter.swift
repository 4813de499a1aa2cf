/// What the service does by itself with a person's incoming mail: a filter of conditions and one action.
package struct MailFilter: Codable, Hashable, Sendable {
  package enum Field: String, Codable, Hashable, Sendable, CaseIterable {
    case from
    /// `To` and `Cc`.
    case to
    case subject
  }

  package struct Condition: Codable, Hashable, Sendable {
    package var field: Field
    /// What the field holds somewhere, in any case of letters.
    package var contains: String

    package init(_ field: Field, contains: String) {
      self.field = field
      self.contains = contains
    }
  }

  package enum Action: String, Codable, Hashable, Sendable, CaseIterable {
    /// Into the folder `target`.
    case file
    /// On to the address `target`.
    case forward
    case discard
    /// Marked, and where it would have gone.
    case flag
  }

  package var name: String
  /// All must hold; without any it is for every message.
  package var conditions: [Condition]
  package var action: Action
  /// A folder or an address.
  package var target: String?
  /// Whether a forwarded message is kept as well.
  package var keeps: Bool

  package init(
    name: String, conditions: [Condition], action: Action, target: String? = nil, keeps: Bool = true
  ) throws(Fault) {
    self.name = name
    self.conditions = conditions
    self.action = action
    self.target = target
    self.keeps = keeps
    try check()
  }

  private enum CodingKeys: String, CodingKey { case name, conditions, action, target, keeps }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      name: fields.decode(String.self, forKey: .name),
      conditions: fields.decodeIfPresent([Condition].self, forKey: .conditions) ?? [],
      action: fields.decode(Action.self, forKey: .action),
      target: fields.decodeIfPresent(String.self, forKey: .target),
      keeps: fields.decodeIfPresent(Bool.self, forKey: .keeps) ?? true)
  }

  /// Where it forwards to.
  package var forwardsTo: Address? {
    action == .forward ? target.flatMap { try? Address($0) } : nil
  }

  private func check() throws(Fault) {
    try RuleText.require(name, "name", 1...80)
    guard conditions.count <= 20 else {
      throw RuleText.fault(en: "20 conditions are the most", es: "20 condiciones son lo máximo", "conditions")
    }
    for condition in conditions { try RuleText.require(condition.contains, "contains", 1...200) }
    switch action {
    case .file: try RuleText.require(target ?? "", "target", 1...200)
    case .forward:
      do {
        _ = try Address(target ?? "")
      } catch {
        throw error.at(field: "target")
      }
    case .discard, .flag:
      guard target == nil else {
        throw RuleText.fault(
          en: "this action has no target", es: "esta acción no tiene destino", "target")
      }
    }
  }
}

/// What people write into rules: it becomes text of a script, and goes into headers.
enum RuleText {
  /// One line.
  static func require(_ text: String, _ field: String, _ lengths: ClosedRange<Int>) throws(Fault) {
    guard lengths.contains(text.count), !UnseenCharacters.stand(in: text) else {
      throw fault(
        en: "“\(text.prefix(40))” is empty, too long or holds control characters",
        es: "«\(text.prefix(40))» está vacío, es demasiado largo o tiene caracteres de control", field)
    }
  }

  /// Several lines.
  static func requireLines(_ text: String, _ field: String, _ lengths: ClosedRange<Int>) throws(Fault) {
    let lines = text.replacing("\r\n", with: " ").replacing("\n", with: " ").replacing("\t", with: " ")
    guard lengths.contains(text.count), lines.unicodeScalars.allSatisfy(isPlain) else {
      throw fault(
        en: "the text is empty, too long or holds control characters",
        es: "el texto está vacío, es demasiado largo o tiene caracteres de control", field)
    }
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
    default: true
    }
  }

  static func fault(en: String, es: String, _ field: String) -> Fault {
    Fault(.invalid, en: en, es: es, field: field)
  }
}
