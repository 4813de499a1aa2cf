import Foundation
import MailFormats
import MailModel

/// Reads a story's lines into what they come to.
struct StoryReader {
  private let trail: MessageTrail
  private var message: TracedMessage
  private var placements: [(user: String, placement: Placement)] = []

  static func message(of story: Story) -> TracedMessage { message(of: story, story.trail()) }

  /// For whoever has read the story's lines already.
  static func message(of story: Story, _ trail: MessageTrail) -> TracedMessage {
    var reader = StoryReader(story, trail)
    return reader.read()
  }

  /// In the order of their moments: the programs' logs are read one after the other.
  static func steps(of story: Story) -> [TracedStep] {
    let trail = story.trail()
    var attempts = trail.attempts[...]
    let steps = trail.steps.map { step in
      let attempt = step.record.isDelivery ? attempts.popFirst() : nil
      return trail.withLine(of: step) { line in
        TracedStep(
          at: Date(micros: step.record.time), program: program(of: step.record, line),
          line: String(decoding: line, as: UTF8.self), words: StepWords.of(step.record.event, attempt, in: line))
      }
    }
    return steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  private init(_ story: Story, _ trail: MessageTrail) {
    self.trail = trail
    message = TracedMessage(
      id: story.id.text, kind: .message, first: Date(micros: story.firstTime), last: Date(micros: story.lastTime),
      statuses: StoryStatuses.of(trail), recipients: [], verdict: Text(verbatim: ""))
  }

  private mutating func read() -> TracedMessage {
    for step in trail.steps { trail.withLine(of: step) { read(step.record, $0) } }
    message.recipients = recipients()
    message.verdict = Verdict.of(message, trail.ending)
    return message
  }

  private mutating func read(_ record: LogRecord, _ line: UnsafeRawBufferPointer) {
    switch record.event {
    case .postfix(let event): read(event, record.time, line)
    case .rspamd(let event):
      guard case .result(let result) = event.statement else { return }
      message.filter = FilterVerdict(result, of: line)
      keep(\.messageID, result.messageID, line)
      keep(\.sender, result.sender, line)
    case .dovecot(let event): read(event, line)
    default: return
    }
  }

  private mutating func read(_ event: PostfixEvent, _ time: Int64, _ line: UnsafeRawBufferPointer) {
    switch event.statement {
    case .accepted(let acceptance):
      keep(\.client, acceptance.peer.address, line)
      keep(\.account, acceptance.user, line)
      if message.account != nil { message.access = "submission" }
    case .identified(let messageID, _): keep(\.messageID, messageID, line)
    case .queued(let sender, let size, _):
      message.sender = sender.text(in: line)
      message.size = size
    case .ruled(let ruling): read(ruling, time, isAlone: event.queueID.isEmpty, line)
    case .signInFailed(let failure):
      message.kind = .signIn
      message.access = "submission"
      keep(\.client, failure.peer.address, line)
      keep(\.account, failure.user, line)
    default: return
    }
  }

  private mutating func read(
    _ ruling: PostfixRuling, _ time: Int64, isAlone: Bool, _ line: UnsafeRawBufferPointer
  ) {
    if isAlone { message.kind = .refusal }
    keep(\.client, ruling.peer.address, line)
    keep(\.account, ruling.user, line)
    keep(\.sender, ruling.sender, line)
    guard ruling.isRefusal || trail.ending == .discarded else { return }
    let reply = ruling.reply.text(in: line)
    let address = ruling.recipient.text(in: line)
    message.recipients.append(
      TracedRecipient(
        address: address, status: message.statuses.first, at: Date(micros: time), dsn: ruling.dsn.textIfAny(in: line),
        words: reply.isEmpty ? nil : reply))
  }

  private mutating func read(_ event: DovecotEvent, _ line: UnsafeRawBufferPointer) {
    switch event.statement {
    case .signedIn(let signIn), .notSignedIn(let signIn):
      message.kind = .signIn
      message.access = event.service.access
      message.appPassword = signIn.app.textIfAny(in: line).flatMap(\.removingPercentEncoding)
      keep(\.account, signIn.user, line)
      keep(\.client, signIn.remote, line)
    case .signInRefused(let refusal):
      message.kind = .signIn
      keep(\.account, refusal.user, line)
      keep(\.client, refusal.remote, line)
    case .delivered(let delivery):
      keep(\.messageID, delivery.messageID, line)
      if let placement = Placement(delivery, of: line) { placements.append((event.user.text(in: line), placement)) }
    default: return
    }
  }

  private mutating func keep(
    _ path: WritableKeyPath<TracedMessage, String?>, _ slice: LogSlice, _ line: UnsafeRawBufferPointer
  ) {
    guard message[keyPath: path] == nil, var text = slice.textIfAny(in: line) else { return }
    if text.hasPrefix("<"), text.hasSuffix(">") { text = String(text.dropFirst().dropLast()) }
    message[keyPath: path] = text
  }

  /// The last word for each.
  private func recipients() -> [TracedRecipient] {
    var recipients = message.recipients
    for attempt in trail.attempts {
      let recipient = TracedRecipient(attempt, placements.last { $0.user == attempt.recipient }?.placement)
      if let index = recipients.firstIndex(where: { $0.address == attempt.recipient }) {
        recipients[index] = recipient
      } else {
        recipients.append(recipient)
      }
    }
    return recipients
  }

  private static func program(of record: LogRecord, _ line: UnsafeRawBufferPointer) -> String {
    switch record.event {
    case .rspamd: "rspamd"
    case .dovecot(let event): "dovecot/\(event.service)"
    default: record.program.text(in: line)
    }
  }
}

extension DovecotService {
  /// By which protocol people come to it.
  fileprivate var access: String? {
    switch self {
    case .imapLogin: "imap"
    case .pop3Login: "pop3"
    case .sieveLogin: "managesieve"
    case .submissionLogin: "submission"
    default: nil
    }
  }
}

extension LogRecord {
  fileprivate var isDelivery: Bool {
    guard case .postfix(let event) = event, case .delivered = event.statement else { return false }
    return true
  }
}

extension LogSlice {
  func textIfAny(in line: UnsafeRawBufferPointer) -> String? { isEmpty ? nil : text(in: line) }
}

extension Date {
  init(micros: Int64) {
    self.init(timeIntervalSince1970: Double(micros) / 1_000_000)
  }
}
