import Foundation

/// A moment to the microsecond, as the store keeps it: whoever recomputes a hash needs all of it.
///
/// On the wire it is ISO 8601 in UTC with six decimals, `2026-03-01T12:00:00.000000Z`.
package struct JournalTime: Hashable, Sendable {
  /// Since 1970.
  package let microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  package init(_ date: Date) {
    microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
  }

  package var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

  package var text: String {
    let (second, rest) = parts
    let digits = String(rest)
    return second.formatted(.iso8601).dropLast() + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
  }

  /// The whole second, and the microseconds beyond it.
  private var parts: (second: Date, rest: Int64) {
    let rest = (microseconds % 1_000_000 + 1_000_000) % 1_000_000
    return (Date(timeIntervalSince1970: Double((microseconds - rest) / 1_000_000)), rest)
  }
}

extension JournalTime: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let match = text.wholeMatch(of: #/([0-9T:-]{19})\.([0-9]{6})Z/#),
      let second = try? Date("\(match.1)Z", strategy: .iso8601), let rest = Int64(match.2)
    else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time with six decimals")
    }
    microseconds = Int64(second.timeIntervalSince1970) * 1_000_000 + rest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
