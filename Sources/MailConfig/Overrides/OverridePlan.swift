import Foundation
import MailModel

/// The overrides of a system, checked against what can be overridden.
struct OverridePlan: Sendable {
  private let accepted: [Override.Program: [AcceptedOverride]]

  init(_ overrides: [Override]) throws(Fault) {
    var accepted: [Override.Program: [AcceptedOverride]] = [:]
    for override in overrides {
      let next = try AcceptedOverride(override)
      if accepted[override.program, default: []].contains(where: { $0.name == next.name }) {
        throw Fault(
          .conflict, en: "\(next.name) of \(override.program.rawValue) is overridden twice",
          es: "\(next.name) de \(override.program.rawValue) está sustituido dos veces",
          hint: Text(en: "keep one of the two", es: "conserve uno de los dos"))
      }
      accepted[override.program, default: []].append(next)
    }
    self.accepted = accepted.mapValues { $0.sorted { $0.name < $1.name } }
  }

  /// In the order of their names. `section` is the part before the dot, for programs with several files.
  func of(_ program: Override.Program, in section: String? = nil) -> [AcceptedOverride] {
    (accepted[program] ?? []).filter { $0.section == section }
  }
}

/// An override whose setting exists and whose value is of its kind. The value is written from the number that it
/// stands for, never from the text that was entered, so that nothing else can get into a file.
struct AcceptedOverride: Hashable, Sendable {
  let name: String
  let value: String
  private let reason: String
  private let expires: Date

  /// The part of the name that the file uses.
  var key: String { name.split(separator: ".").last.map(String.init) ?? name }
  var section: String? {
    let parts = name.split(separator: ".")
    return parts.count > 1 ? String(parts[0]) : nil
  }

  init(_ override: Override) throws(Fault) {
    guard let setting = override.program.overridable.first(where: { $0.name == override.setting }) else {
      throw AcceptedOverride.unknown(override)
    }
    guard let number = setting.kind.number(override.value), setting.range.contains(number) else {
      throw AcceptedOverride.wrongKind(override, setting)
    }
    name = setting.name
    value = setting.kind.text(number, for: override.program)
    reason = override.reason
    expires = override.expires
  }

  /// The reason and the day of expiry on one line that no program reads as anything but a comment.
  var comment: String {
    let words = reason.unicodeScalars.map { scalar -> String in
      scalar.properties.generalCategory.isPlain && scalar != "\\" ? String(scalar) : " "
    }
    let line = words.joined().split(separator: " ").joined(separator: " ").prefix(200)
    return "# Override until \(AcceptedOverride.day(expires)): \(line)"
  }

  /// ISO 8601, in UTC.
  private static func day(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day())
  }

  private static func unknown(_ override: Override) -> Fault {
    let names = override.program.overridable.map(\.name)
    let close = names.closest(to: override.setting).joined(separator: ", ")
    let program = override.program.rawValue
    return Fault(
      .invalid, en: "“\(override.setting.prefix(80))” of \(program) cannot be overridden",
      es: "«\(override.setting.prefix(80))» de \(program) no se puede sustituir",
      hint: Text(en: "the closest that can: \(close)", es: "los más parecidos que sí: \(close)"), field: "setting")
  }

  private static func wrongKind(_ override: Override, _ setting: OverridableSetting) -> Fault {
    let kind = setting.kind.description
    let (low, high) = (setting.range.lowerBound, setting.range.upperBound)
    return Fault(
      .invalid, en: "“\(override.value.prefix(80))” does not fit \(setting.name)",
      es: "«\(override.value.prefix(80))» no sirve para \(setting.name)",
      hint: Text(
        en: "write \(kind.en), between \(low) and \(high)\(setting.kind.unit.en)",
        es: "escriba \(kind.es), entre \(low) y \(high)\(setting.kind.unit.es)"),
      field: "value")
  }
}

extension OverridableSetting.Kind {
  /// As the program writes it: times in seconds, sizes in octets.
  fileprivate func text(_ number: Int64, for program: Override.Program) -> String {
    switch (self, program) {
    case (.integer, _), (.size, _), (.time, .redis): "\(number)"
    case (.time, _): "\(number)s"
    case (.boolean, .rspamd): number == 1 ? "true" : "false"
    case (.boolean, _): number == 1 ? "yes" : "no"
    }
  }

  fileprivate var unit: Text {
    switch self {
    case .integer, .boolean: Text(verbatim: "")
    case .time: Text(en: " seconds", es: " segundos")
    case .size: Text(en: " octets", es: " octetos")
    }
  }
}

extension Unicode.GeneralCategory {
  /// Letters, digits, punctuation, symbols and the space.
  fileprivate var isPlain: Bool {
    switch self {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}

extension [String] {
  /// The three that share the most pairs of letters with `name` (Dice's coefficient).
  fileprivate func closest(to name: String) -> [String] {
    let wanted = pairs(name.lowercased())
    let rated = map { candidate -> (name: String, likeness: Double) in
      let its = pairs(candidate)
      return (candidate, Double(2 * wanted.intersection(its).count) / Double(Swift.max(1, wanted.count + its.count)))
    }
    return rated.sorted { ($1.likeness, $0.name) < ($0.likeness, $1.name) }.prefix(3).map(\.name)
  }

  private func pairs(_ text: String) -> Set<String> {
    let letters = text.map(String.init)
    return Set(zip(letters, letters.dropFirst()).map { "\($0)\($1)" })
  }
}
