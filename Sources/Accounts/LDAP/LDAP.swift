import Kernel
import Surface

/// Accounts and groups that follow the organisation's directory.
package let ldap = Capability(
  "ldap",
  migrations: [LDAPSource.migration],
  doors: [
    .action(SetLDAP.self), .action(RemoveLDAP.self), .action(StartLDAPSync.self), .query(ShowLDAP.self),
    .query(ListLDAPRuns.self), .query(ShowLDAPRun.self), .inspection(PreviewLDAP.self), .inspection(LookUpLDAP.self),
  ],
  jobs: [JobKind(SyncLDAP.self), JobKind(FollowLDAP.self)],
  schedules: [Schedule(every: FollowLDAP.interval, FollowLDAP())],
  commands: [LDAPCommand.self],
  pages: LDAPPages.pages
)
