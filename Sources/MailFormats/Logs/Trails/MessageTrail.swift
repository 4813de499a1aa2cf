/// All that the logs say of one message under one queue ID: the lines as they stood, with what was read from them.
package struct MessageTrail: Sendable {
  package enum Ending: UInt8, Sendable {
    /// Still in the queue.
    case open
    case removed
    /// Refused when all of it had come.
    case refused
    /// A header or body check or a milter let it vanish.
    case discarded
    /// The client went before all of it had come.
    case abandoned
    /// Goes on under another queue ID (postsuper(1) -r).
    case requeued
    /// The queue ID came again, so the line that it was removed is missing.
    case replaced
    /// Given up to keep memory bounded; it may still be in the queue.
    case evicted
  }

  /// Another queue ID of the same message, or of a report about it.
  package struct Link: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
      /// Went through a filter or another server and came back.
      case passedTo, passedFrom
      case forwardedTo, forwardedFrom
      case reportedBy, reportsOn
      case requeuedAs, requeuedFrom
    }

    package let kind: Kind
    package let other: LogIdentifier

    package init(kind: Kind, other: LogIdentifier) {
      self.kind = kind
      self.other = other
    }
  }

  package struct Step: Sendable {
    package let record: LogRecord
    /// Its place among all lines of the log.
    let sequence: Int
    fileprivate let start: Int
    fileprivate let count: Int
  }

  /// Lines kept of one message; a deferral's attempts may go on for days.
  package static let mostSteps = 1_000

  package let id: LogIdentifier
  /// Its number among those of a follower: tells two users of a queue ID apart.
  package internal(set) var serial: UInt64 = 0
  package internal(set) var ending = Ending.open
  package internal(set) var links: [Link] = []
  package private(set) var steps: [Step] = []
  /// How many lines beyond `mostSteps` were left out.
  package internal(set) var stepsLeftOut = 0
  private var octets: [UInt8] = []
  /// Whether the queue manager had it.
  private(set) var isQueued = false
  /// Whether the line with which smtpd or pickup took it in is there.
  private(set) var hasArrival = false
  /// Whether that line is the first, so that nothing of it stands in an earlier part of the log.
  private(set) var isWhole = false

  init(_ id: LogIdentifier) {
    self.id = id
    steps.reserveCapacity(8)
    octets.reserveCapacity(1_536)
  }

  /// A line that stands alone: a refusal before there was a message, or a sign-in.
  package init(_ id: LogIdentifier, alone record: LogRecord, of line: UnsafeRawBufferPointer, ending: Ending) {
    self.id = id
    self.ending = ending
    add(record, of: line, 0)
  }

  /// One that was kept, and gets its lines again.
  package init(_ id: LogIdentifier, ending: Ending, links: [Link], linesLeftOut: Int) {
    self.id = id
    self.ending = ending
    self.links = links
    stepsLeftOut = linesLeftOut
  }

  package mutating func append(_ record: LogRecord, of line: UnsafeRawBufferPointer) {
    add(record, of: line, steps.count)
  }

  /// Whether the line that begins a message is there.
  package var beginsWithArrival: Bool {
    guard case .postfix(let event)? = steps.first?.record.event else { return false }
    return switch event.statement {
    case .accepted, .pickedUp, .identified: true
    default: false
    }
  }

  package var firstTime: Int64 { steps.first?.record.time ?? 0 }
  package var lastTime: Int64 { steps.last?.record.time ?? 0 }

  /// Octets in memory, by and large.
  var weight: Int { octets.capacity + steps.capacity * MemoryLayout<Step>.stride }

  mutating func add(_ record: LogRecord, of line: UnsafeRawBufferPointer, _ sequence: Int) {
    if case .postfix(let event) = record.event {
      if case .queued = event.statement { isQueued = true }
      if event.statement.isArrival {
        hasArrival = true
        isWhole = isWhole || steps.isEmpty
      }
    }
    guard steps.count < MessageTrail.mostSteps else {
      stepsLeftOut += 1
      return
    }
    steps.append(Step(record: record, sequence: sequence, start: octets.count, count: line.count))
    octets.append(contentsOf: line)
  }

  mutating func link(_ kind: Link.Kind, _ other: LogIdentifier) {
    let link = Link(kind: kind, other: other)
    if !links.contains(link) { links.append(link) }
  }

  /// The octets of a step's line, for as long as `body` runs.
  package func withLine<Result>(of step: Step, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try octets.withUnsafeBytes { bytes in
      guard step.start + step.count <= bytes.count else {
        return try body(UnsafeRawBufferPointer(start: nil, count: 0))
      }
      return try body(UnsafeRawBufferPointer(rebasing: bytes[step.start..<(step.start + step.count)]))
    }
  }

  package func text(_ slice: LogSlice, of step: Step) -> String {
    withLine(of: step) { slice.text(in: $0) }
  }
}
