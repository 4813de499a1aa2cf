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
      try await WebBrowser.with(port: instance.portBase + 990) { browser in
        try await browser.plugInAuthenticator()
        let visit = Visit(browser: browser, console: "https://localhost:\(instance.portBase + 443)")
        try await visit.giveThePassword()
        try await visit.addAPasskey()
        try await visit.signInWithThePasskeyAlone()
        try await visit.completeThePasswordWithThePasskey()
      }
      let list = try await instance.palomar(["account", "passkeys", "eva@example.test"])
      #expect(list.output.contains("laptop") && list.output.contains("localhost"))
      #expect(try await instance.palomar(["account", "passkeys", "eva@example.test", "remove", "laptop"]).code == 0)
      #expect(try await instance.palomar(["account", "sessions", "eva@example.test"]).output.contains("Nobody"))
    }
  }

  private struct Visit: Sendable {
    let browser: WebBrowser
    let console: String

    func giveThePassword() async throws {
      try await browser.open("\(console)/sign-in")
      try await browser.type("eva@example.test", into: "input[name=address]")
      try await browser.type(password, into: "input[name=password]")
      try await browser.click("form[action='/sign-in'] button")
    }

    func addAPasskey() async throws {
      try await browser.open("\(console)/profile/passkeys")
      try await browser.type("laptop", into: "form[action='/profile/passkeys/new'] input[name=name]")
      try await browser.photograph("passkeys-none")
      try await browser.click("form[action='/profile/passkeys/new'] button")
      try await eventually("the passkey is added") { try await browser.page.contains("The passkey is added.") }
      try await browser.photograph("passkeys")
    }

    func signInWithThePasskeyAlone() async throws {
      try await browser.click("form[action='/sign-out'] button")
      try await browser.photograph("sign-in")
      try await browser.click("form[action='/sign-in/passkey'] button")
      try await isIn()
    }

    func completeThePasswordWithThePasskey() async throws {
      try await browser.click("form[action='/sign-out'] button")
      try await giveThePassword()
      #expect(try await browser.url == "\(console)/sign-in/code")
      try await browser.photograph("second-factor-passkey")
      try await browser.click("form[action='/sign-in/code/passkey'] button")
      try await isIn()
    }

    private func isIn() async throws {
      try await eventually("the passkey lets in") {
        let url = try await browser.url
        let page = try await browser.page
        return url == "\(console)/" && page.contains("eva@example.test")
      }
    }
  }
}
