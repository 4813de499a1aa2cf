import Surface

/// What every password must be, and links for a new one. Their tables come with the accounts,
/// none of which can have a password without them.
package let passwords = Capability(
  "passwords",
  doors: [
    .query(ShowPasswordPolicy.self), .action(ChangePasswordPolicy.self), .action(MakePasswordLink.self),
  ],
  commands: [PasswordPolicyCommand.self],
  pages: PasswordLinkPage.pages + [MakeLinkPage.page] + PasswordPolicyPage.pages
)
