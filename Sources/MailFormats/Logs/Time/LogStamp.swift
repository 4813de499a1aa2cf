/// The stamp at the beginning of a line.
struct LogStamp {
  var date = LogDate()
  var micros: Int64 = 0
  /// Seconds east of UTC; `nil` for local time.
  var offset: Int64?
  /// `Nov 24 09:07:20`
  var isShort = false
  /// `2026-11-24 09:07:20`, with a space where RFC 3339 has a T.
  var isRspamd = false

  /// Goes past the stamp; `nil` when none stands there.
  init?(_ cursor: inout LogCursor) {
    let isRead = cursor.next &- 48 < 10 ? readLong(&cursor) : readShort(&cursor)
    guard isRead else { return nil }
  }

  /// RFC 3164 §4.1.2; Dovecot and Postfix write the same. Some write a fraction behind it.
  private mutating func readShort(_ cursor: inout LogCursor) -> Bool {
    guard let month = LogStamp.month(cursor) else { return false }
    date.month = month
    cursor.advance(3)
    guard cursor.skip(" ") else { return false }
    _ = cursor.skip(" ")
    guard let day = cursor.takeNumber(), day <= 31, cursor.skip(" "), readClock(&cursor) else { return false }
    date.day = day
    isShort = micros == 0
    return true
  }

  /// RFC 3339 §5.6, and without a zone, as Rspamd writes it; `journalctl -o short-iso` leaves the colon of the offset
  /// out.
  private mutating func readLong(_ cursor: inout LogCursor) -> Bool {
    guard let year = cursor.takeNumber(), year <= 9999, cursor.skip("-"),
      let month = cursor.takeNumber(), cursor.skip("-"), let day = cursor.takeNumber(), day <= 31
    else { return false }
    date = LogDate(year: year, month: month, day: day)
    isRspamd = cursor.next == UInt8(ascii: " ")
    guard isRspamd || cursor.next == UInt8(ascii: "T") else { return false }
    cursor.advance()
    return readClock(&cursor) && readOffset(&cursor)
  }

  private mutating func readClock(_ cursor: inout LogCursor) -> Bool {
    guard let hour = cursor.takeNumber(), hour < 24, cursor.skip(":"),
      let minute = cursor.takeNumber(), minute < 60, cursor.skip(":"),
      let second = cursor.takeNumber(), second <= 60
    else { return false }
    date.seconds = hour * 3600 + minute * 60 + second
    guard cursor.skip(".") else { return true }
    var unit: Int64 = 100_000
    while case let digit = cursor.next &- 48, digit < 10 {
      micros += Int64(digit) * unit
      unit /= 10
      cursor.advance()
    }
    return true
  }

  private mutating func readOffset(_ cursor: inout LogCursor) -> Bool {
    if cursor.skip("Z") {
      offset = 0
      return true
    }
    let sign: Int64
    switch cursor.next {
    case UInt8(ascii: "+"): sign = 1
    case UInt8(ascii: "-"): sign = -1
    default: return true
    }
    cursor.advance()
    guard let first = cursor.takeNumber() else { return false }
    guard cursor.skip(":") else {
      offset = sign * Int64(first / 100 * 3600 + first % 100 * 60)
      return first <= 2359
    }
    guard let minutes = cursor.takeNumber(), first <= 23, minutes <= 59 else { return false }
    offset = sign * Int64(first * 3600 + minutes * 60)
    return true
  }

  private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"

  private static func month(_ cursor: LogCursor) -> Int? {
    let names = months.utf8Start
    return (0..<12).first { month in
      (0..<3).allSatisfy { cursor[cursor.position + $0] == names[month * 3 + $0] }
    }.map { $0 + 1 }
  }
}

/// The last short stamp, so that a second full of lines is worked out once.
struct StampMemory: Sendable {
  /// `Nov 24 09:07:20`
  static let length = 15

  private var head: UInt64 = 0
  private var tail: UInt64 = 0
  private var seconds: Int64 = 0
  private var isAmbiguous = false

  @inline(__always)
  func recall(_ cursor: LogCursor, at mark: Int) -> (seconds: Int64, isAmbiguous: Bool)? {
    guard let (first, last) = cursor.sixteen(at: mark), first == head, last == tail, head != 0 else { return nil }
    return (seconds, isAmbiguous)
  }

  mutating func remember(_ cursor: LogCursor, at mark: Int, _ seconds: Int64, _ isAmbiguous: Bool) {
    guard cursor.position - mark == StampMemory.length + 1, let (first, last) = cursor.sixteen(at: mark) else { return }
    (head, tail, self.seconds, self.isAmbiguous) = (first, last, seconds, isAmbiguous)
  }
}
