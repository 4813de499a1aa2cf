import AgentProtocol
import Foundation
import Kernel
import MailModel
import Surface

/// The mail that waits, why, and what can be done about it.
package let queue = Capability(
  "queue",
  migrations: [Pause.migration],
  doors: [
    .inspection(ListQueue.self), .inspection(ShowQueuedMessage.self), .action(ChangeQueue.self),
    .query(ListPauses.self), .action(PauseDestination.self), .action(ResumeDestination.self),
  ],
  jobs: [JobKind(CarryOutQueueChange.self), JobKind(EndPauses.self), JobKind(RetryResumed.self)],
  schedules: [Schedule(every: 60, EndPauses())],
  contribution: Pause.contribute,
  commands: [QueueCommand.self],
  pages: QueuePages.pages + PausePages.pages
)
