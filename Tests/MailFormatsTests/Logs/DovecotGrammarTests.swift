import MailFormats
import Testing

@Suite struct DovecotGrammarTests {
  @Test(arguments: [
    "imap-login: Info: Login: user=<ana@example.test>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=311, TLS, session=<eG/J>",
    "mx1 dovecot: imap-login: Login: user=<ana@example.test>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=311, TLS, session=<eG/J>",
    "mx1 dovecot[7]: imap-login: Logged in: user=<ana@example.test>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, mpid=311, TLS, session=<eG/J>",
  ]) func readsASignIn(_ message: String) throws {
    let line = ReadLine.dovecot(message)
    let event = try #require(line.dovecot)
    guard case .signedIn(let signIn) = event.statement else { return #expect(Bool(false), "\(event)") }
    #expect(event.service == .imapLogin)
    #expect(line[event.user] == "ana@example.test")
    #expect(line[event.session] == "eG/J")
    #expect(line[signIn.remote] == "192.0.2.7")
    #expect(signIn.process == 311)
    #expect(signIn.isEncrypted)
  }

  @Test(arguments: [
    "Disconnected: Connection closed (auth failed, 3 attempts in 2 secs)",
    "Aborted login (auth failed, 3 attempts in 2 secs)",
    "Login aborted: Connection closed (auth failed, 3 attempts in 14 secs) (auth_failed)",
  ]) func readsAFailureInTheWordsOfEachVersion(_ words: String) throws {
    let line = ReadLine.dovecot(
      "pop3-login: Info: \(words): user=<ana@example.test>, method=PLAIN, rip=192.0.2.7, lip=192.0.2.1, session=<x>")
    guard case .notSignedIn(let signIn) = try #require(line.dovecot).statement else { return #expect(Bool(false)) }
    #expect(signIn.failures == 3)
    #expect(line[signIn.reason] == words)
    #expect(line[signIn.user] == "ana@example.test")
  }

  @Test(arguments: [
    ("stored mail into mailbox 'INBOX'", DovecotDelivery.Outcome.stored, "INBOX", ""),
    ("stored mail into mailbox 'It's: here'", .stored, "It's: here", ""),
    ("fileinto action: stored mail into mailbox 'Filed'", .stored, "Filed", ""),
    ("saved mail to INBOX", .stored, "INBOX", ""),
    (
      "discard action: Marked message to be discarded if not explicitly delivered (discard action)", .discarded, "",
      "if not explicitly delivered (discard action)"
    ),
    ("reject action: rejected message from <b@example.test> (reject)", .rejected, "b@example.test", "(reject)"),
    ("forwarded to <c@example.test>", .redirected, "c@example.test", ""),
    (
      "redirect action: failed to redirect message to <c@example.test>: 550 no", .failedToRedirect, "c@example.test",
      "550 no"
    ),
    ("vacation action: sent vacation response to <b@example.test>", .vacationSent, "b@example.test", ""),
    ("vacation action: discarded duplicate vacation response to <b@example.test>", .vacationKept, "b@example.test", ""),
    (
      "failed to store into mailbox 'INBOX': Quota exceeded (mailbox for user is full)", .failedToStore, "INBOX",
      "Quota exceeded (mailbox for user is full)"
    ),
  ]) func readsWhatSieveDid(_ words: String, _ outcome: DovecotDelivery.Outcome, _ target: String, _ reason: String)
    throws
  {
    let line = ReadLine.dovecot("lmtp(ana@example.test)<12><8GWL:R2>: Info: sieve: msgid=<m1@example.test>: \(words)")
    let event = try #require(line.dovecot)
    guard case .delivered(let delivery) = event.statement else { return #expect(Bool(false)) }
    #expect(line[event.user] == "ana@example.test")
    #expect(line[event.session] == "8GWL:R2")
    #expect(line[delivery.messageID] == "m1@example.test")
    #expect(delivery.outcome == outcome)
    #expect(line[delivery.target] == target)
    #expect(line[delivery.reason] == reason)
  }

  @Test func readsTheMailLog() throws {
    let line = ReadLine.dovecot(
      "imap(ana@example.test)<12><x>: Info: copy from INBOX: box=Work, uid=7, msgid=<m1@example.test>, size=1344, from=A, B <c@example.test>"
    )
    guard case .mail(let event) = try #require(line.dovecot).statement else { return #expect(Bool(false)) }
    #expect(event.kind == .copy)
    #expect(line[event.mailbox] == "Work")
    #expect(event.uid == 7)
    #expect(event.size == 1344)
    #expect(line[event.sender] == "A, B <c@example.test>")
  }

  @Test func readsWhyASignInWasRefused() throws {
    let line = ReadLine.dovecot(
      "auth-worker(9): Info: conn unix:auth-worker (pid=28369,uid=106): auth-worker<7>: lua(ana@example.test,192.0.2.7,<2Oo/>): Password mismatch"
    )
    guard case .signInRefused(let refusal) = try #require(line.dovecot).statement else { return #expect(Bool(false)) }
    #expect(line[refusal.backend] == "lua")
    #expect(line[refusal.user] == "ana@example.test")
    #expect(line[refusal.remote] == "192.0.2.7")
    #expect(line[refusal.session] == "2Oo/")
    #expect(line[refusal.reason] == "Password mismatch")
  }

  @Test func readsTheEndOfASession() throws {
    let line = ReadLine.dovecot(
      "imap(ana@example.test)<12><x>: Info: Disconnected: Logged out in=564 out=4386 deleted=1")
    guard case .sessionEnded(let reason, let counters) = try #require(line.dovecot).statement else {
      return #expect(Bool(false))
    }
    #expect(line[reason] == "Logged out")
    #expect(line[counters] == "in=564 out=4386 deleted=1")
  }
}
