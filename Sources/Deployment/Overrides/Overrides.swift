import Kernel
import MailModel
import Surface

/// Settings of mail programs that differ from what Palomar renders, each with a reason and an end.
package let overrides = Capability(
  "overrides",
  migrations: [OverrideTable.migration],
  doors: [.action(AddOverride.self), .action(RemoveOverride.self), .query(ListOverrides.self)],
  jobs: [JobKind(ExpireOverrides.self)],
  schedules: [Schedule(every: 60, ExpireOverrides())],
  contribution: { system, db in system.overrides = try OverrideTable(db: db).all().map(\.override) },
  commands: [OverrideCommand.self]
)
