import Kernel
import Surface

/// What happened to each message, from the mail programs' logs.
package let trace = Capability(
  "trace",
  history: [TraceTables.migration],
  doors: [
    .query(FindMessages.self), .query(ShowMessage.self), .query(FindOwnMessages.self), .query(ListMailboxUses.self),
  ],
  commands: [TraceCommand.self],
  pages: TracePages.pages + OwnTracePages.pages
)
