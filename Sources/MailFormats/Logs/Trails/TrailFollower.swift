/// Puts the lines of all three programs together, message by message: records in, in the order of the log, trails out.
///
/// A trail ends when the queue manager removed the message, or when the message was refused or discarded before it got
/// into the queue. It is handed over a little later, so that lines of other programs that come after the end belong to
/// it. Memory is bounded: beyond the limits the oldest are given up, and say so.
package struct TrailFollower: Sendable {
  package struct Limits: Sendable {
    /// Messages in the queue at once.
    package var openTrails = 100_000
    /// Octets.
    package var weight = 256 << 20
    /// Deliveries that Dovecot reported and Postfix did not yet.
    package var waitingSessions = 10_000
    /// Microseconds of the log's own time after its end until a trail is handed over.
    package var linger: Int64 = 5_000_000

    package init() {}
  }

  let limits: Limits
  /// Whether the log began elsewhere, so that what has no beginning here may have one there (`absorb`).
  let isContinuation: Bool
  var table = TrailTable()
  var opened = Fifo<TrailTable.Ticket>()
  var ended = Fifo<(ticket: TrailTable.Ticket, time: Int64)>()
  var sessions: SessionTable
  /// Trails without their beginning, kept for the part of the log that has it.
  var strays: [MessageTrail] = []
  private var strayWeight = 0
  /// Lines so far.
  private var sequence = 0
  /// The time at which ends were looked at last.
  private var settled: Int64 = 0
  /// What each smtpd process is receiving.
  private var receiving: [UInt32: LogIdentifier] = [:]
  /// Messages that were given up.
  package private(set) var evicted = 0

  /// - Parameter isContinuation: For a later part of a log whose parts are read at once: the follower of the part before
  ///   absorbs this one at the end.
  package init(limits: Limits = Limits(), isContinuation: Bool = false) {
    self.limits = limits
    self.isContinuation = isContinuation
    sessions = SessionTable(limit: limits.waitingSessions)
  }

  package var openCount: Int { table.count }

  /// Calls `body` with each trail that is not handed over yet and changed since the last call: at the first call, with
  /// all of them.
  package mutating func takeChanges(_ body: (MessageTrail) throws -> Void) rethrows { try table.takeChanges(body) }

  /// Goes on with a trail that an earlier follower had.
  package mutating func resume(_ trail: MessageTrail) {
    guard table.place(of: trail.id) == nil else { return }
    let (_, ticket) = table.adopt(trail)
    opened.append(ticket)
    if trail.ending != .open { ended.append((ticket, trail.lastTime)) }
  }

  /// Lines about deliveries of which it is not known yet to what message they belong.
  package var unclaimed: [(record: LogRecord, line: [UInt8])] {
    sessions.waiting.sorted { $0.sequence < $1.sequence }.map { ($0.record, $0.line) }
  }

  /// Calls `emit` with each trail that is complete now.
  package mutating func handle(
    _ record: LogRecord, of line: UnsafeRawBufferPointer, _ emit: (MessageTrail) throws -> Void
  ) rethrows {
    sequence += 1
    if record.time != 0, record.time != settled { try settle(at: record.time, emit) }
    switch record.event {
    case .postfix(let event):
      if event.queueID.isEmpty {
        abandon(event, record)
      } else if let id = LogIdentifier(event.queueID, of: line) {
        try follow(id, event, record, line, emit)
      }
    case .rspamd(let event):
      guard case .result(let result) = event.statement, let id = LogIdentifier(result.queueID, of: line) else { return }
      table.add(record, of: line, sequence, at: try place(of: id, emit))
    case .dovecot(let event):
      guard event.service == .lmtp, let session = LogIdentifier(event.session, of: line) else { return }
      if let place = sessions.trail(of: session).flatMap(table.place(of:)) {
        table.add(record, of: line, sequence, at: place)
      } else {
        sessions.wait(session, record, line, sequence)
      }
    case .foreign, .unknown, .empty: return
    }
  }

  /// Hands over what is left: what ended, and what is still in the queue.
  package mutating func finish(_ emit: (MessageTrail) throws -> Void) rethrows {
    for trail in strays + table.takeAll() { try emit(trail) }
    self = TrailFollower(limits: limits, isContinuation: isContinuation)
  }

  private mutating func follow(
    _ id: LogIdentifier, _ event: PostfixEvent, _ record: LogRecord, _ line: UnsafeRawBufferPointer,
    _ emit: (MessageTrail) throws -> Void
  ) rethrows {
    if event.statement.isArrival { try replace(id, emit) }
    let place = try place(of: id, emit)
    table.add(record, of: line, sequence, at: place)
    switch event.statement {
    case .accepted(let acceptance):
      if event.service == .smtpd { receive(id, by: record.process) }
      if let original = LogIdentifier(acceptance.originalQueueID, of: line) {
        table.link(.passedFrom, original, at: place)
      }
    case .pickedUp(_, _, let original):
      if let original = LogIdentifier(original, of: line) { requeue(original, as: id, place, record.time) }
    case .delivered(let delivery): try deliver(id, delivery, place, line, emit)
    case .notified(_, let report, _):
      guard let report = LogIdentifier(report, of: line) else { return }
      table.link(.reportedBy, report, at: place)
      table.link(.reportsOn, id, at: try self.place(of: report, emit))
    case .ruled(let ruling): if let ending = ruling.ending { end(ending, place, record.time) }
    case .removed: end(.removed, place, record.time)
    default: return
    }
  }

  private mutating func requeue(_ original: LogIdentifier, as id: LogIdentifier, _ place: Int, _ time: Int64) {
    table.link(.requeuedFrom, original, at: place)
    guard let before = table.place(of: original), before != place else { return }
    table.link(.requeuedAs, id, at: before)
    end(.requeued, before, time)
  }

  private mutating func deliver(
    _ id: LogIdentifier, _ delivery: PostfixDelivery, _ place: Int, _ line: UnsafeRawBufferPointer,
    _ emit: (MessageTrail) throws -> Void
  ) rethrows {
    if let session = LogIdentifier(delivery.session, of: line) {
      let ticket = table.ticket(of: place)
      sessions.resolve(session, to: ticket) { table.add($0, of: $1, $2, at: place) }
    }
    guard let next = LogIdentifier(delivery.nextQueueID, of: line) else { return }
    if delivery.isForward {
      table.link(.forwardedTo, next, at: place)
      table.link(.forwardedFrom, id, at: try self.place(of: next, emit))
    } else if let other = table.place(of: next), other != place {
      // Only a queue ID of this host is one that the log knows already.
      table.link(.passedTo, next, at: place)
      table.link(.passedFrom, id, at: other)
    }
  }
}

extension TrailFollower {
  /// The trail of a queue ID; a new one if there is none.
  mutating func place(of id: LogIdentifier, _ emit: (MessageTrail) throws -> Void) rethrows -> Int {
    if let place = table.place(of: id) { return place }
    let (place, ticket) = table.open(id)
    opened.append(ticket)
    // The newest is never given up.
    while table.count > limits.openTrails || table.weight > limits.weight, try evict(emit) {}
    return place
  }

  private mutating func evict(_ emit: (MessageTrail) throws -> Void) rethrows -> Bool {
    guard opened.count > 1, let ticket = opened.popFirst() else { return false }
    guard let place = table.place(of: ticket) else { return true }
    if table.ending(at: place) == .open {
      table.end(.evicted, at: place)
      evicted += 1
    }
    if let trail = table.take(at: place) { try hand(trail, emit) }
    return true
  }

  private mutating func hand(_ trail: MessageTrail, _ emit: (MessageTrail) throws -> Void) rethrows {
    guard isContinuation, !trail.isWhole, strayWeight < limits.weight else { return try emit(trail) }
    strayWeight += trail.weight
    strays.append(trail)
  }

  /// A queue ID that arrives again is another message's: file numbers are used again.
  mutating func replace(_ id: LogIdentifier, _ emit: (MessageTrail) throws -> Void) rethrows {
    guard let place = table.place(of: id), table.hasSteps(at: place) else { return }
    if table.ending(at: place) == .open {
      guard table.hasArrival(at: place) else { return }
      table.end(.replaced, at: place)
    }
    if let trail = table.take(at: place) { try hand(trail, emit) }
  }

  private mutating func end(_ ending: MessageTrail.Ending, _ place: Int, _ time: Int64) {
    guard table.ending(at: place) == .open else { return }
    table.end(ending, at: place)
    ended.append((table.ticket(of: place), time))
  }

  /// Hands over what ended long enough ago. A clock that was set back does not keep them: then they go at once.
  private mutating func settle(at time: Int64, _ emit: (MessageTrail) throws -> Void) rethrows {
    settled = time
    while let first = ended.first, abs(time - first.time) > limits.linger {
      _ = ended.popFirst()
      if let place = table.place(of: first.ticket), let trail = table.take(at: place) { try hand(trail, emit) }
    }
    while let ticket = opened.first, table.place(of: ticket) == nil { _ = opened.popFirst() }
  }

  private mutating func receive(_ id: LogIdentifier, by process: UInt32) {
    if receiving.count > limits.openTrails { receiving.removeAll() }
    receiving[process] = id
  }

  /// The client went, or was too slow, while the message came.
  private mutating func abandon(_ event: PostfixEvent, _ record: LogRecord) {
    guard case .brokenOff(let kind, _, _) = event.statement, kind == .lostConnection || kind == .timeout,
      let id = receiving.removeValue(forKey: record.process), let place = table.place(of: id),
      !table.isQueued(at: place)
    else { return }
    end(.abandoned, place, record.time)
  }
}

extension PostfixStatement {
  /// Whether it begins a message.
  var isArrival: Bool {
    switch self {
    case .accepted, .pickedUp: true
    default: false
    }
  }
}

extension PostfixRuling {
  /// What becomes of the message when it has come whole; a command's refusal leaves it to the client to go on.
  fileprivate var ending: MessageTrail.Ending? {
    switch (action, stage) {
    case (.reject, .header), (.reject, .body), (.reject, .mimeHeader), (.reject, .mimeError), (.reject, .endOfMessage),
      (.milterReject, .endOfMessage), (.proxyReject, .endOfMessage):
      .refused
    case (.discard, .header), (.discard, .body), (.discard, .mimeHeader), (.milterDiscard, _): .discarded
    default: nil
    }
  }
}
