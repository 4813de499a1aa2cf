import Foundation
import MailFormats
import TestSupport
import Testing

@testable import Monitoring

@Suite struct LogFollowingTests {
  @Test(arguments: Engine.allCases) func findsAMessageWhileItIsOnItsWay(on engine: Engine) async throws {
    try await LogBook.with(engine) { book in
      try book.write(Lines.arrival("AAAAAA1"), Lines.cleanup("AAAAAA1"), Lines.queued("AAAAAA1"))
      try await book.follow()
      #expect(try await book.find("eva@example.org").map(\.statuses) == [[.queued]])
      try book.write(Lines.delivery("AAAAAA1"), Lines.removal("AAAAAA1"))
      try await book.follow()
      let found = try await book.find("ana@example.test")
      #expect(found.map(\.statuses) == [[.delivered]])
      #expect(found.first?.recipients.first?.relay == "mx.example.net[192.0.2.9]:25")
    }
  }

  @Test(arguments: Engine.allCases) func findsThePackedByTheSameKeys(on engine: Engine) async throws {
    try await LogBook.with(engine) { book in
      for number in 1...600 {
        let id = "AAAAA\(100 + number)"
        try book.write(Lines.arrival(id, number), Lines.cleanup(id, number), Lines.queued(id, number))
        try book.write(
          Lines.delivery(id, to: "a\(number % 7)@example.test", "250 ok", number), Lines.removal(id, number))
      }
      try book.write(Lines.arrival("BBBBBB1", 4_000))
      try await book.follow()
      let before = try await book.find(TraceQuestion(from: "example.org", to: "a3@example.test"))
      try await book.pack()
      let after = try await book.find(TraceQuestion(from: "example.org", to: "a3@example.test"))
      #expect(before.count == 86)
      #expect(after.map(\.id) == before.map(\.id))
      #expect(try await book.find("AAAAA101@example.org").map(\.id) == ["AAAAA101"])
      #expect(try await book.find("nobody@example.test").isEmpty)
      // What is not told to the end stays in its row.
      #expect(try await book.find(TraceQuestion(status: .queued)).map(\.id) == ["BBBBBB1"])
    }
  }

  @Test func aPageGoesOnWhereTheLastEnded() async throws {
    try await LogBook.with { book in
      for round in 1...3 {
        for number in 1...20 {
          for line in Lines.message("A\(round)AAA\(100 + number)") { try book.write(line) }
        }
        try book.write(Lines.arrival("ZZZZZZ\(round)", 60 * round))
        try await book.follow()
        if round < 3 { try await book.pack() }
      }
      let all = try await book.find(TraceQuestion(to: "ana@example.test")).map(\.id)
      let paged = try await book.history.read { db in
        var ids: [String] = []
        var mark: TraceSearch.Mark?
        let search = TraceSearch(db: db, conditions: TraceQuestion(to: "ana@example.test").conditions())
        repeat {
          let page = try search.page(of: 7, after: mark)
          ids += page.stories.map(\.id.text)
          mark = page.next
        } while mark != nil
        return ids
      }
      #expect(all.count == 60)
      #expect(paged == all)
    }
  }

  @Test func countsEachLineOnceAcrossKillsAndRotation() async throws {
    try await LogBook.with { book in
      let lines = (1...30).flatMap { Lines.message("AAAAA\(100 + $0)") }
      for (index, line) in lines.enumerated() {
        let (head, tail) = (line.prefix(20), line.dropFirst(20))
        try book.write(String(head) + "…")
        if index % 3 == 0 { try await book.follow() }
        try book.write(String(tail))
        if index % 4 == 0 { try await book.follow() }
        if index % 5 == 0 { book.restart() }
        if index == 40 || index == 41 || index == 90 { try book.rotate() }
      }
      try await book.follow()
      #expect(try await book.lineCount() == lines.count)
      #expect(try await book.find("ana@example.test").count == 30)
    }
  }

  @Test func goesOnInALogThatWasCompressedMeanwhile() async throws {
    try await LogBook.with { book in
      for line in Lines.message("AAAAAA1") { try book.write(line) }
      try await book.follow()
      book.restart()
      for line in Lines.message("AAAAAA2") { try book.write(line) }
      try book.rotate()
      _ = try await Program.run(["gzip", book.path("postfix.log.1")])
      for line in Lines.message("AAAAAA3") { try book.write(line) }
      try await book.follow()
      #expect(try await book.lineCount() == 15)
    }
  }

  @Test func startsAnewInALogThatWasCutShort() async throws {
    try await LogBook.with { book in
      for line in Lines.message("AAAAAA1") { try book.write(line) }
      try await book.follow()
      try Data().write(to: URL(fileURLWithPath: book.path("postfix.log")))
      try await book.follow()
      for line in Lines.message("AAAAAA2").prefix(4) { try book.write(line) }
      try await book.follow()
      #expect(try await book.lineCount() == 9)
    }
  }

  @Test func aRefusalIsFoundByWhomItWasFor() async throws {
    try await LogBook.with { book in
      try book.write(Lines.refusal(of: "nobody@example.test"))
      try await book.follow()
      let found = try await book.find("nobody@example.test")
      #expect(found.map(\.kind) == [.refusal])
      #expect(found.first?.verdict.en.contains("there is no such mailbox") == true)
      let id = try #require(found.first?.id)
      #expect(try await book.find(id).map(\.id) == [id])
    }
  }

  @Test func octetsThatAreNoTextStopNothing() async throws {
    try await LogBook.with { book in
      let odd =
        Data("2026-11-24T10:00:00.000000+00:00 mx1 postfix/smtpd[7]: AAAAAA9: client=\u{FF}".utf8) + [0xFF, 0xC0, 10]
      try odd.write(to: URL(fileURLWithPath: book.path("postfix.log")))
      for line in Lines.message("AAAAAA1") { try book.write(line) }
      try await book.follow()
      #expect(try await book.find("AAAAAA1@example.org").count == 1)
    }
  }
}

extension LogBook {
  /// As logrotate(8) does without copying.
  func rotate() throws {
    let manager = FileManager.default
    for number in (1..<5).reversed() where manager.fileExists(atPath: path("postfix.log.\(number)")) {
      try manager.moveItem(atPath: path("postfix.log.\(number)"), toPath: path("postfix.log.\(number + 1)"))
    }
    try manager.moveItem(atPath: path("postfix.log"), toPath: path("postfix.log.1"))
  }
}
