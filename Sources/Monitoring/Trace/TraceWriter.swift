import MailFormats
import Store

/// Writes stories into the history, in the caller's transaction.
struct TraceWriter {
  let db: any Database

  /// What a follower has of a story now.
  struct Recent {
    let id: Int64
    let isOpen: Bool
    let firstTime: Int64
    let lastTime: Int64
    let story: [UInt8]
    let keys: [StoryKeys.Key]
  }

  /// Puts stories in the place of what was there of them.
  func put(_ stories: [Recent]) throws {
    try forget(stories.map(\.id))
    try db.insert(
      into: "trace_recent", columns: ["id", "is_open", "first_time", "last_time", "story"],
      rows: stories.map { [$0.id, $0.isOpen, $0.firstTime, $0.lastTime, SQLValue.blob($0.story)] })
    try db.insert(
      into: "trace_recent_key", columns: ["kind", "hash", "id"],
      rows: stories.flatMap { story in story.keys.map { [$0.kind.rawValue, $0.hash.bits.stored, story.id] } })
  }

  /// Says that nothing more will come of them.
  func close(_ ids: [Int64]) throws {
    for some in ids.slices(of: 500) {
      try db.execute("UPDATE trace_recent SET is_open = 0 WHERE id IN \(list: Array(some))")
    }
  }

  func forget(_ ids: [Int64]) throws {
    for some in ids.slices(of: 500) {
      try db.execute("DELETE FROM trace_recent WHERE id IN \(list: Array(some))")
    }
  }

  /// Adds a finished run.
  func add(_ run: TraceRun) throws {
    guard run.count > 0 else { return }
    let id = 1 + (try db.value("SELECT MAX(id) FROM trace_run", as: Int64.self) ?? 0)
    let pieces = run.index.enumerated().flatMap { kind, words in
      words.slices(of: IndexPiece.most).compactMap { piece in
        piece.first.map { (kind: kind, first: $0, words: IndexPiece.encode(piece)) }
      }
    }
    let octets = run.blocks.reduce(0) { $0 + $1.body.count } + pieces.reduce(0) { $0 + $1.words.count }
    try db.execute(
      """
      INSERT INTO trace_run (id, stories, first_time, last_time, octets)
      VALUES (\(id), \(run.count), \(run.firstTime), \(run.lastTime), \(octets))
      """)
    for block in run.blocks {
      try db.execute(
        """
        INSERT INTO trace_block (run, first, first_time, last_time, body)
        VALUES (\(id), \(block.first), \(block.firstTime), \(block.lastTime), \(SQLValue.blob(block.body)))
        """)
    }
    for piece in pieces {
      try db.execute(
        """
        INSERT INTO trace_index (run, kind, first, words)
        VALUES (\(id), \(piece.kind), \(piece.first.stored), \(SQLValue.blob(piece.words)))
        """)
    }
  }
}
