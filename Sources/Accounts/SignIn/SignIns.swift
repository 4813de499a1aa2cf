import Surface

/// Passwords checked, and guessing slowed down.
package let signIns = Capability(
  "sign-in",
  migrations: [SignInThrottle.migration],
  pages: SignInPage.pages + ProfilePage.pages
)
