import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct ProviderTests {
  @Test func letsInWhomTheProviderVouchesFor() async throws {
    let bench = try await ProviderBench()
    let session = try await bench.signIn()
    #expect(!session.awaitsCode)
    #expect(try await bench.ana.identity.signedIn(session.secret, SignInBench.client)?.address == bench.ana.ana)
    let entry = try await bench.ana.bench.journal().first { $0.action == "sessions.openByProvider" }
    #expect(entry?.request.contains("4711") == true)
  }

  @Test func sendsPeopleThereWithWhatProvesTheAttempt() async throws {
    let bench = try await ProviderBench()
    let attempt = ProviderAttempt()
    let place = try await bench.desk.start(attempt, back: "/accounts?search=a+b")
    let parts = try #require(URLComponents(string: place))
    let query = Dictionary(uniqueKeysWithValues: (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") })
    #expect(place.hasPrefix("https://id.example.test/authorize?tenant=1&"))
    #expect(query["redirect_uri"] == "https://mail.example.test/sign-in/provider/answer")
    #expect(query["code_challenge"] == ProviderAttempt.challenge(of: attempt.verifier))
    #expect(query["code_challenge_method"] == "S256" && query["response_type"] == "code")
    #expect(query["nonce"] == attempt.nonce && query["scope"]?.hasPrefix("openid ") == true)
    #expect(attempt.back(in: query["state"] ?? "") == "/accounts?search=a+b")
    _ = try await bench.signIn()
    let redemption = try #require(bench.provider.state.withLock { $0.redemptions.last })
    #expect(redemption.authentication == .basic(ProviderBench.secret) && redemption.code == Secret("the code"))
    #expect(redemption.endpoint == "https://id.example.test/token")
  }

  /// RFC 7636, appendix B.
  @Test func makesTheChallengeOfTheStandard() {
    #expect(
      ProviderAttempt.challenge(of: Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
  }

  @Test func refusesATokenThatIsNotForThisSignIn() async throws {
    let bench = try await ProviderBench { $0.domains = [try! DomainName("example.test")] }
    let now = bench.ana.bench.clock.now.timeIntervalSince1970
    let wrong: [(String, (any Sendable)?)] = [
      ("iss", "https://id.example.test.evil.example"), ("aud", "another"), ("aud", ["palomar", "another"]),
      ("azp", "another"), ("nonce", "stale"), ("nonce", nil), ("exp", Int(now) - 61), ("exp", nil),
      ("iat", Int(now) + 61), ("iat", nil), ("nbf", Int(now) + 61), ("sub", nil), ("email", nil), ("email", "Ana"),
      ("email", ["ana@example.test"]), ("email", "ana@example.test, eve@example.test"), ("email_verified", false),
      ("email_verified", "false"), ("email", "ana@elsewhere.test"),
    ]
    for (name, value) in wrong {
      await #expect(throws: Fault(.forbidden, en: "", es: ""), "\(name): \(String(describing: value))") {
        try await bench.signIn([name: value])
      }
    }
    _ = try await bench.signIn(["exp": Int(now) - 59, "iat": Int(now) + 59, "email_verified": nil])
    _ = try await bench.signIn(["aud": ["palomar", "another"], "azp": "palomar"])
  }

  @Test func refusesATokenThatTheProviderHasNotSigned() async throws {
    let bench = try await ProviderBench()
    let attempt = ProviderAttempt()
    let headers = [
      ["alg": "none"], ["alg": "None", "kid": "one"], ["alg": "HS256", "kid": "one"], ["alg": "RS256", "kid": "one"],
      ["alg": "ES256", "kid": "another"], ["kid": "one"],
    ]
    for header in headers {
      for signature in [nil, ""] as [String?] {
        try bench.provider.answer(bench.claims(attempt), header: header, signature: signature)
        await #expect(throws: Fault(.forbidden, en: "", es: "")) {
          try await bench.desk.finish(attempt, ["code": "c"])
        }
      }
    }
    try bench.provider.answer(bench.claims(attempt), signature: Data(count: 64).base64URL)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.desk.finish(attempt, ["code": "c"]) }
    for token in ["", "a", "a.b", "a.b.c", "..", String(repeating: "a", count: 100_000), "a.b.c.d"] {
      bench.provider.state.withLock { $0.token = token }
      await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.desk.finish(attempt, ["code": "c"]) }
    }
  }

  @Test func followsAKeyThatChanges() async throws {
    let bench = try await ProviderBench()
    _ = try await bench.signIn()
    #expect(bench.provider.state.withLock { $0.anew } == 0)
    bench.provider.rotate()
    _ = try await bench.signIn()
    #expect(bench.provider.state.withLock { $0.anew } == 1)
  }

  @Test func refusesWhoHasNoAccountOrMayNotSignIn() async throws {
    let bench = try await ProviderBench()
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.signIn(["email": "eva@example.test"])
    }
    try await bench.ana.bench.perform(SuspendAccount(address: bench.ana.ana))
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.signIn() }
    let refused = try await bench.ana.bench.journal().filter { $0.action == "sessions.refused" }
    #expect(refused.count == 2 && refused.contains { "\($0)".contains("eva@example.test") })
  }

  @Test func aSecondFactorIsAskedForNevertheless() async throws {
    let bench = try await ProviderBench()
    _ = try await bench.ana.secondFactor()
    let session = try await bench.signIn()
    #expect(session.awaitsCode)
    #expect(try await bench.ana.identity.signedIn(session.secret, SignInBench.client) == nil)
  }

  @Test func isTheOnlyWayInWhereThatIsWanted() async throws {
    let bench = try await ProviderBench { $0.isRequired = true }
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.ana.signIn() }
    #expect(try await bench.ana.signIn("ana@example.test", Secret("wrong")) == .refused)
    _ = try await bench.signIn()
    try await bench.ana.bench.perform(AddDomain(domain: DomainName("other.test")))
    var others = SetIdentityProvider()
    others.domains = [try DomainName("other.test")]
    try await bench.ana.bench.perform(others)
    _ = try await bench.ana.open()
  }

  @Test func aProviderThatSaysItIsAnotherIsNotFollowed() async throws {
    let bench = try await ProviderBench()
    for (name, value) in [
      ("issuer", "https://id.example.test/"), ("authorization_endpoint", "http://id.example.test/authorize"),
      ("token_endpoint", "ftp://id.example.test"), ("jwks_uri", "http://169.254.169.254/latest"), ("jwks_uri", ""),
    ] {
      let before = bench.provider.state.withLock { state in
        defer { state.description[name] = value }
        return state.description[name]
      }
      await #expect(throws: Fault(.unavailable, en: "", es: "")) {
        try await bench.desk.start(ProviderAttempt(), back: nil)
      }
      bench.provider.state.withLock { $0.description[name] = before }
    }
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.desk.finish(ProviderAttempt(), ["code": "c", "iss": "https://another.example"])
    }
  }

  @Test func itsSecretIsForItAloneAndNeverShown() async throws {
    let bench = try await ProviderBench()
    #expect(try await bench.ana.bench.ask(ShowIdentityProvider()).isConfidential)
    let shown = String(
      decoding: try WireJSON.encoder().encode(try await bench.ana.bench.ask(ShowIdentityProvider())), as: UTF8.self)
    #expect(!shown.contains(ProviderBench.secret.value))
    #expect(!"\(try await bench.ana.bench.journal())".contains(ProviderBench.secret.value))
    var moved = SetIdentityProvider()
    moved.label = "Our own"
    #expect(try await bench.ana.bench.perform(moved).isConfidential)
    moved.issuer = "https://elsewhere.example"
    #expect(try await bench.ana.bench.perform(moved).isConfidential == false)
  }

  @Test(arguments: [
    "http://id.example.org", "https://id.example.org?x=1", "https://user:pass@id.example.org", "https://", "id", "",
    "https://id.example.org/\r\nHost: evil", "javascript:alert(1)", "file:///etc/passwd",
  ])
  func refusesAnIssuerThatIsNone(_ issuer: String) async throws {
    let bench = try await ProviderBench()
    var set = SetIdentityProvider()
    set.issuer = issuer
    let action = set
    await #expect(throws: Fault(.invalid, en: "", es: "")) { try await bench.ana.bench.perform(action) }
  }
}
