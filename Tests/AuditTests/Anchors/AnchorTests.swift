import Audit
import Foundation
import Kernel
import MailModel
import TestSupport
import Testing

@Suite(.eachEngine) struct AnchorTests {
  private let ledger = Ledger()
  private static let vault = AddAnchor(name: "vault", kind: .file, target: "/vault")

  private func anchored(entries: Int = 5) async throws -> AuditBench {
    let audit = try await AuditBench(entries: entries, world: ledger.world)
    try await audit.bench.perform(Self.vault)
    await audit.bench.drain()
    return audit
  }

  @Test func sealsTheHeadAtOnce() async throws {
    let audit = try await anchored()
    let head = try #require(try await audit.entries().last)
    #expect(ledger.seals(of: "vault").map(\.number) == [head.number])
    #expect(ledger.seals(of: "vault").first?.hash == head.hash)
    #expect(try await audit.bench.ask(ListAnchors()).first?.last == ledger.seals(of: "vault").first)
  }

  @Test func sealsAgainByTheClockWhenTheHeadHasMoved() async throws {
    let audit = try await anchored()
    await audit.bench.drain()
    audit.bench.clock.advance(by: 301)
    await audit.bench.drain()
    #expect(ledger.seals(of: "vault").count == 1)
    try await audit.bench.perform(Remark(text: "later"))
    audit.bench.clock.advance(by: 301)
    await audit.bench.drain()
    #expect(ledger.seals(of: "vault").map(\.number) == [6, 7])
  }

  @Test func aFailedAnchorIsAJobAndNeverAFailedChange() async throws {
    ledger.break("vault")
    let audit = try await anchored()
    try await audit.bench.perform(AddAnchor(name: "other", kind: .syslog))
    try await audit.bench.perform(Remark(text: "goes through"))
    audit.bench.clock.advance(by: 10)
    await audit.bench.drain()
    #expect(try await audit.bench.jobs().first?.error?.contains("down") == true)
    #expect(try await audit.bench.ask(ListAnchors()).last?.error?.es == "caído")
    #expect(ledger.seals(of: "other").count == 1)
    ledger.break("vault", false)
    audit.bench.clock.advance(by: 10)
    await audit.bench.drain()
    #expect(try await audit.bench.jobs().isEmpty)
    #expect(try await audit.bench.ask(ListAnchors()).allSatisfy { $0.error == nil })
  }

  @Test func provesAllUpToItsLastSeal() async throws {
    let audit = try await anchored()
    try await audit.bench.perform(Remark(text: "later"))
    let report = try await audit.verify()
    #expect(report.ok)
    #expect(report.anchors.map(\.proven) == [6])
  }

  @Test func provesNothingBeyondAFlaw() async throws {
    let audit = try await anchored()
    try await audit.tamper("UPDATE journal SET actor = 'x' WHERE number = 3")
    let report = try await audit.verify()
    #expect(summary(report) == ["changed 3"])
    #expect(report.anchors.map(\.proven) == [nil])
  }

  /// Whoever recomputes every hash from some entry on leaves a sound chain: only the anchor knows.
  @Test func showsThatTheTailWasWrittenAnew() async throws {
    let audit = try await anchored()
    try await audit.bench.perform(Remark(text: "later"))
    audit.bench.clock.advance(by: 301)
    await audit.bench.drain()
    try await audit.rewrite(from: 7)
    #expect(summary(try await audit.verify()) == ["rewritten 7 vault"])
    try await audit.rewrite(from: 3)
    #expect(summary(try await audit.verify()) == ["rewritten 1-6 vault"])
  }

  @Test func showsThatTheEndWasRemoved() async throws {
    let audit = try await anchored()
    try await audit.tamper("DELETE FROM journal WHERE number > 4")
    #expect(summary(try await audit.verify()) == ["cutOff 5-6 vault"])
  }

  @Test func doesNotSealOverALoss() async throws {
    let audit = try await anchored()
    try await audit.rewrite(from: 3)
    try await audit.bench.perform(Remark(text: "later"))
    audit.bench.clock.advance(by: 301)
    await audit.bench.drain()
    #expect(ledger.seals(of: "vault").count == 1)
    #expect(try await audit.bench.jobs().first?.error?.contains("no longer holds entry 6") == true)
  }

  @Test func saysThatItIsGone() async throws {
    let audit = try await anchored()
    ledger["/vault"] = nil
    #expect(summary(try await audit.verify()) == ["anchorMissing vault"])
  }

  @Test func saysThatItIsOlderThanItShouldBe() async throws {
    let audit = try await anchored()
    try await audit.bench.perform(Remark(text: "later"))
    audit.bench.clock.advance(by: 899)
    #expect(try await audit.verify().ok)
    audit.bench.clock.advance(by: 2)
    #expect(summary(try await audit.verify()) == ["anchorOutdated vault"])
  }

  @Test func saysThatItLostWhatWasSealedLast() async throws {
    let audit = try await anchored()
    let old = try #require(ledger["/vault"])
    try await audit.bench.perform(Remark(text: "later"))
    audit.bench.clock.advance(by: 301)
    await audit.bench.drain()
    ledger["/vault"] = old
    #expect(summary(try await audit.verify()) == ["anchorOutdated vault"])
  }

  @Test func namesALineThatIsNoSeal() async throws {
    let audit = try await anchored()
    ledger["/vault"]? += #"{"at":"yesterday"}"# + "\n"
    #expect(summary(try await audit.verify()) == ["anchorUnreadable 2 vault"])
  }

  @Test func asksNothingOfAnAnchorThatIsNew() async throws {
    ledger.break("vault")
    let audit = try await anchored()
    #expect(try await audit.verify().ok)
    audit.bench.clock.advance(by: 901)
    #expect(summary(try await audit.verify()) == ["anchorMissing vault"])
  }

  @Test func believesACopyFromElsewhereBehindASyslogPrefix() async throws {
    let audit = try await anchored()
    let line = try #require(ledger["/vault"])
    let copy = VerifyJournal.Copy(
      name: "auth.log", text: "Mar  1 12:00:00 mail sshd[1]: hello\nMar  1 12:00:00 mail palomar[2]: seal \(line)")
    #expect(try await audit.verify(copies: [copy]).anchors.map(\.proven) == [6, 6])
    try await audit.rewrite(from: 2)
    #expect(summary(try await audit.verify(copies: [copy])) == ["rewritten 1-6 vault", "rewritten 1-6 auth.log"])
  }

  @Test func takesAnEmptyCopyForNoProof() async throws {
    let audit = try await AuditBench(entries: 2)
    let report = try await audit.verify(copies: [.init(name: "empty", text: "\n")])
    #expect(summary(report) == ["anchorMissing empty"])
  }

  @Test(arguments: [
    AddAnchor(name: "Bad Name", kind: .syslog), AddAnchor(name: "", kind: .syslog),
    AddAnchor(name: "a", kind: .syslog, target: "/x"), AddAnchor(name: "a", kind: .file, target: "relative"),
    AddAnchor(name: "a", kind: .file), AddAnchor(name: "a", kind: .file, target: "/a\nb"),
    AddAnchor(name: "a", kind: .file, target: "/a", credential: Secret("x")),
    AddAnchor(name: "a", kind: .webhook, target: "http://example.org/"),
    AddAnchor(name: "a", kind: .webhook, target: "https://user:secret@example.org/"),
    AddAnchor(name: "a", kind: .webhook, target: "https://example.org/?key=secret"),
    AddAnchor(name: "a", kind: .webhook, target: "file:///etc/passwd"),
  ])
  func refusesWhatIsNoPlace(_ action: AddAnchor) async throws {
    let audit = try await AuditBench(world: ledger.world)
    await #expect(throws: Fault(.invalid, en: "", es: "")) { try await audit.bench.perform(action) }
  }

  @Test func keepsTheCredentialToItself() async throws {
    let audit = try await AuditBench(world: ledger.world)
    let action = AddAnchor(
      name: "hook", kind: .webhook, target: "https://example.org/seals", credential: Secret("hunter22"))
    let added = try await audit.bench.perform(action)
    #expect(added.target == "https://example.org/seals")
    try await audit.bench.perform(RemoveAnchor(name: "hook"))
    let shown = try WireJSON.encoder().encode(await audit.entries())
    #expect(!String(decoding: shown, as: UTF8.self).contains("hunter22"))
    #expect(!String(decoding: try WireJSON.encoder().encode(added), as: UTF8.self).contains("hunter22"))
  }

  @Test func refusesANameThatIsTakenAndOneThatIsNot() async throws {
    let audit = try await anchored()
    await #expect(throws: Fault(.conflict, en: "", es: "")) { try await audit.bench.perform(Self.vault) }
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await audit.bench.perform(RemoveAnchor(name: "nothing"))
    }
  }
}

extension AuditBench {
  /// Changes entry `number` and gives it and every later one the hashes that fit.
  func rewrite(from number: Int64) async throws {
    let entries = try await entries()
    var before = number == 1 ? JournalEntry.genesis : entries[Int(number) - 2].hash
    for var entry in entries.dropFirst(Int(number) - 1) {
      if entry.number == number { entry.actor = "somebody else" }
      entry.previous = before
      before = entry.digest()
      try await forge(entry)
    }
  }
}
