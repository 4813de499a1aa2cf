import Kernel
import Surface

/// Who may do what, where, and why. The doors of the whole product tell which permissions there are.
package func roles(knowing product: [Door] = []) -> Capability {
  let known = KnownPermissions(product)
  return Capability(
    "roles",
    migrations: [Role.migration, RoleAssignment.migration, RoleAssignment.placed, SecondFactorDuty.migration],
    doors: [
      .action(AddRole.self) { $0.knowing(known) }, .action(ChangeRole.self) { $0.knowing(known) },
      .action(RemoveRole.self), .query(ListRoles.self), .query(ShowRole.self),
      .action(AssignRole.self), .action(UnassignRole.self), .query(ListAssignments.self),
      .inspection(DecideRight.self) { $0.knowing(known) }, .inspection(ListRights.self) { $0.knowing(known) },
    ],
    jobs: [JobKind(EndAssignments.self)],
    schedules: [Schedule(every: EndAssignments.interval, EndAssignments())],
    commands: [RoleCommand.self, UserCommand.self],
    pages: RolePages(known: known).pages + AssignmentPages.pages + AccountRightsPage(known: known).pages
  )
}
