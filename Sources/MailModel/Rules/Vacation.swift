/// An answer that goes out while somebody is away, once a week to each who writes (RFC 5230).
package struct Vacation: Codable, Hashable, Sendable {
  /// First and last day, in UTC; without them it is not limited on that side.
  package var first: CalendarDay?
  package var last: CalendarDay?
  package var subject: String
  package var text: String
  /// Only these are answered: addresses, or `@domain` for all of a domain. Empty is everybody.
  package var onlyTo: [String]

  package init(
    subject: String, text: String, first: CalendarDay? = nil, last: CalendarDay? = nil, onlyTo: [String] = []
  ) throws(Fault) {
    self.subject = subject
    self.text = text
    self.first = first
    self.last = last
    self.onlyTo = onlyTo.map { $0.lowercased() }
    try check()
  }

  private enum CodingKeys: String, CodingKey { case first, last, subject, text, onlyTo }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      subject: fields.decode(String.self, forKey: .subject), text: fields.decode(String.self, forKey: .text),
      first: fields.decodeIfPresent(CalendarDay.self, forKey: .first),
      last: fields.decodeIfPresent(CalendarDay.self, forKey: .last),
      onlyTo: fields.decodeIfPresent([String].self, forKey: .onlyTo) ?? [])
  }

  private func check() throws(Fault) {
    try RuleText.require(subject, "subject", 1...200)
    try RuleText.requireLines(text, "text", 1...10_000)
    if let first, let last, last < first {
      throw RuleText.fault(en: "it would end before it begins", es: "terminaría antes de empezar", "last")
    }
    guard onlyTo.count <= 100 else {
      throw RuleText.fault(en: "100 addresses are the most", es: "100 direcciones son lo máximo", "onlyTo")
    }
    for entry in onlyTo {
      do {
        if entry.hasPrefix("@") { _ = try DomainName(String(entry.dropFirst())) } else { _ = try Address(entry) }
      } catch {
        throw error.at(field: "onlyTo")
      }
    }
  }
}

/// A day of the calendar, `2026-08-01`.
package struct CalendarDay: Hashable, Sendable, Comparable {
  package let text: String

  package init(_ text: String) throws(Fault) {
    guard let match = text.wholeMatch(of: #/(2[0-9]{3})-([0-9]{2})-([0-9]{2})/#),
      let month = Int(match.2), let day = Int(match.3), let year = Int(match.1),
      (1...12).contains(month), (1...CalendarDay.length(of: month, in: year)).contains(day)
    else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is not a day", es: "«\(text.prefix(40))» no es un día",
        hint: Text(en: "write it as 2026-08-31", es: "escríbalo como 2026-08-31"))
    }
    self.text = text
  }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.text < right.text }
}

extension CalendarDay: Codable, CustomStringConvertible {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// All that the service does by itself with one person's incoming mail.
package struct MailRules: Codable, Hashable, Sendable {
  package var filters: [MailFilter]
  package var vacation: Vacation?

  package init(filters: [MailFilter] = [], vacation: Vacation? = nil) {
    self.filters = filters
    self.vacation = vacation
  }

  package var isEmpty: Bool { filters.isEmpty && vacation == nil }
}
