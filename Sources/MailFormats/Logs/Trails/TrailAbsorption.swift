/// Several parts of a log can be read at once: each with a follower of its own, joined at the end in their order.
extension TrailFollower {
  private struct Line {
    let sequence: Int
    let record: LogRecord
    let octets: [UInt8]
  }

  /// Goes on where `later`, the follower of the next part of the log, ended. What had its beginning in an earlier part is
  /// put to it: its lines are followed again, in their order.
  package mutating func absorb(_ later: TrailFollower, _ emit: (MessageTrail) throws -> Void) rethrows {
    var later = later
    var whole: [MessageTrail] = []
    var strays = later.strays
    for trail in later.table.takeAll() {
      if trail.isWhole { whole.append(trail) } else { strays.append(trail) }
    }
    for stray in strays {
      let place = try place(of: stray.id, emit)
      for link in stray.links { table.link(link.kind, link.other, at: place) }
    }
    for line in TrailFollower.lines(of: strays, later.sessions.waiting) {
      try line.octets.withUnsafeBytes { try handle(line.record, of: $0, emit) }
    }
    for trail in whole { try adopt(trail, emit) }
  }

  private static func lines(of strays: [MessageTrail], _ waiting: [SessionTable.Waiting]) -> [Line] {
    let steps = strays.flatMap { stray in
      stray.steps.map { step in
        Line(sequence: step.sequence, record: step.record, octets: stray.withLine(of: step) { Array($0) })
      }
    }
    let unclaimed = waiting.map { Line(sequence: $0.sequence, record: $0.record, octets: $0.line) }
    return (steps + unclaimed).sorted { $0.sequence < $1.sequence }
  }

  private mutating func adopt(_ trail: MessageTrail, _ emit: (MessageTrail) throws -> Void) rethrows {
    try replace(trail.id, emit)
    if let place = table.place(of: trail.id), let before = table.take(at: place) { try emit(before) }
    let (_, ticket) = table.adopt(trail)
    opened.append(ticket)
    if trail.ending != .open { ended.append((ticket, trail.lastTime)) }
  }
}
