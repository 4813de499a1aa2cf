import Surface

/// Who is signed in to the console and the API, and from where.
package let sessions = Capability(
  "sessions",
  migrations: [Session.migration],
  doors: [.query(ListSessions.self), .action(EndSession.self), .action(EndSessions.self)],
  jobs: [.init(SweepSessions.self)],
  schedules: [.init(every: 300, SweepSessions())]
)
