/// Numbers of entries as ranges, each of which may hold millions.
extension ClosedRange<Int64> {
  /// What is left of this range without `others`, in order.
  func subtracting(_ others: [ClosedRange<Int64>]) -> [ClosedRange<Int64>] {
    others.reduce([self]) { rest, other in
      rest.flatMap { part -> [ClosedRange<Int64>] in
        guard part.overlaps(other) else { return [part] }
        var parts: [ClosedRange<Int64>] = []
        if part.lowerBound < other.lowerBound { parts.append(part.lowerBound...other.lowerBound - 1) }
        if part.upperBound > other.upperBound { parts.append(other.upperBound + 1...part.upperBound) }
        return parts
      }
    }
  }

  func shifted(by distance: Int64) -> ClosedRange<Int64> {
    lowerBound + distance...upperBound + distance
  }
}

extension [ClosedRange<Int64>] {
  /// In order, with neighbours melted into one.
  var joined: [ClosedRange<Int64>] {
    sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, range in
      if let last = joined.last, last.upperBound >= range.lowerBound - 1 {
        joined[joined.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
  }
}
