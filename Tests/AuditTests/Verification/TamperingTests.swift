import Audit
import Kernel
import MailModel
import Store
import TestSupport
import Testing

/// What only SQLite lets into a column.
@Suite struct UntypedTamperingTests {
  @Test(arguments: ["actor = x'00ff'", "request = x'7b7d'", "at = 'yesterday'", "at = 1.5", "hash = x''"])
  func findsAValueThatNoEntryHas(_ assignment: String) async throws {
    let audit = try await AuditBench(entries: 3)
    try await audit.tamper(SQL([.text("UPDATE journal SET \(assignment) WHERE number = 2")]))
    #expect(summary(try await audit.verify()) == ["changed 2"])
  }

  @Test(arguments: ["0", "-1", "'abc'", "NULL"]) func refusesANumberThatIsNone(_ number: String) async throws {
    let audit = try await AuditBench(entries: 3)
    await #expect(throws: StoreError.self) {
      try await audit.tamper(SQL([.text("UPDATE journal SET number = \(number) WHERE number = 2")]))
    }
  }

  @Test func findsWhatGotInWhereTheSchemaIsSilenced() async throws {
    let audit = try await AuditBench(entries: 3)
    try await audit.tamper("PRAGMA ignore_check_constraints = ON", "UPDATE journal SET number = 'abc' WHERE number = 2")
    #expect(summary(try await audit.verify()) == ["inserted 0", "removed 2"])
    try await audit.tamper("UPDATE journal SET number = -7 WHERE number = 'abc'")
    #expect(summary(try await audit.verify()) == ["inserted -7", "removed 2"])
  }
}

/// What somebody with the store in hand can do to the journal, and what verification says of it.
@Suite(.eachEngine) struct TamperingTests {
  @Test func findsNothingInASoundJournal() async throws {
    let audit = try await AuditBench(entries: 9)
    let report = try await audit.verify()
    #expect(report.ok && report.findings == [])
    #expect(report.entries == 9)
    #expect(report.head?.number == 9)
  }

  @Test func saysThatThereIsNoJournal() async throws {
    let report = try await AuditBench().verify()
    #expect(!report.ok)
    #expect(summary(report) == ["empty"])
  }

  @Test(arguments: [
    "at = at + 1", "actor = 'nobody'", "address = '10.0.0.1'", "token = 't'", "reason = ''", "action = 'remarks.list'",
    "scope = 'example.org'", "result = 'refused'", "request = '{}'", "before = '{}'", "after = '\"remark 6\"'",
    "previous = hash", "hash = previous", "hash = ''",
  ])
  func findsAChangeOfAnyColumn(_ assignment: String) async throws {
    let audit = try await AuditBench(entries: 9)
    try await audit.tamper(SQL([.text("UPDATE journal SET \(assignment) WHERE number = 5")]))
    #expect(summary(try await audit.verify()) == ["changed 5"])
  }

  @Test func tellsNothingFromAnEmptyText() async throws {
    let audit = try await AuditBench(entries: 3)
    var entry = try await audit.entries()[1]
    #expect(entry.reason == nil)
    let digest = entry.digest()
    entry.reason = ""
    #expect(entry.digest() != digest)
  }

  @Test func findsWhatWasRemovedInTheMiddle() async throws {
    let audit = try await AuditBench(entries: 9)
    try await audit.tamper("DELETE FROM journal WHERE number IN (3, 4, 7)")
    #expect(summary(try await audit.verify()) == ["removed 3-4", "removed 7"])
  }

  @Test func findsWhatWasRemovedAtTheBeginning() async throws {
    let audit = try await AuditBench(entries: 9)
    try await audit.tamper("DELETE FROM journal WHERE number < 3")
    #expect(summary(try await audit.verify()) == ["removed 1-2"])
  }

  @Test func findsWhatWasRemovedAndClosedUp() async throws {
    let audit = try await AuditBench(entries: 9)
    try await audit.tamper("DELETE FROM journal WHERE number = 4")
    for number in 5...9 { try await audit.tamper("UPDATE journal SET number = \(number - 1) WHERE number = \(number)") }
    #expect(summary(try await audit.verify()) == ["moved 4-8 as 5", "removed 4"])
  }

  @Test(arguments: [(2, 3), (3, 8), (1, 9)])
  func findsTwoThatChangedPlaces(one: Int, other: Int) async throws {
    let audit = try await AuditBench(entries: 9)
    try await audit.tamper(
      "UPDATE journal SET number = 100 WHERE number = \(one)",
      "UPDATE journal SET number = \(one) WHERE number = \(other)",
      "UPDATE journal SET number = \(other) WHERE number = 100")
    #expect(summary(try await audit.verify()) == ["moved \(one) as \(other)", "moved \(other) as \(one)"])
  }

  @Test func findsTwoFarApartThatChangedPlaces() async throws {
    let audit = try await AuditBench(entries: 40)
    try await audit.tamper(
      "UPDATE journal SET number = 100 WHERE number = 3", "UPDATE journal SET number = 3 WHERE number = 38",
      "UPDATE journal SET number = 38 WHERE number = 100")
    #expect(summary(try await audit.verify()) == ["moved 3 as 38", "moved 38 as 3"])
  }

  @Test func findsOneThatWasMovedToTheEnd() async throws {
    let audit = try await AuditBench(entries: 40)
    try await audit.tamper("UPDATE journal SET number = 41 WHERE number = 5")
    #expect(summary(try await audit.verify()) == ["moved 41 as 5"])
  }

  @Test(arguments: [1, 3]) func findsWhatWasInserted(count: Int64) async throws {
    let audit = try await AuditBench(entries: 9)
    let entries = try await audit.entries()
    for number in stride(from: Int64(9), through: 5, by: -1) {
      try await audit.tamper("UPDATE journal SET number = \(number + count) WHERE number = \(number)")
    }
    var before = entries[3]
    for number in 5..<5 + count {
      var forged = entries[4]
      forged.number = number
      forged.request = "{}"
      forged.previous = before.hash
      try await audit.forge(forged)
      forged.hash = forged.digest()
      before = forged
    }
    let inserted = count == 1 ? "inserted 5" : "inserted 5-\(4 + count)"
    #expect(summary(try await audit.verify()) == [inserted, "moved \(5 + count)-\(9 + count) as 5"])
  }

  /// Its own hash fits: the next entry's previous hash does not.
  @Test func findsOneThatWasReplacedByAForgery() async throws {
    let audit = try await AuditBench(entries: 9)
    var forged = try await audit.entries()[4]
    forged.actor = "somebody else"
    try await audit.forge(forged)
    #expect(summary(try await audit.verify()) == ["replaced 5"])
  }

  @Test func blamesTheForgeryAndNotItsNeighbour() async throws {
    let audit = try await AuditBench(entries: 9)
    var forged = try await audit.entries()[4]
    forged.previous = JournalEntry.genesis
    try await audit.forge(forged)
    #expect(summary(try await audit.verify()) == ["replaced 5"])
  }

  @Test func findsAForgedBeginning() async throws {
    let audit = try await AuditBench(entries: 3)
    var forged = try await audit.entries()[0]
    forged.previous = forged.hash
    try await audit.forge(forged)
    #expect(summary(try await audit.verify()).first == "replaced 1")
  }

  @Test func findsEachOfManyFaults() async throws {
    let audit = try await AuditBench(entries: 12)
    var forged = try await audit.entries()[9]
    forged.after = "{}"
    try await audit.forge(forged)
    try await audit.tamper(
      "UPDATE journal SET actor = 'x' WHERE number IN (2, 3)", "DELETE FROM journal WHERE number = 6")
    #expect(summary(try await audit.verify()) == ["changed 2-3", "removed 6", "replaced 10"])
  }

  /// A journal longer than a page, wrong where one page ends and the next begins.
  @Test func seesAcrossPages() async throws {
    let audit = try await AuditBench(entries: 1)
    try await audit.lengthen(to: 4_100)
    #expect(try await audit.verify().ok)
    try await audit.tamper(
      "DELETE FROM journal WHERE number = 2000", "UPDATE journal SET actor = 'x' WHERE number = 4001")
    #expect(summary(try await audit.verify()) == ["removed 2000", "changed 4001"])
  }

  @Test func reportsOnlySoMuch() async throws {
    let audit = try await AuditBench(entries: 1)
    try await audit.lengthen(to: 2_600)
    try await audit.tamper("DELETE FROM journal WHERE number % 2 = 0")
    let report = try await audit.verify()
    #expect(report.findings.count == 1_000)
    #expect(report.omitted == 299)
  }

  @Test(arguments: [Language.english, .spanish]) func namesEachKindInTheReadersLanguage(_ language: Language)
    async throws
  {
    let audit = try await AuditBench(entries: 9)
    try await audit.tamper("UPDATE journal SET actor = 'x' WHERE number = 2", "DELETE FROM journal WHERE number = 6")
    let text = try await audit.verify().text(in: language)
    #expect(text.contains(language == .english ? "changed: entry 2" : "modificado: entrada 2"))
    #expect(text.contains(language == .english ? "removed: entry 6" : "eliminado: entrada 6"))
  }
}

extension AuditBench {
  /// Adds entries that Palomar itself might have written, many at a time.
  func lengthen(to count: Int64) async throws {
    var before = try await entries()[0]
    var rows: [[SQLValue]] = []
    for number in 2...count {
      var entry = before
      entry.number = number
      entry.previous = before.hash
      entry.hash = entry.digest()
      let texts = [
        entry.actor, entry.action, entry.scope, entry.result.rawValue, entry.request, entry.after, entry.previous,
        entry.hash,
      ]
      rows.append([.integer(number), .integer(entry.at.microseconds)] + texts.map(SQLValue.text))
      before = entry
    }
    let all = rows
    try await bench.plane.store.write { db in
      try db.insert(
        into: "journal",
        columns: ["number", "at", "actor", "action", "scope", "result", "request", "after", "previous", "hash"],
        rows: all)
    }
  }
}
