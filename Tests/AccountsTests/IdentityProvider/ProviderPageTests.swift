import Foundation
import MailModel
import Surface
import Testing

@testable import Accounts

@Suite struct ProviderPageTests {
  private func browser(_ bench: ProviderBench) -> Browser {
    Browser(bench.ana, capabilities: [signIns, sessions, secondFactors, passkeys, identityProvider])
  }

  /// As far as the provider's page; the state that it would bring back.
  private func begin(_ browser: Browser, _ path: String = "/sign-in/provider") async throws -> String {
    try await browser.open(path)
    #expect(browser.status == 303)
    return URLComponents(string: browser.location)?.queryItems?.first { $0.name == "state" }?.value ?? ""
  }

  private func attempt(_ browser: Browser) throws -> ProviderAttempt {
    try #require(ProviderAttempt(cookie: browser.cookies["__Host-palomar-provider"]))
  }

  @Test func leadsThereAndBackToThePageThatWasWanted() async throws {
    let bench = try await ProviderBench { $0.label = "Example <ID>" }
    let browser = browser(bench)
    try await browser.open("/sign-in?wanted=%2Fprofile")
    #expect(browser.page.contains("Sign in with Example &lt;ID&gt;"))
    #expect(browser.page.contains("href=\"/sign-in/provider?wanted=%2Fprofile\""))
    let state = try await begin(browser, "/sign-in/provider?wanted=%2Fprofile")
    try bench.provider.answer(bench.claims(attempt(browser)))
    let answer = "\(ProviderDesk.answerPath)?code=c&state=\(state)"
    try await browser.open(answer)
    #expect(browser.status == 200 && browser.refresh == "0; url=/profile")
    #expect(browser.cookies["__Host-palomar-provider"] == nil)
    try await browser.open("/profile")
    #expect(browser.page.contains("ana@example.test"))
  }

  @Test func takesNoAnswerTwiceNorFromElsewhere() async throws {
    let bench = try await ProviderBench()
    let browser = browser(bench)
    let state = try await begin(browser)
    try bench.provider.answer(bench.claims(attempt(browser)))
    let another = self.browser(bench)
    _ = try await begin(another)
    for (visitor, state) in [(another, state), (self.browser(bench), state), (browser, "x.\(state)"), (browser, "")] {
      try await visitor.open("\(ProviderDesk.answerPath)?code=c&state=\(state)")
      #expect(visitor.status == 403 && visitor.cookies["__Host-palomar"] == nil)
    }
    let own = try await begin(browser)
    try bench.provider.answer(bench.claims(attempt(browser)))
    let answer = "\(ProviderDesk.answerPath)?code=c&state=\(own)"
    try await browser.open(answer)
    #expect(browser.status == 200)
    try await browser.open(answer)
    #expect(browser.status == 403)
  }

  @Test func leadsToNoOtherSite() async throws {
    let bench = try await ProviderBench()
    let browser = browser(bench)
    let state = try await begin(browser, "/sign-in/provider?wanted=%2F%2Fevil.example")
    try bench.provider.answer(bench.claims(attempt(browser)))
    try await browser.open("\(ProviderDesk.answerPath)?code=c&state=\(state)")
    #expect(browser.refresh == "0; url=/")
  }

  @Test func tellsWhyNobodyIsLetIn() async throws {
    let bench = try await ProviderBench()
    let browser = browser(bench)
    browser.language = "es"
    var state = try await begin(browser)
    try await browser.open("\(ProviderDesk.answerPath)?error=access_denied&state=\(state)")
    #expect(browser.status == 403 && browser.page.contains("no le dejó entrar: access_denied"))
    state = try await begin(browser)
    try await browser.open("\(ProviderDesk.answerPath)?error=%3Cscript%3E&state=\(state)")
    #expect(browser.status == 403 && !browser.page.contains("<script>"))
  }

  @Test func offersNothingWithoutAProvider() async throws {
    let browser = Browser(try await SignInBench(), capabilities: [signIns, sessions, identityProvider])
    try await browser.open("/sign-in")
    #expect(!browser.page.contains("/sign-in/provider"))
    try await browser.open("/sign-in/provider")
    #expect(browser.status == 403)
  }
}
