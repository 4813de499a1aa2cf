import Foundation

/// Times on pages: to the minute, in UTC, and said so.
package enum PageTime {
  package static func text(_ date: Date) -> String {
    let format: Date.FormatString = """
      \(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \
      \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits) UTC
      """
    return date.formatted(.verbatim(format, timeZone: .gmt, calendar: .init(identifier: .gregorian)))
  }
}
