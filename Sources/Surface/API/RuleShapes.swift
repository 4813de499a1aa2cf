import MailModel

// What people write into filters and vacation answers is one line but for the answer's text.

extension MailFilter: Illustrated {
  package static let shape = JSONShape.object([
    .init(name: "name", shape: .anyText, isRequired: true),
    .init(name: "conditions", shape: .list(condition), isRequired: false),
    .init(name: "action", shape: .choice(Action.allCases.map(\.rawValue)), isRequired: true),
    .init(name: "target", shape: .anyText, isRequired: false),
    .init(name: "keeps", shape: .boolean, isRequired: false),
  ])

  package static var sample: MailFilter { sampled("flagged", example) }

  private static let condition = JSONShape.object([
    .init(name: "field", shape: .choice(Field.allCases.map(\.rawValue)), isRequired: true),
    .init(name: "contains", shape: .anyText, isRequired: true),
  ])

  private static func example(_ name: String) throws(Fault) -> MailFilter {
    try MailFilter(name: name, conditions: [], action: .flag)
  }
}

extension Vacation: Illustrated {
  package static let shape = JSONShape.object([
    .init(name: "first", shape: CalendarDay.shape, isRequired: false),
    .init(name: "last", shape: CalendarDay.shape, isRequired: false),
    .init(name: "subject", shape: .anyText, isRequired: true),
    .init(name: "text", shape: .anyText, isRequired: true),
    .init(name: "onlyTo", shape: .list(.anyText), isRequired: false),
  ])

  package static var sample: Vacation { sampled("Away", example) }

  private static func example(_ subject: String) throws(Fault) -> Vacation {
    try Vacation(subject: subject, text: "Back soon.")
  }
}
