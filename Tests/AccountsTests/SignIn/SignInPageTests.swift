import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import MailModel
import NIOCore
import Surface
import TestSupport
import Testing

@testable import Accounts
@testable import Surface

/// A browser without scripts: keeps cookies, reads the token out of pages, and sends forms.
final class Browser {
  private let application: any ApplicationProtocol & Sendable
  private(set) var cookies: [String: String] = [:]
  private(set) var page = ""
  private(set) var status = 0
  private(set) var location = ""
  private(set) var refresh = ""
  var language = "en"
  /// What the browser says of where a request comes from.
  var site = "same-origin"

  init(_ bench: SignInBench, capabilities: [Capability] = [signIns, sessions, secondFactors]) {
    let identity = bench.identity
    application = Application(
      router: WebFace(
        capabilities, plane: bench.bench.plane,
        identity: WebIdentity(session: identity.signedIn, bearer: { _, _ in nil })
      ).router())
  }

  func open(_ path: String) async throws {
    try await send(.get, path, body: nil)
  }

  /// Sends the fields with the token of the page at hand, and goes where the answer leads.
  func submit(_ path: String, _ fields: [String: String], token: String? = nil) async throws {
    let pairs = fields.merging(["form-token": token ?? self.token]) { $1 }.map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
    }
    try await send(.post, path, body: pairs.joined(separator: "&"))
    try await follow()
  }

  /// Sends a form with a file in it, as browsers do (RFC 7578).
  func upload(_ path: String, _ fields: [String: String], file: (name: String, text: String)) async throws {
    let parts = fields.merging(["form-token": token]) { $1 }.map { name, value in
      "--limit\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    let body =
      parts.joined() + "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(file.name)\"\r\n"
      + "Content-Type: text/csv\r\n\r\n\(file.text)\r\n--limit--\r\n"
    try await send(.post, path, body: body, type: "multipart/form-data; boundary=limit")
    try await follow()
  }

  private func follow() async throws {
    if status == 303 {
      let place = location
      try await open(place)
      location = place
    }
  }

  var token: String {
    page.firstMatch(of: /name="form-token" value="([^"]*)"/).map { String($0.1) } ?? ""
  }

  func forget() {
    cookies = [:]
  }

  /// The values of the page's hidden fields of this name, as a form would send them.
  /// Each of several forms may carry the same.
  func hidden(_ name: String) -> String {
    var values: [String] = []
    for match in page.matches(of: #/<input type="hidden" name="([^"]+)" value="([^"]*)">/#) where match.1 == name {
      let value = match.2.replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
      if !values.contains(String(value)) { values.append(String(value)) }
    }
    return values.joined(separator: "\n")
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, body: String?, type: String? = nil) async throws {
    var headers: HTTPFields = [.userAgent: "Browser/1", .acceptLanguage: language]
    headers[.contentType] = type
    if let name = HTTPField.Name("Sec-Fetch-Site") { headers[name] = site }
    headers[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    let response = try await application.test(.router) { [headers] client in
      try await client.execute(uri: path, method: method, headers: headers, body: body.map(ByteBuffer.init(string:)))
    }
    for header in response.headers[values: .setCookie] {
      let pair = header.split(separator: ";")[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1])
      #expect(header.contains("Secure") && header.contains("HttpOnly") && header.contains("Path=/"))
    }
    page = String(buffer: response.body)
    status = response.status.code
    location = response.headers[.location] ?? ""
    refresh = HTTPField.Name("Refresh").flatMap { response.headers[$0] } ?? ""
  }

  func signIn(_ password: String = SignInBench.password.value, as address: String = "ana@example.test") async throws {
    try await open("/sign-in")
    try await submit("/sign-in", ["address": address, "password": password])
  }
}

@Suite struct SignInPageTests {
  @Test func leadsWhoeverIsNotSignedInToTheSignIn() async throws {
    let browser = Browser(try await SignInBench())
    for (path, back) in [
      ("/", ""), ("/profile", "?wanted=%2Fprofile"), ("/design?sort=name", "?wanted=%2Fdesign%3Fsort%3Dname"),
    ] {
      try await browser.open(path)
      #expect((browser.status, browser.location) == (303, "/sign-in\(back)"))
    }
  }

  @Test func showsTheProcessAfterTheRightPassword() async throws {
    let browser = Browser(try await SignInBench())
    try await browser.signIn()
    #expect(browser.status == 200)
    #expect(browser.page.contains("Management of accounts and permissions"))
    #expect(browser.cookies["__Host-palomar"]?.count == 43)
  }

  @Test func proposesNothingThatNobodyChose() async throws {
    let browser = Browser(try await SignInBench())
    try await browser.open("/sign-in")
    #expect(browser.page.contains("type=\"checkbox\"") && !browser.page.contains("checked"))
  }

  @Test func keepsTheAddressAndNotThePasswordAfterAWrongOne() async throws {
    let browser = Browser(try await SignInBench())
    browser.language = "es"
    try await browser.signIn("not the password")
    #expect(browser.status == 403)
    #expect(browser.page.contains("value=\"ana@example.test\""))
    #expect(browser.page.contains("La dirección o la contraseña no es correcta."))
    #expect(!browser.page.contains("not the password"))
    #expect(browser.cookies["__Host-palomar"] == nil)
  }

  @Test func saysHowLongToWaitAfterTooManyTries() async throws {
    let browser = Browser(try await SignInBench())
    for _ in 0..<6 { try await browser.signIn("wrong") }
    #expect(browser.status == 429)
    #expect(browser.page.contains("Try again in"))
  }

  @Test func takesNoFormFromAnotherSite() async throws {
    let browser = Browser(try await SignInBench())
    try await browser.open("/sign-in")
    try await browser.submit(
      "/sign-in", ["address": "ana@example.test", "password": SignInBench.password.value], token: "x")
    #expect(browser.status == 403)
    #expect(browser.cookies["__Host-palomar"] == nil)
  }

  @Test func escapesWhatIsTyped() async throws {
    let browser = Browser(try await SignInBench())
    try await browser.open("/sign-in")
    try await browser.submit("/sign-in", ["address": "\"><script>alert(1)</script>", "password": "x"])
    #expect(!browser.page.contains("<script>"))
    #expect(browser.page.contains("&lt;script&gt;"))
  }

  @Test func signingOutEndsTheSession() async throws {
    let browser = Browser(try await SignInBench())
    try await browser.signIn()
    let secret = browser.cookies["__Host-palomar"]
    try await browser.submit("/sign-out", [:])
    #expect(browser.location == "/sign-in")
    #expect(browser.cookies["__Host-palomar"] == nil)
    #expect(secret != nil)
  }

  @Test func speaksTheLanguageThatIsChosen() async throws {
    let browser = Browser(try await SignInBench())
    try await browser.signIn()
    try await browser.submit("/language", ["language": "es", "back": "/profile"])
    #expect(browser.page.contains("<html lang=\"es\">"))
    #expect(browser.page.contains("Cambiar contraseña"))
    try await browser.submit("/language", ["language": "en", "back": "//evil.example"])
    #expect(browser.location == "/")
  }
}

/// A session that ends while somebody fills in a form.
@Suite struct EndedSessionTests {
  @Test func whatWasTypedIsSentAfterTheSignIn() async throws {
    let (bench, browser) = try await expired()
    try await browser.submit(path, ["displayName": "Ana \"Ruiz\"", "quota": "2G"])
    #expect(browser.status == 200)
    #expect(browser.page.contains("What you typed is kept"))
    try await browser.submit(
      "/sign-in",
      ["address": "ana@example.test", "password": SignInBench.password.value, "kept": browser.hidden("kept")])
    #expect(browser.page.contains("You are signed in again") && browser.page.contains("<dd>2G</dd>"))
    try await browser.submit(path, ["displayName": browser.hidden("displayName"), "quota": browser.hidden("quota")])
    #expect(browser.page.contains("The changes are in force."))
    #expect(try await bench.bench.ask(ShowAccount(address: bench.ana)).displayName == "Ana \"Ruiz\"")
  }

  @Test func aWrongPasswordLosesNothing() async throws {
    let (_, browser) = try await expired()
    try await browser.submit(path, ["displayName": "Ana Ruiz"])
    try await browser.submit(
      "/sign-in", ["address": "ana@example.test", "password": "wrong", "kept": browser.hidden("kept")])
    #expect(browser.status == 403)
    #expect(browser.hidden("kept").contains("Ana Ruiz"))
  }

  @Test func keepsNoPassword() async throws {
    let (_, browser) = try await expired()
    try await browser.submit(
      "/accounts/ana%40example.test/password",
      ["password": "another good one", "secret-fields": "password", "note": "x"])
    #expect(browser.hidden("kept").contains("note"))
    #expect(!browser.page.contains("another good one"))
  }

  @Test func aFormFromAnotherSiteIsNotKept() async throws {
    let (_, browser) = try await expired()
    browser.site = "cross-site"
    try await browser.submit(path, ["displayName": "Mallory"])
    #expect(browser.location.hasPrefix("/sign-in"))
    #expect(!browser.page.contains("Mallory"))
  }

  @Test func leadsToThePageThatWasWanted() async throws {
    let (_, browser) = try await expired()
    try await browser.open("/sign-in?wanted=%2Faccounts%3Fsearch%3Dana")
    try await browser.submit(
      "/sign-in",
      ["address": "ana@example.test", "password": SignInBench.password.value, "wanted": browser.hidden("wanted")])
    #expect(browser.location == "/accounts?search=ana")
  }

  @Test func leadsToNoOtherSite() async throws {
    let (_, browser) = try await expired()
    try await browser.open("/sign-in")
    try await browser.submit(
      "/sign-in",
      ["address": "ana@example.test", "password": SignInBench.password.value, "wanted": "//elsewhere.example"])
    #expect(browser.location == "/")
  }

  private let path = "/accounts/ana%40example.test/details"

  private func expired() async throws -> (SignInBench, Browser) {
    let bench = try await SignInBench(grants: { _, _, _ in TestBench.administrator })
    let browser = Browser(bench, capabilities: [accounts, domains, signIns, sessions])
    try await browser.signIn()
    try await browser.open("/accounts/ana%40example.test")
    bench.bench.clock.advance(by: 40 * 86_400)
    return (bench, browser)
  }
}

@Suite struct ProfilePageTests {
  @Test func setsUpASecondFactorAndAsksForItAtTheNextSignIn() async throws {
    let bench = try await SignInBench()
    let browser = Browser(bench)
    try await browser.signIn()
    try await browser.submit("/profile/second-factor/start", [:])
    let shown = try #require(browser.page.firstMatch(of: /<code>([A-Z2-7 ]+)<\/code>/))
    let key = try #require(Base32.data(of: shown.1.filter { $0 != " " }))
    #expect(browser.page.contains("otpauth://totp/Palomar:ana%40example%2Etest"))
    try await browser.submit("/profile/second-factor/confirm", ["code": "000000"])
    #expect(browser.status == 422)
    let app = OneTimeCode(key: key)
    try await browser.submit("/profile/second-factor/confirm", ["code": bench.code(app).value])
    #expect(browser.page.matches(of: /<li><code>[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/).count == 10)

    browser.forget()
    bench.bench.clock.advance(by: 30)
    try await browser.signIn()
    #expect(browser.location == "/sign-in/code")
    try await browser.submit("/sign-in/code", ["code": "123"])
    #expect(browser.status == 403)
    try await browser.submit("/sign-in/code", ["code": bench.code(app).value])
    #expect(browser.page.contains("Email service administration process"))
  }

  @Test func changesThePasswordByThePresentOne() async throws {
    let browser = Browser(try await SignInBench())
    try await browser.signIn()
    try await browser.open("/profile")
    try await browser.submit("/profile/password", ["presentPassword": "wrong", "password": "another good one"])
    #expect(browser.status == 422)
    #expect(browser.page.contains("the present password is not right"))
    #expect(!browser.page.contains("another good one"))
    try await browser.submit(
      "/profile/password", ["presentPassword": SignInBench.password.value, "password": "another good one"])
    #expect(browser.page.contains("The new password is set."))
  }

  @Test func endsAnotherSession() async throws {
    let bench = try await SignInBench()
    let other = try await bench.open()
    let browser = Browser(bench)
    try await browser.signIn()
    try await browser.open("/profile")
    let id = try #require(browser.page.firstMatch(of: /name="id" value="([^"]+)"/)?.1)
    try await browser.submit("/profile/sessions/end", ["id": String(id)])
    #expect(browser.page.contains("The session has ended."))
    #expect(try await bench.identity.signedIn(other, SignInBench.client) == nil)
  }

  @Test func mayDoNothingBeyondItsOwnAccount() async throws {
    let bench = try await SignInBench()
    let principal = Rights.owner(of: bench.ana)
    #expect(!principal.may("accounts.read", in: .everything))
    #expect(!principal.may("sessions.read", in: .account(try Address("eva@example.test"))))
    #expect(principal.may("sessions.read", in: .account(bench.ana)))
  }
}
