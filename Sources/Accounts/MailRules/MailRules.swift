import Kernel
import Surface

/// Filters and vacation answers, which Dovecot carries out before the script that a person uploads.
package let mailRules = Capability(
  "mail rules",
  migrations: [MailRuleTable.migration],
  doors: [
    .action(SetMailFilter.self), .action(RemoveMailFilter.self), .action(SetVacation.self),
    .action(RemoveVacation.self), .query(ShowMailRules.self),
  ],
  jobs: [JobKind(ApplyMailRules.self), JobKind(ReconcileMailRules.self)],
  schedules: [Schedule(every: 3_600, ReconcileMailRules())],
  pages: FiltersPage.pages + VacationPage.pages
)
