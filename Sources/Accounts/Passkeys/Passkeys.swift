import Surface

/// Passkeys: sign-in without a password, and a second factor (Web Authentication Level 3).
package let passkeys = Capability(
  "passkeys",
  migrations: [Passkey.migration],
  doors: [.query(ListPasskeys.self), .action(RenamePasskey.self), .action(RemovePasskey.self)],
  pages: PasskeysPage.pages + PasskeySignInPage.pages
)
