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
        try await BrowserPage.with(instance, story: "provider") { try await signIn($0) }
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

  private func signIn(_ page: BrowserPage) async throws {
    try await page.open("/sign-in?wanted=%2Fprofile")
    try await page.picture("sign-in-provider")
    try await page.click("//a[starts-with(@href, '/sign-in/provider')]")
    try await agree(page, "eva@example.test")
    try await page.comes("eva@example.test", at: "/profile")
    try await page.press("Sign out")
    try await page.open("/sign-in/provider")
    try await agree(page, "stranger@example.test")
    try await page.comes("@example.test has no account here")
    try await page.picture("provider-refused")
  }

  /// On the provider's own page.
  private func agree(_ page: BrowserPage, _ name: String) async throws {
    try await page.type(at: "//input[@name = 'sub']", name)
    try await page.click("//form//button[@type = 'submit']")
  }
}
