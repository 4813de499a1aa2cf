import Foundation
import MailModel
import Store

/// The outbox: jobs as rows, written in the transaction of the decision that needs them.
package struct JobTable {
  package let db: any Database

  package init(db: any Database) {
    self.db = db
  }

  package static let migrations = [
    Migration(
      "jobs",
      [
        """
        CREATE TABLE job (
          id TEXT PRIMARY KEY,
          name TEXT NOT NULL,
          body TEXT NOT NULL,
          key TEXT,
          state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'failed', 'cancelled')),
          attempts BIGINT NOT NULL,
          due BIGINT NOT NULL,
          error TEXT,
          created BIGINT NOT NULL
        )
        """,
        "CREATE INDEX job_due ON job (state, due)",
        "CREATE UNIQUE INDEX job_key ON job (key) WHERE state = 'pending'",
        "CREATE TABLE schedule (name TEXT PRIMARY KEY, due BIGINT NOT NULL)",
      ])
  ]

  func add<Body: JobBody>(_ job: Body, key: String?, due: Date, now: Date) throws {
    try db.execute(
      """
      INSERT INTO job (id, name, body, key, state, attempts, due, created)
      VALUES (\(UUID().uuidString), \(Body.name), \(json: job), \(key), 'pending', 0, \(due), \(now))
      ON CONFLICT (key) WHERE state = 'pending' DO UPDATE
        SET due = CASE WHEN excluded.due < job.due THEN excluded.due ELSE job.due END
      """)
  }

  func withdraw(key: String) throws -> Bool {
    try db.execute("DELETE FROM job WHERE key = \(key) AND state = 'pending'") > 0
  }

  /// Takes up to `limit` due jobs; never two with the same key at a time.
  func claim(limit: Int, now: Date) throws -> [JobStatus] {
    try db.rows(
      """
      UPDATE job SET state = 'running', attempts = attempts + 1 WHERE id IN (
        SELECT id FROM job AS waiting WHERE state = 'pending' AND due <= \(now) AND NOT EXISTS (
          SELECT 1 FROM job AS other WHERE other.state = 'running' AND other.key = waiting.key)
        ORDER BY due, created LIMIT \(limit))
      RETURNING id, name, body, state, attempts, due, error
      """, as: JobStatus.self)
  }

  /// A job that is done leaves no row; what it did stands in the journal of the action that asked for it.
  func finish(_ id: String) throws {
    try db.execute("DELETE FROM job WHERE id = \(id)")
  }

  /// Puts a job back for another try, or gives it up; a newer job with its key takes its place.
  func fail(_ job: JobStatus, error: String, now: Date) throws {
    let givesUp = job.attempts >= JobRetry.attempts
    let replaced = try db.execute(
      """
      DELETE FROM job WHERE id = \(job.id) AND EXISTS (
        SELECT 1 FROM job AS newer WHERE newer.state = 'pending' AND newer.key = job.key)
      """)
    guard replaced == 0 else { return }
    let due = now.addingTimeInterval(JobRetry.delay(afterAttempt: job.attempts))
    try db.execute(
      """
      UPDATE job SET state = \(givesUp ? "failed" : "pending"), due = \(due), error = \(error) WHERE id = \(job.id)
      """)
  }

  /// After a crash: what was running runs again.
  func recover() throws {
    try db.execute(
      """
      DELETE FROM job WHERE state = 'running' AND EXISTS (
        SELECT 1 FROM job AS newer WHERE newer.state = 'pending' AND newer.key = job.key)
      """)
    try db.execute("UPDATE job SET state = 'pending' WHERE state = 'running'")
  }

  package func list(limit: Int) throws -> [JobStatus] {
    try db.rows(
      "SELECT id, name, body, state, attempts, due, error FROM job ORDER BY created, id LIMIT \(limit)",
      as: JobStatus.self)
  }

  /// Enqueues what is due of `schedules` and says when each is due next.
  func enqueueDue(_ schedules: [Schedule], in work: Work) throws {
    for schedule in schedules {
      let due = try db.value("SELECT due FROM schedule WHERE name = \(schedule.name)", as: Date.self)
      if let due, due > work.now { continue }
      let next = work.now.addingTimeInterval(schedule.interval)
      try db.execute(
        """
        INSERT INTO schedule (name, due) VALUES (\(schedule.name), \(next))
        ON CONFLICT (name) DO UPDATE SET due = excluded.due
        """)
      if due != nil { try schedule.enqueue(work) }
    }
  }
}
