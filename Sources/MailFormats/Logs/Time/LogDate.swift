/// A date and a time of day as a stamp shows them, without a zone.
struct LogDate: Hashable, Sendable {
  var year = 0
  var month = 1
  var day = 1
  /// Since midnight.
  var seconds = 0

  /// Seconds since 1970 as if the zone were UTC; `nil` for a day that the month does not have.
  var secondsSince1970: Int64? {
    guard month >= 1, month <= 12, day >= 1, day <= LogDate.days(in: month, of: year) else { return nil }
    return LogDate.days(year, month, day) * 86_400 + Int64(seconds)
  }

  static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970 of a date of the Gregorian calendar. Years begin in March here, so that the leap day comes last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  /// The year in which the moment falls.
  static func year(of secondsSince1970: Int64) -> Int {
    var year = 1970 + Int((Double(secondsSince1970) / 31_556_952).rounded(.down))
    while days(year + 1, 1, 1) * 86_400 <= secondsSince1970 { year += 1 }
    while days(year, 1, 1) * 86_400 > secondsSince1970 { year -= 1 }
    return year
  }
}
