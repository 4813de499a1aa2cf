/// Turns stamps into moments, line after line.
///
/// A stamp without a year (RFC 3164 §4.1.2) gets the year that brings it nearest to the lines before it: New Year's Eve
/// is followed by the next year, and a line that comes late stays in the old one. In the hour that comes twice when
/// summer time ends, lines go on from the first to the second; the stamp is marked as ambiguous.
package struct LogClock: Sendable {
  package let zone: LogZone
  /// Seconds since 1970: where the log stands.
  private var reference: Int64
  /// A moment far from the reference: one line may be damaged, two that agree show a gap in the log.
  private var candidate: Int64?
  /// How often a stamp was more than a second earlier than the one before it: the clock was set back, or lines are not
  /// in their order.
  package private(set) var stepsBack = 0

  /// - Parameter hint: A moment near the first line, in seconds since 1970: when the file was last written, or now.
  package init(hint: Int64, zone: LogZone = .utc) {
    self.zone = zone
    reference = min(max(hint, 0), LogClock.latest)
  }

  /// The end of the year 9999.
  private static let latest: Int64 = 253_402_300_799
  /// Longer than any pause of a living mail service, in seconds.
  private static let longPause: Int64 = 7 * 86_400

  /// A stamp with year and zone.
  mutating func moment(of date: LogDate, offset: Int64) -> Int64? {
    guard let local = date.secondsSince1970 else { return nil }
    follow(local - offset)
    return local - offset
  }

  /// A stamp in local time, with its year or (0) without.
  mutating func moment(of date: LogDate) -> (seconds: Int64, isAmbiguous: Bool)? {
    guard let nearest = nearestLocal(date) else { return nil }
    let moment = resolve(nearest)
    follow(moment.seconds)
    return moment
  }

  private func nearestLocal(_ date: LogDate) -> Int64? {
    guard date.year == 0 else { return date.secondsSince1970 }
    let year = LogDate.year(of: reference)
    var best: Int64?
    for offset in -1...1 {
      var dated = date
      dated.year = year + offset
      guard let local = dated.secondsSince1970 else { continue }
      if let known = best, abs(known - reference) <= abs(local - reference) { continue }
      best = local
    }
    return best
  }

  private func resolve(_ local: Int64) -> (seconds: Int64, isAmbiguous: Bool) {
    switch zone.moments(showing: local) {
    case nil: (zone.momentBeforeChange(showing: local), true)
    case (let only, nil)?: (only, false)
    // Not the first of both once the log has passed it; a minute, because lines of several processes mix.
    case (let first, let second?)?: (first < reference - 60 ? second : first, true)
    }
  }

  private mutating func follow(_ moment: Int64) {
    if moment < reference - 1, reference - moment < LogClock.longPause { stepsBack += 1 }
    if abs(moment - reference) <= LogClock.longPause {
      reference = moment
      candidate = nil
    } else if let seen = candidate, abs(moment - seen) <= LogClock.longPause {
      reference = moment
      candidate = nil
    } else {
      candidate = moment
    }
  }
}
