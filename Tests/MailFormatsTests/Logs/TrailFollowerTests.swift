import Foundation
import MailFormats
import Testing

@Suite struct TrailFollowerTests {
  /// The trails of a log, each line a second after the one before.
  private func trails(_ messages: [String], limits: TrailFollower.Limits = .init()) -> [MessageTrail] {
    var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
    var follower = TrailFollower(limits: limits)
    var found: [MessageTrail] = []
    for (second, message) in messages.enumerated() {
      let stamp = "Nov 24 \(two(9 + second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
      Array("\(stamp) mx1 \(message)".utf8).withUnsafeBytes { line in
        follower.handle(reader.read(line), of: line) { found.append($0) }
      }
    }
    follower.finish { found.append($0) }
    return found
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private func arrival(_ id: String, process: Int = 1) -> String {
    "postfix/smtpd[\(process)]: \(id): client=c[192.0.2.7]"
  }
  private func removal(_ id: String) -> String { "postfix/qmgr[1]: \(id): removed" }
  private func queueing(_ id: String) -> String {
    "postfix/qmgr[1]: \(id): from=<b@elsewhere.example>, size=351, nrcpt=1 (queue active)"
  }
  private func delivery(_ id: String, _ words: String, service: String = "smtp", status: String = "sent") -> String {
    "postfix/\(service)[1]: \(id): to=<ana@example.test>, relay=r[192.0.2.9]:25, delay=1.5, delays=0.5/0/0.5/0.5, "
      + "dsn=2.0.0, status=\(status) (\(words))"
  }

  @Test func followsAMessageFromItsArrivalToItsEnd() throws {
    let trail = try #require(
      trails([
        arrival("AAAAAA1"), "postfix/cleanup[1]: AAAAAA1: message-id=<m1@example.test>", queueing("AAAAAA1"),
        delivery("AAAAAA1", "later", status: "deferred"), delivery("AAAAAA1", "250 ok"), removal("AAAAAA1"),
      ]).first)
    #expect(trail.id.text == "AAAAAA1")
    #expect(trail.ending == .removed)
    #expect(trail.beginsWithArrival)
    #expect(trail.messageID == "m1@example.test")
    #expect(trail.sender == "b@elsewhere.example")
    #expect(trail.size == 351)
    #expect(trail.attempts.map(\.status) == [.deferred, .sent])
    #expect(trail.attempts.map(\.words) == ["later", "250 ok"])
    #expect(trail.attempts.first?.stages == PostfixDelays(received: 500_000, connected: 500_000, sent: 500_000))
    #expect(trail.lastTime - trail.firstTime == 5_000_000)
  }

  @Test func keepsMessagesApartWhoseLinesMix() {
    let found = trails([
      arrival("AAAAAA1"), arrival("AAAAAA2", process: 2), queueing("AAAAAA2"), queueing("AAAAAA1"), removal("AAAAAA2"),
      removal("AAAAAA1"),
    ])
    #expect(found.map(\.id.text) == ["AAAAAA1", "AAAAAA2"])
    #expect(found.map(\.steps.count) == [3, 3])
  }

  private static let dovecot =
    "dovecot: lmtp(ana@example.test)<12><S1:R2>: sieve: msgid=<m1@example.test>: stored mail into mailbox 'INBOX'"
  private var saved: String { delivery("AAAAAA1", "250 2.0.0 <ana@example.test> S1:R2 Saved", service: "lmtp") }

  @Test(arguments: [true, false]) func joinsWhatDovecotSaid(_ isBefore: Bool) throws {
    let deliveries = isBefore ? [Self.dovecot, saved] : [saved, removal("AAAAAA1"), Self.dovecot]
    let found = trails([arrival("AAAAAA1"), queueing("AAAAAA1")] + deliveries + [removal("AAAAAA1")])
    let services = try #require(found.first).steps.compactMap { step -> DovecotService? in
      if case .dovecot(let event) = step.record.event { event.service } else { nil }
    }
    #expect(found.count == 1)
    #expect(services == [.lmtp])
  }

  @Test func joinsTheFiltersResult() throws {
    let found = trails([
      arrival("AAAAAA1"),
      "rspamd[4]: <9b6e72>; proxy; rspamd_task_write_log: id: <m@x>, qid: <AAAAAA1>, (default: F (no action): [1.20/15.00] [])",
      removal("AAAAAA1"),
    ])
    let results = try #require(found.first).steps.compactMap { step -> Int32? in
      if case .rspamd(let event) = step.record.event, case .result(let result) = event.statement {
        result.score
      } else {
        nil
      }
    }
    #expect(results == [120])
  }

  private func links(_ trail: MessageTrail?) -> [String] { trail?.links.map { "\($0.kind) \($0.other.text)" } ?? [] }

  @Test func linksAMessageThatAFilterGaveBack() {
    let found = trails([
      arrival("AAAAAA1"), queueing("AAAAAA1"), arrival("BBBBBB2", process: 2),
      delivery("AAAAAA1", "250 2.0.0 Ok: queued as BBBBBB2"), removal("AAAAAA1"), removal("BBBBBB2"),
    ])
    #expect(found.map(links) == [["passedTo BBBBBB2"], ["passedFrom AAAAAA1"]])
  }

  @Test func linksNoQueueIDOfAnotherHost() {
    #expect(trails([arrival("AAAAAA1"), delivery("AAAAAA1", "250 2.0.0 Ok: queued as CCCCCC3")]).map(links) == [[]])
  }

  @Test func linksAForwardedMessage() {
    let found = trails([
      arrival("AAAAAA1"), delivery("AAAAAA1", "forwarded as BBBBBB2", service: "local"), removal("AAAAAA1"),
      queueing("BBBBBB2"), removal("BBBBBB2"),
    ])
    #expect(found.map(links) == [["forwardedTo BBBBBB2"], ["forwardedFrom AAAAAA1"]])
  }

  @Test func linksABounceWithItsMessage() {
    let found = trails([
      arrival("AAAAAA1"), delivery("AAAAAA1", "550 no", status: "bounced"),
      "postfix/cleanup[1]: BBBBBB2: message-id=<x@mx1>",
      "postfix/bounce[1]: AAAAAA1: sender non-delivery notification: BBBBBB2",
      removal("AAAAAA1"), removal("BBBBBB2"),
    ])
    #expect(found.map(links) == [["reportedBy BBBBBB2"], ["reportsOn AAAAAA1"]])
  }

  @Test func linksAMessageThatWasRequeued() {
    let found = trails([
      arrival("AAAAAA1"), queueing("AAAAAA1"),
      "postfix/pickup[1]: BBBBBB2: uid=0 from=<a@example.test> orig_id=AAAAAA1", removal("BBBBBB2"),
    ])
    #expect(found.map(links) == [["requeuedAs BBBBBB2"], ["requeuedFrom AAAAAA1"]])
    #expect(found.map(\.ending) == [.requeued, .removed])
  }

  @Test func takesAQueueIDThatComesAgainForAnotherMessage() {
    let found = trails([
      arrival("AAAAAA1"), queueing("AAAAAA1"), removal("AAAAAA1"), arrival("AAAAAA1"), queueing("AAAAAA1"),
      arrival("AAAAAA1"), removal("AAAAAA1"),
    ])
    #expect(found.map(\.ending) == [.removed, .replaced, .removed])
    #expect(found.map(\.steps.count) == [3, 2, 2])
  }

  @Test(arguments: [
    (
      "cleanup[1]: AAAAAA1: milter-reject: END-OF-MESSAGE from c[192.0.2.7]: 5.7.1 Spam; from=<a@x> to=<b@y>",
      MessageTrail.Ending.refused
    ),
    ("cleanup[1]: AAAAAA1: discard: header X: y from c[192.0.2.7]; from=<a@x> to=<b@y>: gone", .discarded),
    ("smtpd[1]: lost connection after DATA (12 bytes) from c[192.0.2.7]", .abandoned),
    ("smtpd[1]: AAAAAA1: reject: RCPT from c[192.0.2.7]: 550 5.1.1 <z@y>: no; from=<a@x> to=<z@y>", .open),
    ("smtpd[2]: lost connection after DATA from c[192.0.2.7]", .open),
  ]) func knowsHowAMessageEndsBeforeTheQueue(_ line: String, _ ending: MessageTrail.Ending) {
    #expect(trails([arrival("AAAAAA1"), "postfix/" + line]).map(\.ending) == [ending])
  }

  @Test func saysThatTheBeginningIsMissing() {
    #expect(trails([queueing("AAAAAA1"), removal("AAAAAA1")]).map(\.beginsWithArrival) == [false])
  }

  @Test func givesUpTheOldestAndSaysSo() {
    var limits = TrailFollower.Limits()
    limits.openTrails = 3
    let found = trails((100_000..<100_005).map { arrival("\($0)", process: $0) }, limits: limits)
    #expect(found.map(\.id.text) == ["100000", "100001", "100002", "100003", "100004"])
    #expect(found.map(\.ending) == [.evicted, .evicted, .open, .open, .open])
  }

  @Test func keepsNoMoreThanItsShareOfAMessageThatNeverEnds() throws {
    let attempts = Array(repeating: delivery("AAAAAA1", "later", status: "deferred"), count: 1_500)
    let trail = try #require(trails([arrival("AAAAAA1")] + attempts).first)
    #expect(trail.steps.count == MessageTrail.mostSteps)
    #expect(trail.stepsLeftOut == 501)
  }

  /// A filter's round, a forwarded message, a bounce, a deferral and Dovecot's deliveries, mixed.
  private var busyLog: [String] {
    [
      arrival("AAAAAA1"), queueing("AAAAAA1"), arrival("BBBBBB2", process: 2),
      delivery("AAAAAA1", "250 2.0.0 Ok: queued as BBBBBB2"), removal("AAAAAA1"), queueing("BBBBBB2"),
      Self.dovecot.replacingOccurrences(of: "S1:R2", with: "S9"), arrival("AAAAAA3", process: 3),
      delivery("BBBBBB2", "250 2.0.0 <a@example.test> S9 Saved", service: "lmtp"), removal("BBBBBB2"),
      queueing("AAAAAA3"), delivery("AAAAAA3", "550 no", status: "bounced"),
      "postfix/cleanup[1]: CCCCCC4: message-id=<x@mx1>",
      "postfix/bounce[1]: AAAAAA3: sender non-delivery notification: CCCCCC4", queueing("CCCCCC4"), removal("AAAAAA3"),
      delivery("CCCCCC4", "forwarded as DDDDDD5", service: "local"), removal("CCCCCC4"), arrival("AAAAAA1"),
      queueing("DDDDDD5"), removal("DDDDDD5"), queueing("AAAAAA1"), delivery("AAAAAA1", "later", status: "deferred"),
    ]
  }

  private func told(_ trails: [MessageTrail]) -> [String] {
    trails.map { trail in
      "\(trail.id.text) \(trail.ending) \(trail.steps.map { trail.withLine(of: $0) { $0.count } }) \(links(trail).sorted())"
    }.sorted()
  }

  @Test(arguments: 1..<23) func tellsTheSameWhenTheLogIsReadInTwoParts(_ cut: Int) {
    var limits = TrailFollower.Limits()
    limits.linger = 1_000_000
    let lines = busyLog.enumerated().map { Array("Nov 24 09:00:\(two($0.offset)) mx1 \($0.element)".utf8) }
    func follow(_ lines: ArraySlice<[UInt8]>, isContinuation: Bool, _ emit: (MessageTrail) -> Void) -> TrailFollower {
      var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
      var follower = TrailFollower(limits: limits, isContinuation: isContinuation)
      for line in lines { line.withUnsafeBytes { follower.handle(reader.read($0), of: $0, emit) } }
      return follower
    }
    var (atOnce, inParts): ([MessageTrail], [MessageTrail]) = ([], [])
    var one = follow(lines[...], isContinuation: false) { atOnce.append($0) }
    one.finish { atOnce.append($0) }
    var first = follow(lines[..<cut], isContinuation: false) { inParts.append($0) }
    let second = follow(lines[cut...], isContinuation: true) { inParts.append($0) }
    first.absorb(second) { inParts.append($0) }
    first.finish { inParts.append($0) }
    #expect(told(inParts) == told(atOnce))
  }

  @Test func losesNoLineInAnyOrder() throws {
    var random = SplitMix(state: 5)
    var lines = try LogFixture.all()
    for _ in 0..<20 {
      lines.shuffle(using: &random)
      var reader = LogReader(clock: LogClock(hint: ReadLine.hint))
      var follower = TrailFollower()
      var (given, taken) = (0, 0)
      for line in lines {
        line.withUnsafeBytes { bytes in
          let record = reader.read(bytes)
          if case .postfix(let event) = record.event, !event.queueID.isEmpty { given += 1 }
          follower.handle(record, of: bytes) { taken += $0.postfixLines }
        }
      }
      follower.finish { taken += $0.postfixLines }
      #expect(given == taken)
    }
  }
}

extension MessageTrail {
  fileprivate var postfixLines: Int {
    steps.count { if case .postfix = $0.record.event { true } else { false } }
  }
}
