import Audit
import Foundation
import Kernel
import MailModel
import Store
import TestSupport
import Testing

@Suite(.eachEngine) struct SearchTests {
  /// Three entries, a minute apart.
  private func sample() async throws -> AuditBench {
    let audit = try await AuditBench()
    try await audit.bench.perform(Remark(text: "Alpha 100%", domain: try DomainName("example.org")))
    audit.bench.clock.advance(by: 60)
    _ = try? await audit.bench.perform(Remark(text: "refuse me"))
    audit.bench.clock.advance(by: 60)
    let ana = Principal.localAdministrator("ana").coming(from: Origin(address: "192.0.2.7", reason: "Ticket 4711"))
    _ = try await audit.bench.plane.perform(Remark(text: "beta_1"), as: ana)
    return audit
  }

  private static let start = Date(timeIntervalSince1970: 1_772_366_400)

  @Test(arguments: [
    (JournalFilter.all, [3, 2, 1]),
    (JournalFilter(actor: "ana (local)"), [3]), (JournalFilter(actor: "ana"), []),
    (JournalFilter(action: "remarks.add"), [3, 2, 1]), (JournalFilter(action: "remarks"), [3, 2, 1]),
    (JournalFilter(action: "remark"), []), (JournalFilter(scope: "example.org"), [1]),
    (JournalFilter(scope: "*"), [3, 2]), (JournalFilter(result: .refused), [2]),
    (JournalFilter(text: "alpha"), [1]), (JournalFilter(text: "ALPHA"), [1]), (JournalFilter(text: "100%"), [1]),
    (JournalFilter(text: "%"), [1]), (JournalFilter(text: "beta_"), [3]), (JournalFilter(text: "bet__"), []),
    (JournalFilter(text: "ticket"), [3]), (JournalFilter(text: "'; DROP TABLE journal"), []),
    (JournalFilter(from: start.addingTimeInterval(60)), [3, 2]),
    (JournalFilter(until: start.addingTimeInterval(60)), [1]),
    (JournalFilter(result: .done, from: start, until: start.addingTimeInterval(121)), [3, 1]),
  ])
  func findsWhatMatches(_ filter: JournalFilter, _ numbers: [Int64]) async throws {
    let audit = try await sample()
    #expect(try await audit.bench.ask(ListJournal(filter)).map(\.number) == numbers)
    #expect(try await audit.bench.ask(ExportJournal(filter)).map(\.number) == numbers.reversed())
  }

  /// Whoever may read the journal of a domain sees what touched that domain, and no more.
  @Test(arguments: [
    (Grant.Effect.allow, "*", [3, 2, 1]), (.allow, "example.org", [1]), (.allow, "example.net", []),
    (.deny, "example.org", [3, 2]),
  ])
  func showsTheDomainsThatOneMayRead(_ effect: Grant.Effect, _ scope: String, _ numbers: [Int64]) async throws {
    let audit = try await sample()
    let read = try PermissionPattern("journal.read")
    var grants = [Grant(effect, read, in: try Scope(scope), by: .role("reader"))]
    if effect == .deny { grants.append(Grant(.allow, read, in: .everything, by: .role("reader"))) }
    let reader = Principal(account: try Address("ana@example.org"), grants: grants)
    #expect(try await audit.bench.plane.ask(ListJournal(), as: reader).map(\.number) == numbers)
    #expect(try await audit.bench.plane.ask(ExportJournal(), as: reader).map(\.number) == numbers.reversed())
    #expect(
      try await audit.bench.plane.ask(ListJournal(before: 3), as: reader).allSatisfy { numbers.contains($0.number) })
  }

  @Test func keepsWhereARequestCameFromAndWhy() async throws {
    let entry = try #require(try await sample().entries().last)
    #expect(entry.address == "192.0.2.7")
    #expect(entry.reason == "Ticket 4711")
    #expect(entry.token == nil)
  }

  @Test func pagesByNumberInBothDirections() async throws {
    let audit = try await AuditBench(entries: 5)
    #expect(try await audit.bench.ask(ListJournal(before: 4, limit: 2)).map(\.number) == [3, 2])
    #expect(try await audit.bench.ask(ExportJournal(after: 3)).map(\.number) == [4, 5])
  }

  @Test func timesKeepTheirMicroseconds() throws {
    for microseconds in [0, 1, 999_999, 1_772_366_400_123_456, -1] as [Int64] {
      let time = JournalTime(microseconds: microseconds)
      let wire = try WireJSON.encoder().encode(time)
      #expect(try WireJSON.decoder().decode(JournalTime.self, from: wire) == time, "\(time.text)")
    }
  }
}

@Suite struct SearchPlanTests {
  @Test(arguments: [
    (JournalFilter(actor: "a"), "journal_actor"), (JournalFilter(action: "a.b"), "journal_action"),
    (JournalFilter(scope: "a"), "journal_scope"), (JournalFilter.all, "sqlite_autoindex_journal_1"),
  ])
  func usesAnIndex(_ filter: JournalFilter, _ index: String) async throws {
    let audit = try await AuditBench(entries: 1)
    let plan = try await audit.bench.plane.store.read { db in
      try db.rows("EXPLAIN QUERY PLAN \(sql: Journal.newest(matching: filter, before: nil, limit: 100))")
    }
    let words = plan.flatMap(\.values).map { "\($0)" }.joined()
    #expect(words.contains(index) && !words.contains("TEMP B-TREE"), "\(words)")
  }
}
