import MailFormats

/// Everything that a trail can be found by, each value once.
struct StoryKeys {
  struct Key: Hashable {
    let kind: TraceKey
    let hash: KeyHash
  }

  private(set) var keys: [Key] = []

  /// Used again for one trail after the other, to save allocations.
  mutating func read(_ trail: MessageTrail) {
    keys.removeAll(keepingCapacity: true)
    trail.id.withOctets { add(.id, $0) }
    for step in trail.steps { trail.withLine(of: step) { read(step.record, $0) } }
    for status in StoryStatuses.of(trail) { add(.status, KeyHash(status)) }
  }

  private mutating func read(_ record: LogRecord, _ line: UnsafeRawBufferPointer) {
    switch record.event {
    case .postfix(let event): read(event.statement, line)
    case .rspamd(let event):
      guard case .result(let result) = event.statement else { return }
      add(.messageID, result.messageID.bytes(in: line))
      add(address: result.sender, .sender, .senderDomain, line)
      for recipient in result.recipients.bytes(in: line).split(separator: UInt8(ascii: ",")) {
        add(address: UnsafeRawBufferPointer(rebasing: recipient), .recipient, .recipientDomain)
      }
    case .dovecot(let event): read(event, line)
    default: return
    }
  }

  private mutating func read(_ statement: PostfixStatement, _ line: UnsafeRawBufferPointer) {
    switch statement {
    case .accepted(let acceptance):
      add(.client, acceptance.peer.address.bytes(in: line))
      add(address: acceptance.user, .account, .accountDomain, line)
    case .identified(let messageID, _): add(.messageID, messageID.bytes(in: line))
    case .queued(let sender, _, _): add(address: sender, .sender, .senderDomain, line)
    case .delivered(let delivery):
      add(address: delivery.recipient, .recipient, .recipientDomain, line)
      add(address: delivery.originalRecipient, .recipient, .recipientDomain, line)
    case .ruled(let ruling):
      add(.client, ruling.peer.address.bytes(in: line))
      add(address: ruling.user, .account, .accountDomain, line)
      add(address: ruling.sender, .sender, .senderDomain, line)
      add(address: ruling.recipient, .recipient, .recipientDomain, line)
    case .signInFailed(let failure):
      add(.client, failure.peer.address.bytes(in: line))
      add(address: failure.user, .account, .accountDomain, line)
    default: return
    }
  }

  private mutating func read(_ event: DovecotEvent, _ line: UnsafeRawBufferPointer) {
    switch event.statement {
    case .signedIn(let signIn), .notSignedIn(let signIn):
      add(address: signIn.user, .account, .accountDomain, line)
      add(.client, signIn.remote.bytes(in: line))
    case .signInRefused(let refusal):
      add(address: refusal.user, .account, .accountDomain, line)
      add(.client, refusal.remote.bytes(in: line))
    case .delivered(let delivery): add(.messageID, delivery.messageID.bytes(in: line))
    default: return
    }
  }

  private mutating func add(
    address slice: LogSlice, _ kind: TraceKey, _ domain: TraceKey, _ line: UnsafeRawBufferPointer
  ) {
    add(address: slice.bytes(in: line), kind, domain)
  }

  private mutating func add(address: UnsafeRawBufferPointer, _ kind: TraceKey, _ domain: TraceKey) {
    add(kind, address)
    guard let at = address.lastIndex(of: UInt8(ascii: "@")) else { return }
    add(domain, UnsafeRawBufferPointer(rebasing: address[(at + 1)...]))
  }

  /// Brackets are none of a Message-ID's own.
  private mutating func add(_ kind: TraceKey, _ octets: UnsafeRawBufferPointer) {
    var octets = octets
    if octets.first == UInt8(ascii: "<"), octets.last == UInt8(ascii: ">") {
      octets = UnsafeRawBufferPointer(rebasing: octets.dropFirst().dropLast())
    }
    if !octets.isEmpty { add(kind, KeyHash(octets)) }
  }

  private mutating func add(_ kind: TraceKey, _ hash: KeyHash) {
    let key = Key(kind: kind, hash: hash)
    if !keys.contains(key) { keys.append(key) }
  }
}
