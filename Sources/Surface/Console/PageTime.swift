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

  /// To the second, without the day: for steps of one course of events.
  package static func clock(_ date: Date) -> String {
    let format: Date.FormatString = """
      \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits)
      """
    return date.formatted(.verbatim(format, timeZone: .gmt, calendar: .init(identifier: .gregorian)))
  }
}
