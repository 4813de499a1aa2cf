import MailModel
import Store

/// The trace's own tables, in the history.
///
/// What goes on, and what ended lately, stands in rows (`trace_recent`), which change; every so many stories are packed
/// into a run, which does not. Both are found by the same keys.
package enum TraceTables {
  package static let migration = Migration(
    "trace-1",
    [
      """
      CREATE TABLE trace_recent (
        id BIGINT PRIMARY KEY,
        is_open BIGINT NOT NULL,
        first_time BIGINT NOT NULL,
        last_time BIGINT NOT NULL,
        story BYTEA NOT NULL
      )
      """,
      "CREATE INDEX trace_recent_open ON trace_recent (is_open, id)",
      """
      CREATE TABLE trace_recent_key (
        kind BIGINT NOT NULL,
        hash BIGINT NOT NULL,
        id BIGINT NOT NULL REFERENCES trace_recent (id) ON DELETE CASCADE,
        PRIMARY KEY (kind, hash, id)
      )
      """,
      "CREATE INDEX trace_recent_key_id ON trace_recent_key (id)",
      """
      CREATE TABLE trace_run (
        id BIGINT PRIMARY KEY,
        stories BIGINT NOT NULL,
        first_time BIGINT NOT NULL,
        last_time BIGINT NOT NULL,
        octets BIGINT NOT NULL
      )
      """,
      "CREATE INDEX trace_run_time ON trace_run (last_time, id)",
      """
      CREATE TABLE trace_block (
        run BIGINT NOT NULL REFERENCES trace_run (id) ON DELETE CASCADE,
        first BIGINT NOT NULL,
        first_time BIGINT NOT NULL,
        last_time BIGINT NOT NULL,
        body BYTEA NOT NULL,
        PRIMARY KEY (run, first)
      )
      """,
      """
      CREATE TABLE trace_index (
        run BIGINT NOT NULL REFERENCES trace_run (id) ON DELETE CASCADE,
        kind BIGINT NOT NULL,
        first BIGINT NOT NULL,
        words BYTEA NOT NULL,
        PRIMARY KEY (run, kind, first)
      )
      """,
      """
      CREATE TABLE trace_log (
        path TEXT PRIMARY KEY,
        inode BIGINT NOT NULL,
        position BIGINT NOT NULL,
        head BYTEA NOT NULL
      )
      """,
      """
      CREATE TABLE trace_unclaimed (
        id BIGINT PRIMARY KEY,
        time BIGINT NOT NULL,
        line BYTEA NOT NULL
      )
      """,
    ])
}

extension SQLValue {
  var octets: [UInt8] {
    if case .blob(let octets) = self { octets } else { [] }
  }

  var number: Int64 {
    if case .integer(let number) = self { number } else { 0 }
  }
}

/// Words compare as numbers with a sign in the store; hashes are moved so that their order stays.
extension UInt64 {
  var stored: Int64 { Int64(bitPattern: self ^ (1 << 63)) }

  init(stored number: Int64) {
    self = UInt64(bitPattern: number) ^ (1 << 63)
  }
}
