import Store

/// Packs stories that are told to the end into a run, in the caller's transaction.
struct RunPacker {
  /// Stories from which on packing is worth its while.
  static let worthwhile = 16_384

  let db: any Database

  func pack() throws {
    var run = TraceRun()
    var packed: [Int64] = []
    let keys = try keys()
    let rows = try db.rows(
      "SELECT id, first_time, last_time, story FROM trace_recent WHERE is_open = 0 ORDER BY id LIMIT \(TraceRun.most)")
    for row in rows {
      guard let id = row["id"]?.number, let first = row["first_time"]?.number, let last = row["last_time"]?.number,
        let story = row["story"]?.octets
      else { continue }
      try run.add(story, from: first, until: last, keys[id] ?? [])
      packed.append(id)
    }
    try run.finish()
    let writer = TraceWriter(db: db)
    try writer.add(run)
    try writer.forget(packed)
  }

  private func keys() throws -> [Int64: [StoryKeys.Key]] {
    var keys: [Int64: [StoryKeys.Key]] = [:]
    for row in try db.rows("SELECT kind, hash, id FROM trace_recent_key") {
      guard let kind = row["kind"].flatMap({ TraceKey(rawValue: Int($0.number)) }), let hash = row["hash"]?.number,
        let id = row["id"]?.number
      else { continue }
      keys[id, default: []].append(StoryKeys.Key(kind: kind, hash: KeyHash(bits: UInt64(stored: hash))))
    }
    return keys
  }
}
