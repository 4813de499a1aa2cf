import Foundation
import Kernel
import MailModel
import Store

/// How long the trace is kept, and how large it may grow. Who wrote to whom is about people: it goes when nobody needs it.
package struct TraceRetention: Codable, Hashable, Sendable {
  package var days: Int
  /// Of the packed stories and their index; what is on its way or ended lately comes on top.
  package var size: ByteCount

  static let standard = TraceRetention(days: 90, size: .megabytes(10 << 10))

  static let migration = Migration(
    "trace retention",
    [
      """
      CREATE TABLE trace_retention (
        one BIGINT PRIMARY KEY CHECK (one = 1),
        days BIGINT NOT NULL,
        size BIGINT NOT NULL
      )
      """
    ])

  static func current(in db: any Database) throws -> TraceRetention {
    try db.row("SELECT days, size FROM trace_retention", as: TraceRetention.self) ?? .standard
  }

  func put(in db: any Database) throws {
    try db.execute(
      """
      INSERT INTO trace_retention (one, days, size) VALUES (1, \(days), \(size))
      ON CONFLICT (one) DO UPDATE SET days = excluded.days, size = excluded.size
      """)
  }
}

/// Says how long the trace is kept.
package struct SetTraceRetention: Action {
  package static let name = "trace.setRetention"
  package static let route = Route.put("trace-retention")
  package static let permission: Permission = "trace.setRetention"
  package static let summary = Text(
    en: "Says how long the trace is kept, and how large it may grow.",
    es: "Indica cuánto se guarda la traza, y cuánto puede crecer.")
  package var days: Int
  package var size: ByteCount

  package init(days: Int, size: ByteCount) {
    self.days = days
    self.size = size
  }

  package func perform(in work: Work) throws -> TraceRetention {
    guard (1...3_660).contains(days) else {
      throw Fault(
        .invalid, en: "a trace is kept for 1 to 3,660 days, not \(days)",
        es: "una traza se guarda de 1 a 3.660 días, no \(days)", field: "days")
    }
    guard size >= .megabytes(10) else {
      throw Fault(
        .invalid, en: "a trace of \(size) would hold too little to find anything",
        es: "en una traza de \(size) cabría demasiado poco para encontrar algo",
        hint: Text(en: "give it 10M at least", es: "dele 10M al menos"), field: "size")
    }
    let retention = TraceRetention(days: days, size: size)
    try work.record(before: TraceRetention.current(in: work.db))
    try retention.put(in: work.db)
    try work.enqueue(ForgetTraces(), key: ForgetTraces.name)
    return retention
  }
}

package struct ShowTraceRetention: Query {
  package static let name = "trace.retention"
  package static let route = Route.get("trace-retention")
  package static let permission: Permission = "trace.read"
  package static let summary = Text(en: "Shows how long the trace is kept.", es: "Muestra cuánto se guarda la traza.")

  package init() {}

  package func answer(from db: any Database) throws -> TraceRetention { try TraceRetention.current(in: db) }
}

/// Forgets what is too old, and the oldest where there is too much. Run by run, so that whoever reads the logs waits for
/// none of it long.
struct ForgetTraces: Job {
  static let name = "trace.forget"

  func run(with plane: ControlPlane) async throws {
    let retention = try await plane.store.read { try TraceRetention.current(in: $0) }
    let oldest = plane.now().addingTimeInterval(-Double(retention.days) * 86_400).micros
    while try await plane.history.write({ try Self.forgetOne(before: oldest, above: retention.size, in: $0) }) {}
    try await plane.history.write { db in
      try db.execute("DELETE FROM trace_recent WHERE is_open = 0 AND last_time < \(oldest)")
    }
  }

  /// Whether there was one to forget.
  static func forgetOne(before oldest: Int64, above size: ByteCount, in db: any Database) throws -> Bool {
    let octets = try db.value("SELECT CAST(SUM(octets) AS BIGINT) FROM trace_run", as: Int64.self) ?? 0
    let limit = octets > size.bytes ? Int64.max : oldest
    let run = try db.value(
      "SELECT id FROM trace_run WHERE last_time < \(limit) ORDER BY last_time, id LIMIT 1", as: Int64.self)
    guard let run else { return false }
    try db.execute("DELETE FROM trace_run WHERE id = \(run)")
    return true
  }
}
