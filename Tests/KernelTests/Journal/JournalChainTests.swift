import Foundation
import Kernel
import MailModel
import Store
import Surface
import TestSupport
import Testing

@Suite(.eachEngine) struct JournalChainTests {
  @Test func chainsEachEntryToTheOneBefore() async throws {
    let bench = try await TestBench([notes])
    for text in ["a", "refuse me", "b"] { _ = try? await bench.perform(AddNote(text: text)) }
    let entries = Array(try await bench.journal().reversed())
    #expect(entries.map(\.previous) == [JournalEntry.genesis] + entries.dropLast().map(\.hash))
    #expect(entries.allSatisfy { $0.isIntact })
  }

  /// Octets that another program must arrive at, on whatever engine.
  @Test func hashesDocumentedOctets() async throws {
    let bench = try await TestBench([notes])
    let ana = Principal.localAdministrator("ana").coming(from: Origin(address: "192.0.2.7", reason: "año"))
    _ = try await bench.plane.perform(AddNote(text: "é"), as: ana)
    let entry = try #require(try await bench.journal().first)
    let expected =
      "17:palomar-journal-1,64:\(JournalEntry.genesis),1:1,16:1772366400000000,11:ana (local),9:192.0.2.7,-,4:año,"
      + #"9:notes.add,1:*,4:done,13:{"text":"é"},-,4:"é","#
    #expect(String(decoding: entry.canonicalOctets(asNumber: 1), as: UTF8.self) == expected)
    #expect(entry.hash == "f6a4d02e72ca5f037801f3ffbca84c7ae5521264d2126ba15233c2d4e20be9a4")
  }

  @Test func writersAtOnceLeaveNoGapAndNoFork() async throws {
    let bench = try await TestBench([notes])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask { try await bench.perform(AddNote(text: "note \(number)")) }
      }
      try await group.waitForAll()
    }
    let entries = Array(try await bench.journal().reversed())
    #expect(entries.map(\.number) == Array(1...40))
    #expect(entries.dropFirst().map(\.previous) == entries.dropLast().map(\.hash))
  }

  /// Two hosts on one database, or two processes on one file.
  @Test func twoControlPlanesShareOneChain() async throws {
    guard EachEngine.location != .memory else { return }
    let one = try await TestBench([notes])
    let other = try await TestBench([notes])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 {
        group.addTask { try await (number.isMultiple(of: 2) ? one : other).perform(AddNote(text: "note \(number)")) }
      }
      try await group.waitForAll()
    }
    let entries = Array(try await one.journal().reversed())
    #expect(entries.map(\.number) == Array(1...20))
    #expect(entries.dropFirst().map(\.previous) == entries.dropLast().map(\.hash))
  }

  @Test func chainsTheEntriesOfBeforeTheChain() async throws {
    let store = try Store(EachEngine.location)
    let steps = Journal.migrations
    try await store.migrate(Array(steps.prefix(1)))
    try await store.write { db in
      for number in 1...2_500 {
        try db.execute(
          """
          INSERT INTO journal (number, at, actor, action, scope, result, request, before, after)
          VALUES (\(number), \(number), 'root', 'notes.add', '*', 'done', '{}', \(number == 2 ? "{}" : nil), '""')
          """)
      }
    }
    try await store.migrate(steps)
    let entries = try await store.read { try Journal(db: $0).entries(after: nil, limit: 5_000) }
    #expect(entries.map(\.number) == Array(1...2_500))
    #expect(entries.allSatisfy { $0.isIntact })
    #expect(entries.map(\.previous) == [JournalEntry.genesis] + entries.dropLast().map(\.hash))
    #expect(entries[1].before == "{}" && entries[2].before == nil)
    try await store.close()
  }

  @Test func carriesTheOriginIntoEveryPartOfAnAction() async throws {
    let bench = try await TestBench([notes])
    let ana = Principal.localAdministrator("ana").coming(from: Origin(address: "192.0.2.7", token: "ci"))
    _ = try? await bench.plane.perform(AddNote(text: "refuse me"), as: ana)
    let entry = try #require(try await bench.journal().first)
    #expect(entry.address == "192.0.2.7" && entry.token == "ci" && entry.reason == nil)
  }
}
