import Kernel
import Surface

/// What happened to each message, from the mail programs' logs.
package let trace = Capability(
  "trace",
  migrations: [TraceRetention.migration],
  history: [TraceTables.migration],
  doors: [
    .query(FindMessages.self), .query(ShowMessage.self), .query(FindOwnMessages.self), .query(ListMailboxUses.self),
    .query(ShowTraceRetention.self), .action(SetTraceRetention.self),
  ],
  jobs: [JobKind(ForgetTraces.self)],
  schedules: [Schedule(every: 3_600, ForgetTraces())],
  commands: [TraceCommand.self],
  pages: TracePages.pages + OwnTracePages.pages
)
