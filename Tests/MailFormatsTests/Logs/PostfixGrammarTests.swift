import MailFormats
import Testing

@Suite struct PostfixGrammarTests {
  @Test func readsTheHead() throws {
    let line = ReadLine("Nov 24 09:00:00 mx1 postfix/submission/smtpd[4711]: connect from c.example.test[192.0.2.7]")
    let event = try #require(line.postfix)
    #expect(line[line.record.host] == "mx1")
    #expect(line[line.record.program] == "postfix/submission/smtpd")
    #expect(line.record.process == 4711)
    #expect(event.service == .smtpd)
    guard case .connected(let peer) = event.statement else { return #expect(Bool(false), "\(event)") }
    #expect(line[peer.name] == "c.example.test")
    #expect(line[peer.address] == "192.0.2.7")
  }

  @Test(arguments: ["A2C1FF7C056", "3F2A1B", "4jYcY35P6tz2NQ2R", "4jYcQJ2Z2bzmCFN"])
  func knowsShortAndLongQueueIDs(_ id: String) throws {
    let line = ReadLine.postfix("qmgr", "\(id): removed")
    #expect(line[try #require(line.postfix).queueID] == id)
  }

  @Test(arguments: ["warning: all is lost", "fatal: all is lost", "statistics: all"])
  func takesNoOtherWordForAQueueID(_ message: String) throws {
    #expect(try #require(ReadLine.postfix("qmgr", message).postfix).queueID.isEmpty)
  }

  private func delivery(_ service: String, _ attributes: String) throws -> (ReadLine, PostfixDelivery) {
    let line = ReadLine.postfix(service, "A2C1FF7C056: \(attributes)")
    guard case .delivered(let delivery) = try #require(line.postfix).statement else {
      throw Unexpected(line: attributes)
    }
    return (line, delivery)
  }

  private struct Unexpected: Error { let line: String }

  @Test func readsADeferral() throws {
    let (line, delivery) = try delivery(
      "smtp",
      "to=<b@remote.example>, orig_to=<team@example.test>, relay=mx.remote.example[198.51.100.1]:25, conn_use=3, "
        + "delay=331204, delays=3.3e+05/0.02/1.2/0.5, dsn=4.7.1, status=deferred (host mx said: 450 (later))")
    #expect(line[delivery.recipient] == "b@remote.example")
    #expect(line[delivery.originalRecipient] == "team@example.test")
    #expect(line[delivery.relay] == "mx.remote.example[198.51.100.1]:25")
    #expect(delivery.connectionUse == 3)
    #expect(delivery.delay == 331_204_000_000)
    #expect(
      delivery.stages == PostfixDelays(received: 330_000_000_000, queued: 20_000, connected: 1_200_000, sent: 500_000))
    #expect(line[delivery.dsn] == "4.7.1")
    #expect(delivery.status == .deferred)
    #expect(line[delivery.words] == "host mx said: 450 (later)")
  }

  @Test func followsAMessageToTheNextQueue() throws {
    let (line, sent) = try delivery(
      "smtp",
      "to=<b@x.example>, relay=r[192.0.2.1]:25, delay=1, delays=0/0/0/1, tls=verified, dsn=2.0.0, "
        + "status=sent (250 2.0.0 Ok: queued as 7BF19F7C10E)")
    #expect(line[sent.nextQueueID] == "7BF19F7C10E")
    #expect(!sent.isForward)
    let (other, forwarded) = try delivery(
      "local",
      "to=<b@x.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (forwarded as 0CB1CF7E2CA)")
    #expect(other[forwarded.nextQueueID] == "0CB1CF7E2CA")
    #expect(forwarded.isForward)
  }

  @Test func findsDovecotsSession() throws {
    let (line, sent) = try delivery(
      "lmtp",
      "to=<b@x.example>, relay=mail[/run/lmtp], delay=1, delays=0/0/0/1, dsn=2.0.0, "
        + "status=sent (250 2.0.0 <b@x.example> yFgbMidVBWvQKwAAg+zDdQ:R2 Saved)")
    #expect(line[sent.session] == "yFgbMidVBWvQKwAAg+zDdQ:R2")
  }

  @Test(arguments: [
    (#""a>b"@example.test"#), (#""a, relay=x"@example.test"#), ("ünï@example.test"), (""),
  ]) func takesAnAddressWhole(_ address: String) throws {
    let (line, delivery) = try delivery(
      "smtp", "to=<\(address)>, relay=none, delay=0, delays=0/0/0/0, dsn=5.0.0, status=bounced (no)")
    #expect(line[delivery.recipient] == address)
    #expect(delivery.status == .bounced)
  }

  private func ruling(_ service: String, _ message: String) throws -> (ReadLine, PostfixRuling) {
    let line = ReadLine.postfix(service, message)
    guard case .ruled(let ruling) = try #require(line.postfix).statement else { throw Unexpected(line: message) }
    return (line, ruling)
  }

  @Test func readsARefusal() throws {
    let (line, ruling) = try ruling(
      "smtpd",
      "NOQUEUE: reject: RCPT from localhost[127.0.0.1]: 550 5.1.1 <no@example.test>: Recipient address rejected: "
        + "User unknown; from=<b@elsewhere.example> to=<no@example.test> proto=ESMTP helo=<c.example.test>")
    #expect(ruling.action == .reject)
    #expect(ruling.stage == .recipient)
    #expect(line[ruling.peer.address] == "127.0.0.1")
    #expect(ruling.code == 550)
    #expect(line[ruling.dsn] == "5.1.1")
    #expect(line[ruling.reply] == "550 5.1.1 <no@example.test>: Recipient address rejected: User unknown")
    #expect(line[ruling.sender] == "b@elsewhere.example")
    #expect(line[ruling.recipient] == "no@example.test")
    #expect(line[ruling.proto] == "ESMTP")
    #expect(line[ruling.helo] == "c.example.test")
  }

  @Test func isNotFooledByAnAddressThatLooksLikeTheEnd() throws {
    let (line, ruling) = try ruling(
      "smtpd",
      #"NOQUEUE: reject: RCPT from x[192.0.2.8]: 454 4.7.1 <"a; from=<b>"@example.test>: no; from=<c@example.test> to=<d@example.test>"#
    )
    #expect(line[ruling.sender] == "c@example.test")
    #expect(line[ruling.recipient] == "d@example.test")
  }

  @Test func readsAHeaderCheck() throws {
    let (line, ruling) = try ruling(
      "cleanup",
      "6485EF7C109: reject: header X-A: mail from somewhere from localhost[127.0.0.1]; from=<b@elsewhere.example> "
        + "to=<a@sink.example> proto=ESMTP helo=<c.example.test>: 5.7.1 header no")
    #expect(ruling.stage == .header)
    #expect(line[ruling.content] == "X-A: mail from somewhere")
    #expect(line[ruling.peer.name] == "localhost")
    #expect(line[ruling.reply] == "5.7.1 header no")
    #expect(line[ruling.dsn] == "5.7.1")
  }

  @Test func readsAMiltersRefusal() throws {
    let (line, ruling) = try ruling(
      "cleanup",
      "4jYcY40PLfz2NQ32: milter-reject: END-OF-MESSAGE from localhost[127.0.0.1]: 5.7.1 Gtube pattern; "
        + "from=<b@elsewhere.example> to=<a@example.test> proto=ESMTP helo=<c.example.test>")
    #expect(ruling.action == .milterReject)
    #expect(ruling.stage == .endOfMessage)
    #expect(line[ruling.reply] == "5.7.1 Gtube pattern")
    #expect(line[ruling.recipient] == "a@example.test")
  }

  @Test func readsAWrongPassword() throws {
    let line = ReadLine.postfix(
      "submissions/smtpd",
      "warning: c.example.test[192.0.2.7]: SASL PLAIN authentication failed: (reason unavailable), sasl_username=ana@example.test"
    )
    guard case .signInFailed(let failure) = try #require(line.postfix).statement else { return #expect(Bool(false)) }
    #expect(line[failure.user] == "ana@example.test")
    #expect(line[failure.mechanism] == "PLAIN")
    #expect(line[failure.peer.address] == "192.0.2.7")
  }

  @Test func readsWhoSentIt() throws {
    let line = ReadLine.postfix(
      "smtpd", "A2C1FF7C056: client=c.example.test[192.0.2.7], sasl_method=PLAIN, sasl_username=ana@example.test")
    guard case .accepted(let acceptance) = try #require(line.postfix).statement else { return #expect(Bool(false)) }
    #expect(line[acceptance.peer.name] == "c.example.test")
    #expect(line[acceptance.user] == "ana@example.test")
  }

  @Test func readsWhatPostscreenSaw() throws {
    let line = ReadLine.postfix("postscreen", "PREGREET 11 after 0.2 from [192.0.2.9]:52314: EHLO spam\\r\\n")
    guard case .screened(let verdict) = try #require(line.postfix).statement else { return #expect(Bool(false)) }
    #expect(verdict.kind == .pregreet)
    #expect(verdict.rank == 11)
    #expect(line[verdict.peer.address] == "192.0.2.9")
    #expect(line[verdict.peer.port] == "52314")
    #expect(line[verdict.detail] == "EHLO spam\\r\\n")
  }

  @Test func readsWhereABounceWent() throws {
    let line = ReadLine.postfix("bounce", "A2C1FF7C056: sender non-delivery notification: 12ED9F7E2C5")
    guard case .notified(.nonDelivery, let id, false) = try #require(line.postfix).statement else {
      return #expect(Bool(false))
    }
    #expect(line[id] == "12ED9F7E2C5")
  }

  @Test func saysWhenItDoesNotKnow() {
    guard case .unknown = ReadLine.postfix("qmgr", "something quite new").record.event else {
      return #expect(Bool(false))
    }
  }

  @Test func leavesOtherProgramsAlone() {
    for line in ["Nov 24 09:00:00 mx1 CRON[12]: (root) CMD (true)", "Nov 24 09:00:00 mx1 kernel: [1.2] eth0: up"] {
      guard case .foreign = ReadLine(line).record.event else { return #expect(Bool(false), "\(line)") }
    }
  }
}
