/// Which trail a delivery session of Dovecot belongs to: Postfix names it when the delivery is over, Dovecot's own lines
/// come before that, or, from a file of their own, after.
struct SessionTable: Sendable {
  struct Waiting: Sendable {
    let record: LogRecord
    let line: [UInt8]
    let sequence: Int
  }

  private enum State: Sendable {
    case waiting([Waiting])
    case known(TrailTable.Ticket)
  }

  private static let mostLines = 50

  private let limit: Int
  private var states: [LogIdentifier: State] = [:]
  private var order = Fifo<LogIdentifier>()

  init(limit: Int) {
    self.limit = limit
  }

  func trail(of session: LogIdentifier) -> TrailTable.Ticket? {
    if case .known(let ticket)? = states[session] { ticket } else { nil }
  }

  /// Keeps a line until it is known whose it is.
  mutating func wait(_ session: LogIdentifier, _ record: LogRecord, _ line: UnsafeRawBufferPointer, _ sequence: Int) {
    var lines: [Waiting] = []
    if case .waiting(let known)? = states[session] {
      lines = known
    } else {
      note(session)
    }
    if lines.count < SessionTable.mostLines {
      lines.append(Waiting(record: record, line: Array(line), sequence: sequence))
    }
    states[session] = .waiting(lines)
  }

  /// Gives the lines that waited, and remembers whose later ones are.
  mutating func resolve(
    _ session: LogIdentifier, to ticket: TrailTable.Ticket, _ body: (LogRecord, UnsafeRawBufferPointer, Int) -> Void
  ) {
    let before = states.updateValue(.known(ticket), forKey: session)
    guard let before else { return note(session) }
    guard case .waiting(let lines) = before else { return }
    for waiting in lines { waiting.line.withUnsafeBytes { body(waiting.record, $0, waiting.sequence) } }
  }

  /// The lines that nobody claimed.
  var waiting: [Waiting] {
    states.values.flatMap { state -> [Waiting] in
      guard case .waiting(let lines) = state else { return [] }
      return lines
    }
  }

  private mutating func note(_ session: LogIdentifier) {
    order.append(session)
    while order.count > limit, let oldest = order.popFirst() { states[oldest] = nil }
  }
}
