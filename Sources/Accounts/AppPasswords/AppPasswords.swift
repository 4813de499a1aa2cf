import Surface

/// Passwords for single programs and devices.
package let appPasswords = Capability(
  "app passwords",
  migrations: [AppPassword.migration],
  doors: [.action(AddAppPassword.self), .action(RemoveAppPassword.self), .query(ListAppPasswords.self)]
)
