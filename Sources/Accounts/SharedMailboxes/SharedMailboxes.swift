import Kernel
import Surface

/// Mailboxes of several people.
package let sharedMailboxes = Capability(
  "shared mailboxes",
  doors: [
    .action(AddSharedMailbox.self), .action(ChangeSharedMailbox.self), .query(ListSharedMailboxes.self),
    .query(ShowSharedMailbox.self), .action(AddMember.self), .action(RemoveMember.self),
  ],
  documentSection: sharedSection,
  commands: [SharedCommand.self],
  pages: SharedMailboxesPage.pages + SharedMailboxPage.pages
)
