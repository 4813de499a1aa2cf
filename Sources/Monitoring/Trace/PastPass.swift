import Adapters
import MailFormats
import MailModel
import Store

/// What an earlier pass over the logs left: how far it came, and the stories that were not told to the end.
struct PastPass: Sendable {
  struct Open: Sendable {
    let row: Int64
    let story: Story
  }

  let positions: [String: LogPosition]
  let open: [Open]
  let unclaimed: [Story.Line]
  /// The highest row.
  let lastRow: Int64
  /// Rows whose stories are told to the end.
  let closedCount: Int

  init(_ db: any Database) throws {
    let logs = try db.rows("SELECT path, inode, position, head FROM trace_log")
    positions = Dictionary(uniqueKeysWithValues: logs.compactMap(Self.position).map { ($0.path, $0) })
    open = try db.rows("SELECT id, story FROM trace_recent WHERE is_open = 1 ORDER BY id").compactMap { row in
      guard let id = row["id"]?.number, let story = row["story"].flatMap({ Story($0.octets[...]) }) else { return nil }
      return Open(row: id, story: story)
    }
    unclaimed = try db.rows("SELECT time, line FROM trace_unclaimed ORDER BY id").map { row in
      Story.Line(time: row["time"]?.number ?? 0, octets: row["line"]?.octets ?? [])
    }
    closedCount = try db.value("SELECT COUNT(*) FROM trace_recent WHERE is_open = 0", as: Int.self) ?? 0
    lastRow = try db.value("SELECT MAX(id) FROM trace_recent", as: Int64.self) ?? 0
  }

  private static func position(_ row: Row) -> LogPosition? {
    guard case .text(let path)? = row["path"], let inode = row["inode"], let octets = row["position"] else {
      return nil
    }
    return LogPosition(
      path: path, inode: UInt64(bitPattern: inode.number), octets: Int(octets.number), head: row["head"]?.octets ?? [])
  }

  /// Writes down how far the logs were read.
  static func keep(_ positions: [LogPosition], in db: any Database) throws {
    for position in positions {
      try db.execute(
        """
        INSERT INTO trace_log (path, inode, position, head)
        VALUES (\(position.path), \(Int64(bitPattern: position.inode)), \(position.octets),
          \(SQLValue.blob(position.head)))
        ON CONFLICT (path) DO UPDATE SET
          inode = excluded.inode, position = excluded.position, head = excluded.head
        """)
    }
  }

  /// Writes down the lines whose message is not known yet, in the place of those before.
  static func keep(_ unclaimed: [Story.Line], in db: any Database) throws {
    try db.execute("DELETE FROM trace_unclaimed")
    try db.insert(
      into: "trace_unclaimed", columns: ["id", "time", "line"],
      rows: unclaimed.enumerated().map { [$0, $1.time, SQLValue.blob($1.octets)] })
  }
}
