import Foundation
import MailModel
import Store
import TestSupport
import Testing

@testable import Monitoring

@Suite struct TraceRetentionTests {
  /// Two runs, of which the second is an hour younger.
  private func twoRuns(_ engine: Engine, _ body: (LogBook, _ between: Int64) async throws -> Void) async throws {
    try await LogBook.with(engine) { book in
      for (round, second) in [0, 3_500].enumerated() {
        let id = "AAAAAA\(round)"
        try book.write(Lines.arrival(id, second), Lines.cleanup(id, second), Lines.queued(id, second))
        try book.write(Lines.delivery(id, "250 ok", second), Lines.removal(id, second))
        try await book.follow()
        try book.write(Lines.arrival("ZZZZZZ\(round)", second + 50))
        try await book.follow()
        try await book.pack()
      }
      let between = try await book.history.read { db in
        try db.value("SELECT MAX(first_time) FROM trace_run", as: Int64.self)
      }
      try await body(book, try #require(between))
    }
  }

  @Test(arguments: Engine.allCases) func forgetsWhatIsTooOldAndNothingElse(on engine: Engine) async throws {
    try await twoRuns(engine) { book, between in
      let forget = { @Sendable (db: any Database) in
        try ForgetTraces.forgetOne(before: between, above: .megabytes(10), in: db)
      }
      #expect(try await book.history.write(forget))
      #expect(try await !book.history.write(forget))
      #expect(try await book.find("AAAAAA0").isEmpty)
      #expect(try await book.find("AAAAAA1").count == 1)
      let rest = try await book.history.read { db in
        try db.value("SELECT COUNT(*) FROM trace_block", as: Int.self)
      }
      #expect(rest == 1)
    }
  }

  @Test(arguments: Engine.allCases) func forgetsTheOldestWhereThereIsTooMuch(on engine: Engine) async throws {
    try await twoRuns(engine) { book, _ in
      let size = try await book.history.read { db in
        try db.value("SELECT MAX(octets) FROM trace_run", as: Int64.self)
      }
      let limit = try ByteCount(bytes: try #require(size) + 1)
      let forget = { @Sendable (db: any Database) in try ForgetTraces.forgetOne(before: .min, above: limit, in: db) }
      #expect(try await book.history.write(forget))
      #expect(try await !book.history.write(forget))
      #expect(try await book.find("AAAAAA0").isEmpty)
      #expect(try await book.find("AAAAAA1").count == 1)
    }
  }

  @Test func refusesToKeepNothing() async throws {
    let bench = try await TestBench([trace])
    await #expect(throws: Fault.self) { try await bench.perform(SetTraceRetention(days: 0, size: .megabytes(100))) }
    await #expect(throws: Fault.self) { try await bench.perform(SetTraceRetention(days: 30, size: .megabytes(1))) }
    #expect(try await bench.ask(ShowTraceRetention()) == TraceRetention.standard)
  }
}
