import Foundation
import MailModel

/// Seconds of what a length of time ends in: `90s`, `30m`, `2h`, `7d`.
package let timeUnits: [Character: Int] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]

/// A moment as an option takes it: a day, which begins at midnight UTC, or a time of ISO 8601.
@Sendable package func moment(_ text: String) throws -> Date {
  let day = Date.ISO8601FormatStyle().year().month().day()
  guard let moment = (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: day)) else {
    throw Fault(
      .invalid, en: "“\(text.prefix(40))” is neither a day nor a moment",
      es: "«\(text.prefix(40))» no es un día ni un momento",
      hint: Text(
        en: "write 2026-03-01 or 2026-03-01T12:00:00Z", es: "escriba 2026-03-01 o 2026-03-01T12:00:00Z"))
  }
  return moment
}
