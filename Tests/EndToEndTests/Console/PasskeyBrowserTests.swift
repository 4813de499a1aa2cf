import Foundation
import TestSupport
import Testing

/// A passkey as a browser makes and uses it.
@Suite struct PasskeyBrowserTests {
  private static let password = "correct horse battery"

  @Test func aBrowserAddsAPasskeyAndSignsInWithIt() async throws {
    try await LocalInstance.with { instance in
      let added = try await instance.palomar(
        ["account", "add", "eva@example.test", "--password-stdin"], input: "\(Self.password)\n")
      #expect(added.code == 0, "\(added.complaints)")
      try await eventually("the console answers") { try await instance.curl("/sign-in").code == 0 }
      try await BrowserPage.with(instance, story: "passkey") { page in
        try await plugInAuthenticator(page)
        try await page.open("/sign-in")
        try await giveThePassword(page)
        try await addAPasskey(page)
        try await signInWithThePasskeyAlone(page)
        try await completeThePasswordWithThePasskey(page)
      }
      let list = try await instance.palomar(["account", "passkeys", "eva@example.test"])
      #expect(list.output.contains("laptop") && list.output.contains("localhost"))
      #expect(try await instance.palomar(["account", "passkeys", "eva@example.test", "remove", "laptop"]).code == 0)
      #expect(try await instance.palomar(["account", "sessions", "eva@example.test"]).output.contains("Nobody"))
    }
  }

  /// A passkey device that asks who is there and is told at once (Web Authentication Level 3 §11.3).
  private func plugInAuthenticator(_ page: BrowserPage) async throws {
    try await page.driver.command(
      .post, "/webauthn/authenticator",
      [
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true,
      ])
  }

  private func giveThePassword(_ page: BrowserPage) async throws {
    try await page.type("Email address", "eva@example.test")
    try await page.type("Password", Self.password)
    try await page.press("Sign in")
  }

  private func addAPasskey(_ page: BrowserPage) async throws {
    try await page.open("/profile/passkeys")
    try await page.type("Name", "laptop")
    try await page.picture("passkeys-none")
    try await page.click("//button[normalize-space() = 'Add a passkey']")
    try await page.comes("The passkey is added.")
    try await page.picture("passkeys")
  }

  private func signInWithThePasskeyAlone(_ page: BrowserPage) async throws {
    try await page.press("Sign out")
    try await page.picture("sign-in")
    try await page.click("//button[normalize-space() = 'Sign in with a passkey']")
    try await isIn(page)
  }

  private func completeThePasswordWithThePasskey(_ page: BrowserPage) async throws {
    try await page.press("Sign out")
    try await giveThePassword(page)
    #expect(try await page.path == "/sign-in/code")
    try await page.picture("second-factor-passkey")
    try await page.click("//button[normalize-space() = 'Use a passkey']")
    try await isIn(page)
  }

  private func isIn(_ page: BrowserPage) async throws {
    try await page.comes("eva@example.test", at: "/")
  }
}
