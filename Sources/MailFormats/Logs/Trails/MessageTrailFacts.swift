/// What the lines of a message come to.
extension MessageTrail {
  /// One attempt for one recipient.
  package struct Attempt: Sendable {
    package let time: Int64
    package let recipient: String
    /// As the client wrote it, when an alias changed it.
    package let originalRecipient: String?
    package let relay: String
    package let status: PostfixDelivery.Status
    package let dsn: String
    package let words: String
    /// Microseconds since arrival, and where they went.
    package let delay: Int64
    package let stages: PostfixDelays
  }

  package var messageID: String? {
    first { if case .identified(let id, false) = $0 { id } else { nil } }
  }

  /// The envelope sender; empty for a bounce.
  package var sender: String? {
    first { if case .queued(let sender, _, _) = $0 { sender } else { nil } }
  }

  /// Octets.
  package var size: Int? {
    for step in steps {
      if case .postfix(let event) = step.record.event, case .queued(_, let size, _) = event.statement { return size }
    }
    return nil
  }

  package var attempts: [Attempt] {
    steps.compactMap { step in
      guard case .postfix(let event) = step.record.event, case .delivered(let delivery) = event.statement else {
        return nil
      }
      let original = text(delivery.originalRecipient, of: step)
      return Attempt(
        time: step.record.time, recipient: text(delivery.recipient, of: step),
        originalRecipient: original.isEmpty ? nil : original, relay: text(delivery.relay, of: step),
        status: delivery.status, dsn: text(delivery.dsn, of: step), words: text(delivery.words, of: step),
        delay: delivery.delay, stages: delivery.stages)
    }
  }

  private func first(_ slice: (PostfixStatement) -> LogSlice?) -> String? {
    for step in steps {
      if case .postfix(let event) = step.record.event, let found = slice(event.statement) {
        return text(found, of: step)
      }
    }
    return nil
  }
}
