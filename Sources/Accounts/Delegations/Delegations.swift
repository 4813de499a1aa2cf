import Kernel
import Surface

/// People who use a mailbox that is not theirs.
package let delegations = Capability(
  "delegations",
  migrations: [MailboxGrant.migration],
  doors: [.action(DelegateMailbox.self), .action(EndDelegation.self), .query(ShowDelegations.self)],
  jobs: [JobKind(LendMailbox.self), JobKind(FollowMailbox.self), JobKind(ReconcileAccess.self)],
  schedules: [Schedule(every: 3_600, ReconcileAccess())],
  pages: DelegationsPage.pages
)
