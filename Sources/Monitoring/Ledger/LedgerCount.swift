import Foundation
import MailFormats
import MailModel

/// Counts a day's stories.
struct LedgerCount {
  /// Domains that have a line of their own.
  let own: Set<String>
  /// The names of what Postfix has in its queue.
  let queue: Set<String>
  /// When that was looked up. What happened right before may not stand in the trace yet.
  let looked: Date
  private(set) var tallies: [String: LedgerTally] = [:]
  private(set) var differences: [Ledger.Difference] = []
  private(set) var differenceCount = 0

  init(own: Set<String>, queue: Set<String>, looked: Date) {
    self.own = own
    self.queue = queue
    self.looked = looked
  }

  mutating func take(_ story: Story) {
    let trail = story.trail()
    let message = StoryReader.message(of: story, trail)
    switch (message.kind, story.ending) {
    case (.signIn, _), (.message, .abandoned), (.message, .requeued): return
    case (.refusal, _), (.message, .refused): takeWhole(message, \.rejected)
    case (.message, .discarded): takeWhole(message, \.discarded)
    case (.message, _): takeQueued(message, story, trail)
    }
  }

  /// Of something that never was in the queue: one count for each recipient that the log names, one at least.
  private mutating func takeWhole(_ message: TracedMessage, _ fate: WritableKeyPath<LedgerTally, Int>) {
    for address in message.recipients.isEmpty ? [""] : message.recipients.map(\.address) {
      add(address, \.received)
      add(address, fate)
    }
  }

  /// What Postfix says that it took into its queue, beside what the log says of each recipient.
  private mutating func takeQueued(_ message: TracedMessage, _ story: Story, _ trail: MessageTrail) {
    let isFresh = Date(micros: story.lastTime) > looked - Self.grace
    let isThere = story.ending == .open && (isFresh || queue.contains(story.id.text))
    for recipient in message.recipients {
      add(recipient.address, \.received)
      add(recipient.address, fate(of: recipient, isThere: isThere))
    }
    let missing = (trail.recipientCount ?? max(1, message.recipients.count)) - message.recipients.count
    let somebody = message.recipients.first?.address ?? ""
    add(somebody, \.received, missing)
    switch story.ending {
    case .open where isThere:
      add(somebody, message.statuses.contains(.held) ? \.quarantined : \.queued, missing)
    case .open:
      differ(story, Text(en: "neither in the queue nor told to the end", es: "ni está en la cola ni consta su final"))
    case .removed where message.recipients.isEmpty || trail.isDeleted:
      add(somebody, \.discarded, missing)
    case .replaced, .evicted:
      differ(story, Text(en: "the log does not tell how it ended", es: "el registro no dice cómo terminó"))
    default:
      guard missing != 0 else { return }
      differ(
        story,
        Text(
          en: "the log tells of \(message.recipients.count) recipients of \(message.recipients.count + missing)",
          es: "el registro habla de \(message.recipients.count) destinatarios de \(message.recipients.count + missing)")
      )
    }
  }

  private func fate(of recipient: TracedRecipient, isThere: Bool) -> WritableKeyPath<LedgerTally, Int> {
    switch recipient.placed?.kind {
    case .discarded: return \.discarded
    case .rejected: return \.bounced
    case .stored where Self.apart.contains(recipient.placed?.target.split(separator: "/").first ?? ""):
      return \.quarantined
    default: break
    }
    return switch recipient.status {
    case .delivered: \.delivered
    case .bounced, .expired: \.bounced
    // One that is no longer in the queue was deleted there.
    case .deferred: isThere ? \.deferred : \.discarded
    default: \.queued
    }
  }

  /// Seconds.
  private static let grace: TimeInterval = 5
  private static let apart: Set<Substring> = ["Junk", "Quarantine"]

  private mutating func add(_ address: String, _ fate: WritableKeyPath<LedgerTally, Int>, _ count: Int = 1) {
    let domain = address.split(separator: "@").last.map { $0.lowercased() } ?? ""
    tallies[own.contains(domain) ? domain : "*", default: LedgerTally()][keyPath: fate] += count
  }

  private mutating func differ(_ story: Story, _ what: Text) {
    differenceCount += 1
    if differences.count < 1_000 { differences.append(Ledger.Difference(id: story.id.text, what: what)) }
  }
}

extension MessageTrail {
  /// How many recipients the queue manager took it for.
  var recipientCount: Int? {
    for step in steps {
      if case .postfix(let event) = step.record.event, case .queued(_, _, let count) = event.statement { return count }
    }
    return nil
  }

  /// Whether it was put off last, and is gone all the same: deleted by somebody.
  var isDeleted: Bool { ending == .removed && isWaiting }
}
