import Foundation
import MailFormats
import MailModel
import Testing

@testable import Monitoring

/// Whether what came in and what became of it come out even.
@Suite struct LedgerTests {
  private let looked = Date(timeIntervalSince1970: 1_795_600_000)

  /// The count of a day's log, with these messages in the queue.
  private func count(_ lines: [String], queue: Set<String> = []) async throws -> LedgerCount {
    var count = LedgerCount(own: ["example.test"], queue: queue, looked: looked)
    try await LogBook.with { book in
      for some in stride(from: 0, to: lines.count, by: 1_000) {
        try book.write(lines[some..<min(some + 1_000, lines.count)].joined(separator: "\n"))
      }
      try await book.follow()
      for story in try await book.stories() { count.take(story) }
    }
    return count
  }

  @Test func aLoadOfTenThousandMessagesWithEveryOutcomeComesOutEven() async throws {
    let kinds = 8
    let lines = (0..<10_000).flatMap { number -> [String] in
      let id = "A\(100_000 + number)"
      let taken = [Lines.arrival(id), Lines.cleanup(id), Lines.queued(id)]
      switch number % kinds {
      case 0: return taken + [Lines.delivery(id), Lines.removal(id)]
      case 1: return taken + [Lines.delivery(id, status: "bounced", dsn: "5.1.1", "550 no"), Lines.removal(id)]
      case 2: return taken + [Lines.delivery(id, status: "deferred", dsn: "4.2.2", "452 full")]
      case 3: return [Lines.refusal(of: "nobody\(number)@example.test")]
      case 4: return taken
      case 5: return taken + [Lines.delivery(id, to: "bo@elsewhere.example"), Lines.removal(id)]
      case 6: return taken + [Lines.delivery(id, status: "deferred", dsn: "4.2.2", "452 full"), Lines.removal(id)]
      default: return taken + [Lines.delivery(id, status: "expired", dsn: "4.4.7", "too long"), Lines.removal(id)]
      }
    }
    let waiting = Set((0..<10_000).filter { [2, 4].contains($0 % kinds) }.map { "A\(100_000 + $0)" })
    let count = try await count(lines, queue: waiting)
    let total = count.tallies.values.reduce(LedgerTally(), +)
    #expect(count.differenceCount == 0, "\(count.differences.prefix(3))")
    #expect(total.received == 10_000)
    #expect(total.difference == 0)
    #expect(
      (total.delivered, total.bounced, total.deferred, total.rejected) == (2_500, 2_500, 1_250, 1_250))
    #expect((total.discarded, total.queued, total.quarantined) == (1_250, 1_250, 0))
    #expect(count.tallies["*"]?.delivered == 1_250)
  }

  @Test func namesAMessageThatIsNeitherInTheQueueNorToldToTheEnd() async throws {
    let count = try await count([Lines.arrival("AAAAAA1"), Lines.cleanup("AAAAAA1"), Lines.queued("AAAAAA1")])
    #expect(count.differences.map(\.id) == ["AAAAAA1"])
    #expect(count.tallies.values.reduce(LedgerTally(), +).difference == 1)
  }

  @Test func namesAMessageOfWhichARecipientIsMissing() async throws {
    let two = Lines.queued("AAAAAA1").replacing("nrcpt=1", with: "nrcpt=2")
    let count = try await count([
      Lines.arrival("AAAAAA1"), Lines.cleanup("AAAAAA1"), two, Lines.delivery("AAAAAA1"), Lines.removal("AAAAAA1"),
    ])
    #expect(count.differences.first?.what.en == "the log tells of 1 recipients of 2")
  }

  @Test func aDayHasTwentyFourHoursButForTheClocksChange() throws {
    let bounds = try CalendarDay("2026-11-24").bounds()
    #expect(try CalendarDay(at: bounds.lowerBound).text == "2026-11-24")
    #expect(try CalendarDay(at: bounds.upperBound).text == "2026-11-25")
  }
}
