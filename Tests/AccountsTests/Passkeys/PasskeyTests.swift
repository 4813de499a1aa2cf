import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

@Suite(.eachEngine) struct PasskeyTests {
  @Test func signsInWithoutAPassword() async throws {
    let bench = try await PasskeyBench()
    var key = try await bench.register()
    key.counter = 1
    let secret = try await bench.desk.signIn(try key.sign(bench.desk.signInOptions().challenge))
    let signedIn = try #require(try await bench.ana.identity.signedIn(secret, SignInBench.client))
    #expect(signedIn.address == bench.ana.ana)
    let shown = try await bench.ana.bench.ask(ListPasskeys(address: bench.ana.ana))
    #expect(shown.map(\.name) == ["phone"] && shown[0].lastUsed == bench.ana.bench.clock.now)
    let actions = try await bench.ana.bench.journal().map(\.action)
    #expect(actions.contains("passkeys.add") && actions.contains("sessions.openByPasskey"))
  }

  @Test func isTheSecondFactorAfterThePassword() async throws {
    let bench = try await PasskeyBench()
    let key = try await bench.register()
    guard case .needsCode(let pending) = try await bench.ana.signIn() else {
      Issue.record("the password alone let somebody in")
      return
    }
    #expect(try await bench.ana.identity.signedIn(pending, SignInBench.client) == nil)
    let choices = try await bench.desk.secondFactors(for: pending)
    let options = try #require(choices.passkey)
    #expect(!choices.app && options.allowCredentials.map(\.id) == [key.id.base64URL])
    #expect(options.allowCredentials[0].transports == ["internal"])
    let secret = try await bench.desk.pass(key.sign(options.challenge), for: pending)
    #expect(try await bench.ana.identity.signedIn(secret, SignInBench.client) != nil)
    #expect(try await bench.ana.identity.signedIn(pending, SignInBench.client) == nil)
  }

  /// It counts as a second factor, and the last one stays while a role requires one.
  @Test func theLastOneStaysWhileARoleRequiresIt() async throws {
    let bench = try await PasskeyBench()
    let it = bench.ana
    _ = try await bench.register()
    try await it.bench.perform(AssignRole(address: it.ana, role: "support"))
    try await it.bench.perform(RequireSecondFactor(name: "support", from: it.bench.clock.now))
    #expect(try await it.bench.ask(ListMissingSecondFactors(name: "support")).items == [])
    let removal = RemovePasskey(address: it.ana, name: "phone")
    let fault = await #expect(throws: Fault.self) { try await it.bench.plane.perform(removal, as: it.principal) }
    #expect(fault?.code == .conflict && fault?.field == SecondFactorDuty.field)
    _ = try await it.secondFactor()
    _ = try await it.bench.plane.perform(removal, as: it.principal)
    #expect(try await it.bench.ask(ListPasskeys(address: it.ana)) == [])
  }

  /// A stolen device: whoever looks after accounts takes its passkey away, and the next sign-in leads to another one.
  @Test func othersTakeTheLastOneAway() async throws {
    let bench = try await PasskeyBench()
    let it = bench.ana
    _ = try await bench.register()
    try await it.bench.perform(RequireSecondFactor(name: "user", from: it.bench.clock.now))
    try await it.bench.perform(RemovePasskey(address: it.ana, name: "phone"))
    #expect(try await it.bench.ask(ListMissingSecondFactors(name: "user")).items == [it.ana])
  }

  @Test func noSignatureWorksTwiceNorLater() async throws {
    let bench = try await PasskeyBench()
    let key = try await bench.register()
    let once = try await key.sign(bench.desk.signInOptions().challenge)
    _ = try await bench.desk.signIn(once)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.desk.signIn(once) }
    let late = try await key.sign(bench.desk.signInOptions().challenge)
    bench.ana.bench.clock.advance(by: PasskeyChallenge.lifetime)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.desk.signIn(late) }
  }

  @Test func aChallengeIsForOnePurposeAndOneSession() async throws {
    let bench = try await PasskeyBench()
    let key = try await bench.register()
    guard case .needsCode(let pending) = try await bench.ana.signIn(),
      case .needsCode(let other) = try await bench.ana.signIn()
    else { return }
    let mine = try #require(try await bench.desk.secondFactors(for: pending).passkey).challenge
    await #expect(throws: Fault.self) { try await bench.desk.pass(key.sign(mine), for: other) }
    let forSignIn = try await bench.desk.signInOptions().challenge
    await #expect(throws: Fault.self) { try await bench.desk.pass(key.sign(forSignIn), for: pending) }
    let own = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    await #expect(throws: Fault.self) { try await bench.desk.pass(key.sign(own), for: pending) }
  }

  @Test func refusesACopyWhoseCounterWentBack() async throws {
    let bench = try await PasskeyBench()
    var key = try await bench.register()
    key.counter = 7
    _ = try await bench.desk.signIn(try key.sign(bench.desk.signInOptions().challenge))
    for counter in [UInt32(7), 3, 0] {
      key.counter = counter
      let assertion = try await key.sign(bench.desk.signInOptions().challenge)
      await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.desk.signIn(assertion) }
    }
    #expect(try await bench.ana.bench.journal().contains { $0.result == .refused && $0.after.contains("counter") })
  }

  @Test func refusesWhatDoesNotFit() async throws {
    let bench = try await PasskeyBench()
    let key = try await bench.register()
    let changes: [(inout SoftwareAuthenticator) -> Void] = [
      { $0.userHandle = "" }, { $0.userHandle = "c29tZWJvZHkgZWxzZQ" }, { $0.flags = 0x01 }, { $0.flags = 0x04 },
      { $0.flags = 0x15 }, { $0.flags = 0x0d }, { $0.origin = "https://mail.example.test.evil.example" },
      { $0.party = "example.test" },
    ]
    for change in changes {
      var wrong = key
      change(&wrong)
      let assertion = try await wrong.sign(bench.desk.signInOptions().challenge)
      await #expect(throws: Fault.self) { try await bench.desk.signIn(assertion) }
    }
    let stranger = try await SoftwareAuthenticator().sign(bench.desk.signInOptions().challenge)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.desk.signIn(stranger) }
  }

  @Test func letsNobodyInWhoseAccountIsNotActive() async throws {
    let bench = try await PasskeyBench()
    let key = try await bench.register()
    try await bench.ana.bench.perform(SuspendAccount(address: bench.ana.ana))
    let assertion = try await key.sign(bench.desk.signInOptions().challenge)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) { try await bench.desk.signIn(assertion) }
  }

  @Test func theFirstOneEndsTheOtherSessions() async throws {
    let bench = try await PasskeyBench()
    let other = try await bench.ana.open()
    _ = try await bench.register()
    #expect(try await bench.ana.identity.signedIn(other, SignInBench.client) == nil)
    #expect(try await bench.ana.identity.signedIn(bench.secret, SignInBench.client) != nil)
  }

  @Test func onlyItsOwnerInPersonAddsOne() async throws {
    let bench = try await PasskeyBench()
    let options = try await bench.desk.creation(for: bench.owner, named: "phone")
    let registration = SoftwareAuthenticator().register(options.challenge)
    await #expect(throws: Fault(.forbidden, en: "", es: "")) {
      try await bench.desk.add(registration, named: "phone", for: bench.owner, as: TestBench.administrator)
    }
  }

  @Test func isRenamedAndRemoved() async throws {
    let bench = try await PasskeyBench()
    _ = try await bench.register()
    let ana = bench.ana
    try await ana.bench.perform(RenamePasskey(address: ana.ana, name: "phone", newName: "old phone"))
    await #expect(throws: Fault(.notFound, en: "", es: "")) {
      try await ana.bench.perform(RemovePasskey(address: ana.ana, name: "phone"))
    }
    try await ana.bench.perform(RemovePasskey(address: ana.ana, name: "old phone"))
    #expect(try await ana.bench.ask(ListPasskeys(address: ana.ana)).isEmpty)
    #expect(try await ana.identity.signedIn(bench.secret, SignInBench.client) == nil)
    _ = try await ana.open()
  }

  @Test func goesWithTheSecondFactorThatSupportRemoves() async throws {
    let bench = try await PasskeyBench()
    _ = try await bench.register()
    try await bench.ana.bench.perform(RemoveSecondFactor(address: bench.ana.ana))
    _ = try await bench.ana.open()
  }

  @Test func oneAddressCannotFillTheStore() async throws {
    let bench = try await PasskeyBench()
    await #expect(throws: Fault(.unavailable, en: "", es: "")) {
      for _ in 0..<60 { _ = try await bench.desk.signInOptions() }
    }
    bench.ana.bench.clock.advance(by: PasskeyChallenge.lifetime)
    _ = try await bench.desk.signInOptions()
  }

  @Test(arguments: [
    ("mail.example.test", true), ("MAIL.example.test:20443", true), ("mail.example.test:8443", false),
    ("example.test", false), ("localhost:20443", true), ("127.0.0.1:20443", false), ("[::1]:20443", false), ("", false),
  ])
  func worksAtTheNamesOfTheServiceAlone(authority: String, works: Bool) async throws {
    let bench = try await PasskeyBench()
    let desk = PasskeyDesk(plane: bench.ana.bench.plane, authority: authority, client: SignInBench.client)
    let options = try? await desk.signInOptions()
    #expect((options != nil) == works)
  }
}

/// Ana, signed in, at a service that calls itself mail.example.test.
struct PasskeyBench: Sendable {
  let ana: SignInBench
  let desk: PasskeyDesk
  /// Of Ana's session.
  let secret: Secret
  let owner: SignedIn

  init() async throws {
    let system = MailSystem(host: try DomainName("mail.example.test"), ports: try Ports(base: 20_000))
    ana = try await SignInBench(system: system)
    desk = PasskeyDesk(plane: ana.bench.plane, authority: "mail.example.test", client: SignInBench.client)
    secret = try await ana.open()
    owner = try #require(try await ana.identity.signedIn(secret, SignInBench.client))
  }

  /// An authenticator with a passkey called `phone`.
  func register() async throws -> SoftwareAuthenticator {
    let options = try await desk.creation(for: owner, named: "phone")
    var key = SoftwareAuthenticator()
    key.userHandle = options.user.id
    _ = try await desk.add(key.register(options.challenge), named: "phone", for: owner, as: ana.principal)
    return key
  }
}
