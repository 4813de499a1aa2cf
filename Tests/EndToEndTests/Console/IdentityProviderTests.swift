import Foundation
import TestSupport
import Testing

/// Sign-in with a provider that others have written: oidc-provider-mock, which stands on Authlib.
@Suite struct IdentityProviderTests {
  @Test func aBrowserSignsInWithARealProvider() async throws {
    try await LocalInstance.with { instance in
      let port = instance.portBase + 991
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try await Program.run([Self.provider, "--port", "\(port)", "--require-nonce", "true"]) }
        defer { group.cancelAll() }
        let issuer = "http://127.0.0.1:\(port)"
        try await eventually("the provider answers") {
          try await Program.run(["/usr/bin/curl", "--silent", "\(issuer)/jwks"]).code == 0
        }
        try await name(issuer, to: instance)
        try await takesNoCodeTwice(instance, issuer)
        try await WebBrowser.with(port: instance.portBase + 990) { browser in
          try await signIn(browser, "https://localhost:\(instance.portBase + 443)")
        }
        let journal = try await instance.palomar(["journal", "list", "--json"]).output
        #expect(journal.contains("sessions.openByProvider") && !journal.contains("s3cret"))
      }
    }
  }

  /// As packaging/install-test-tools has put it into the build's directory.
  private static var provider: String {
    "\(FileManager.default.currentDirectoryPath)/.build/test-tools/bin/oidc-provider-mock"
  }

  private func name(_ issuer: String, to instance: LocalInstance) async throws {
    let added = try await instance.palomar(["account", "add", "eva@example.test"])
    #expect(added.code == 0, "\(added.complaints)")
    let set = try await instance.palomar(
      [
        "identity", "provider", "set", "--issuer", issuer, "--client-id", "palomar", "--client-secret-stdin", "--label",
        "Example ID",
      ], input: "s3cret\n")
    #expect(set.code == 0 && !set.output.contains("s3cret"), "\(set.complaints)")
    let check = try await instance.palomar(["identity", "provider", "check"])
    #expect(check.output.contains("1 keys"), "\(check.output)\(check.complaints)")
    try await eventually("the console answers") { try await instance.curl("/sign-in").code == 0 }
  }

  /// The whole way by hand; then its last step again with the same cookie, as somebody would who had recorded it.
  private func takesNoCodeTwice(_ instance: LocalInstance, _ issuer: String) async throws {
    let begun = try await instance.curl("/sign-in/provider").output
    let cookie = try #require(begun.firstMatch(of: /__Host-palomar-provider=[A-Za-z0-9_-]+/)?.0)
    let place = try #require(begun.firstMatch(of: /[Ll]ocation: (http[^\r\n]+)/)?.1)
    let allowed = try await Program.run(
      ["/usr/bin/curl", "--silent", "--include", "--data", "sub=eva@example.test", String(place)]
    ).output
    let answer = try #require(allowed.firstMatch(of: /[Ll]ocation: https:\/\/[^\/]+(\/[^\r\n]+)/)?.1, "\(allowed)")
    let first = try await instance.curl(String(answer), ["--cookie", String(cookie)]).output
    #expect(first.contains("200 OK") && first.lowercased().contains("refresh: 0; url=/"), "\(first)")
    let second = try await instance.curl(String(answer), ["--cookie", String(cookie)]).output
    #expect(second.contains("503") && second.contains("invalid_grant"), "\(second)")
    #expect(!second.contains("__Host-palomar="))
  }

  private func signIn(_ browser: WebBrowser, _ console: String) async throws {
    try await browser.open("\(console)/sign-in?wanted=%2Fprofile")
    try await browser.photograph("sign-in-provider")
    try await browser.click("a[href^='/sign-in/provider']")
    try await browser.type("eva@example.test", into: "input[name=sub]")
    try await browser.click("form button[type=submit]")
    try await eventually("the provider lets in") {
      let url = try await browser.url
      let page = try await browser.page
      return url == "\(console)/profile" && page.contains("eva@example.test")
    }
    try await browser.click("form[action='/sign-out'] button")
    try await browser.open("\(console)/sign-in/provider")
    try await browser.type("stranger@example.test", into: "input[name=sub]")
    try await browser.click("form button[type=submit]")
    try await eventually("the stranger is told") {
      try await browser.page.contains("stranger@example.test has no account here")
    }
    try await browser.photograph("provider-refused")
  }
}
