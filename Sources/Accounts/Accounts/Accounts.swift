import Kernel
import Surface

/// Mailboxes and the right to sign in to them.
package let accounts = Capability(
  "accounts",
  migrations: [
    Account.migration, Account.lifecycle, Account.service, AccountOrder.migration, PasswordPolicy.migration,
    PasswordLink.migration, ProvisionedAccount.migration, Account.sharing, FollowedAccount.migration,
  ],
  doors: [
    .action(AddAccount.self), .action(ChangeAccount.self), .action(SetPassword.self), .action(AssignClass.self),
    .action(SuspendAccount.self), .action(ResumeAccount.self), .action(ExpireAccount.self),
    .action(HoldAccount.self), .action(ReleaseAccount.self),
    .action(RemoveAccount.self), .action(RestoreAccount.self), .action(PurgeAccount.self),
    .action(MoveAccount.self), .query(ShowPost.self), .action(LeaveAccount.self), .action(StayAccount.self),
    .query(ShowDeparture.self),
    .query(ListAccounts.self), .query(ShowAccount.self), .query(ShowService.self),
  ],
  jobs: [JobKind(FollowCalendar.self), JobKind(CarryOutDeparture.self), JobKind(SetRemovedMailAside.self)],
  documentSection: accountSection,
  commands: [AccountCommand.self],
  pages: AccountsPage.pages + AddAccountPage.pages + AccountPage.pages + DeparturePage.pages,
  evidence: [AccountsPage.evidence]
)
