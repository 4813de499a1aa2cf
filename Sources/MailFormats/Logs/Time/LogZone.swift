import Foundation

/// The local time of the host that wrote a log: from when on which offset to UTC held.
package struct LogZone: Hashable, Sendable {
  package struct Change: Hashable, Sendable {
    /// Seconds since 1970.
    package let at: Int64
    /// Seconds east of UTC from then on.
    package let offset: Int64

    package init(at: Int64, offset: Int64) {
      self.at = at
      self.offset = offset
    }
  }

  private let first: Int64
  private let changes: [Change]

  package static let utc = LogZone(offset: 0)

  /// `offset`, in seconds east of UTC, holds until the first of `changes`.
  package init(offset: Int64, changes: [Change] = []) {
    first = offset
    self.changes = changes.sorted { $0.at < $1.at }
  }

  /// What the rules of a zone say for the years that logs may be of.
  package init(_ zone: TimeZone, years: ClosedRange<Int>) {
    let start = LogDate(year: years.lowerBound).secondsSince1970 ?? 0
    let end = LogDate(year: years.upperBound + 1).secondsSince1970 ?? start
    var changes: [Change] = []
    var moment = Date(timeIntervalSince1970: Double(start))
    let offset = Int64(zone.secondsFromGMT(for: moment))
    while let next = zone.nextDaylightSavingTimeTransition(after: moment), next.timeIntervalSince1970 < Double(end),
      next > moment
    {
      changes.append(
        Change(at: Int64(next.timeIntervalSince1970), offset: Int64(zone.secondsFromGMT(for: next))))
      moment = next
    }
    self.init(offset: offset, changes: changes)
  }

  /// The moments, in seconds since 1970, at which clocks of this zone show `local`: two in the hour that comes twice
  /// when summer time ends, none in the hour that is left out when it begins.
  func moments(showing local: Int64) -> (Int64, Int64?)? {
    var found: (Int64, Int64?)?
    for index in 0...changes.count {
      let offset = index == 0 ? first : changes[index - 1].offset
      let moment = local - offset
      let begins = index == 0 ? Int64.min : changes[index - 1].at
      let ends = index == changes.count ? Int64.max : changes[index].at
      guard moment >= begins, moment < ends else { continue }
      if let earlier = found { return (earlier.0, moment) }
      found = (moment, nil)
    }
    return found
  }

  /// What a clock that was not set forward yet means by `local`.
  func momentBeforeChange(showing local: Int64) -> Int64 {
    var offset = first
    for change in changes where change.at <= local - change.offset { offset = change.offset }
    return local - offset
  }
}
