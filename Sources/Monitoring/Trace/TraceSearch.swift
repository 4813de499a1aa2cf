import MailFormats
import Store

/// Finds stories: what goes on and ended lately first, then run by run, the newest first. Costs what it finds, not what
/// there is.
struct TraceSearch {
  /// What a story must meet: for each condition one of its keys.
  struct Conditions {
    var keys: [[StoryKeys.Key]] = []
    /// Microseconds since 1970: something of it happened then.
    var since: Int64?
    var until: Int64?
    /// Compared with what was found: two values may share a hash.
    var holds: (Story) -> Bool = { _ in true }

    func includes(_ first: Int64, _ last: Int64) -> Bool {
      last >= since ?? .min && first <= until ?? .max
    }
  }

  /// Where a page ended: in the rows, or at a place of a run.
  struct Mark: Hashable {
    var run: Run?
    /// The row, or the place in the run, of the last story that was shown.
    var place: Int64

    struct Run: Hashable {
      let lastTime: Int64
      let id: Int64
    }
  }

  let db: any Database
  let conditions: Conditions

  /// Up to `limit` stories after `mark`, and where they ended if there may be more.
  func page(of limit: Int, after mark: Mark? = nil) throws -> (stories: [Story], next: Mark?) {
    var found: [(story: Story, mark: Mark)] = []
    if mark?.run == nil { try searchRows(before: mark?.place ?? .max, limit + 1, &found) }
    for run in try runs(from: mark?.run) where found.count <= limit {
      let start = run.mark == mark?.run ? Int(mark?.place ?? 0) - 1 : run.stories - 1
      try search(run, from: start, limit + 1, &found)
    }
    let shown = found.prefix(limit)
    return (shown.map(\.story), found.count > limit ? shown.last?.mark : nil)
  }

  private func searchRows(before row: Int64, _ limit: Int, _ found: inout [(story: Story, mark: Mark)]) throws {
    var before = row
    while found.count < limit {
      let rows = try db.rows(
        """
        SELECT id, story FROM trace_recent
        WHERE id < \(before) AND last_time >= \(conditions.since ?? .min) AND first_time <= \(conditions.until ?? .max)
        \(sql: keyed) ORDER BY id DESC LIMIT \(limit)
        """)
      for row in rows where found.count < limit {
        guard let id = row["id"]?.number, let story = row["story"].flatMap({ Story($0.octets[...]) }) else { continue }
        if conditions.holds(story) { found.append((story, Mark(run: nil, place: id))) }
      }
      guard rows.count == limit, let last = rows.last?["id"]?.number else { return }
      before = last
    }
  }

  private var keyed: SQL {
    conditions.keys.reduce(into: "") { sql, alternatives in
      let pairs = alternatives.map { key in
        "SELECT id FROM trace_recent_key WHERE kind = \(key.kind.rawValue) AND hash = \(key.hash.bits.stored)" as SQL
      }
      let union = pairs.dropFirst().reduce(pairs.first ?? "SELECT -1") { $0 + " UNION " + $1 }
      sql = sql + " AND id IN (" + union + ")"
    }
  }

  private struct Run {
    let mark: Mark.Run
    let stories: Int
  }

  private func runs(from mark: Mark.Run?) throws -> [Run] {
    try db.rows(
      """
      SELECT id, last_time, stories FROM trace_run
      WHERE last_time >= \(conditions.since ?? .min) AND first_time <= \(conditions.until ?? .max)
        AND (last_time, id) <= (\(mark?.lastTime ?? .max), \(mark?.id ?? .max))
      ORDER BY last_time DESC, id DESC
      """
    ).map { row in
      Run(
        mark: Mark.Run(lastTime: row["last_time"]?.number ?? 0, id: row["id"]?.number ?? 0),
        stories: Int(row["stories"]?.number ?? 0))
    }
  }

  private func search(
    _ run: Run, from start: Int, _ limit: Int, _ found: inout [(story: Story, mark: Mark)]
  ) throws {
    let bounds = try places(of: run)
    var places = Intersection(
      conditions.keys, in: run.mark.id, of: db, from: min(start, bounds.upperBound))
    var blocks = BlockReader(run: run.mark.id, db: db)
    while found.count < limit, let place = try places.take(), place >= bounds.lowerBound {
      guard let story = try blocks.story(at: place), conditions.includes(story.firstTime, story.lastTime),
        conditions.holds(story)
      else { continue }
      found.append((story, Mark(run: run.mark, place: Int64(place))))
    }
  }

  /// The places between which stories of the wanted time lie.
  private func places(of run: Run) throws -> ClosedRange<Int> {
    var range = 0...max(0, run.stories - 1)
    if let since = conditions.since {
      let first = try db.value(
        "SELECT MIN(first) FROM trace_block WHERE run = \(run.mark.id) AND last_time >= \(since)", as: Int.self)
      range = min(first ?? 0, range.upperBound)...range.upperBound
    }
    if let until = conditions.until {
      let after = try db.value(
        """
        SELECT MIN(first) FROM trace_block WHERE run = \(run.mark.id)
          AND first > (SELECT MAX(first) FROM trace_block WHERE run = \(run.mark.id) AND first_time <= \(until))
        """, as: Int.self)
      if let after { range = range.lowerBound...max(range.lowerBound, after - 1) }
    }
    return range
  }
}

/// Reads stories of one run; neighbours cost one read.
private struct BlockReader {
  let run: Int64
  let db: any Database
  private var stories: [ArraySlice<UInt8>] = []
  private var first = 0

  init(run: Int64, db: any Database) {
    self.run = run
    self.db = db
  }

  mutating func story(at place: Int) throws -> Story? {
    if place < first || place >= first + stories.count { try read(place) }
    guard stories.indices.contains(place - first) else { return nil }
    return Story(stories[place - first])
  }

  private mutating func read(_ place: Int) throws {
    let rows = try db.rows(
      "SELECT first, body FROM trace_block WHERE run = \(run) AND first <= \(place) ORDER BY first DESC LIMIT 1")
    first = Int(rows.first?["first"]?.number ?? 0)
    stories = try rows.first?["body"].map { try TraceRun.stories(in: $0.octets) } ?? []
  }
}
