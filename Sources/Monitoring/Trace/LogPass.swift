import Adapters
import Foundation
import Logging
import MailFormats
import Store

/// The state between two looks at the logs. What the lines said and how far they were read is kept in one transaction, so
/// that each line counts exactly once, whatever dies when. A pass that failed is thrown away, and the next one begins
/// where the last transaction ended.
final class LogPass {
  private let sources: [LogSource]
  private var intake = LogIntake()
  private var rows: RecentRows
  /// Rows that an earlier pass left open: this one writes their stories anew.
  private var leftovers: [Int64]
  private var unclaimedCount: Int
  /// Stories in rows that are told to the end.
  private var closedCount: Int

  /// Lines that are taken before what they said is kept.
  private static let most = 20_000

  init(_ files: [String], in history: Store, logger: Logger) async throws {
    let past = try await history.read { try PastPass($0) }
    sources = files.map { LogSource(LogTail($0, from: past.positions[$0])) }
    rows = RecentRows(after: past.lastRow)
    leftovers = past.open.map(\.row)
    unclaimedCount = past.unclaimed.count
    closedCount = past.closedCount
    for gap in sources.compactMap(\.gap) { logger.warning("a log has a gap", metadata: ["log": "\(gap)"]) }
    for open in past.open { intake.resume(open.story.trail()) }
    for line in past.unclaimed { Story.reading(line) { record, octets in intake.take(record, of: octets) { _ in } } }
  }

  /// Takes what is there, up to `most` lines; whether there may be more.
  func take(into history: Store) async throws -> Bool {
    var lines = 0
    for source in sources { source.fill() }
    while lines < Self.most, let source = earliest() {
      source.take { record, line in intake.take(record, of: line) { rows.end($0) } }
      source.fill()
      lines += 1
    }
    if lines > 0 || !leftovers.isEmpty { try await keep(in: history) }
    return lines == Self.most
  }

  /// The log whose next line is the oldest: what belongs together is taken together.
  private func earliest() -> LogSource? {
    sources.filter { !$0.isEmpty }.min { $0.nextTime < $1.nextTime }
  }

  private func keep(in history: Store) async throws {
    intake.takeChanges { rows.note($0) }
    let (stories, closed) = rows.takeChanges()
    let (forgotten, positions, before) = (leftovers, sources.map(\.position), unclaimedCount)
    let unclaimed = intake.follower.unclaimed.map { Story.Line(time: $0.record.time, octets: $0.line) }
    try await history.write { db in
      let writer = TraceWriter(db: db)
      try writer.forget(forgotten)
      try writer.put(stories)
      try writer.close(closed)
      try PastPass.keep(positions, in: db)
      if before + unclaimed.count > 0 { try PastPass.keep(unclaimed, in: db) }
    }
    leftovers = []
    unclaimedCount = unclaimed.count
    closedCount += closed.count + stories.count { !$0.isOpen }
    if closedCount >= RunPacker.worthwhile {
      try await history.write { try RunPacker(db: $0).pack() }
      closedCount = 0
    }
  }
}
