import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// A bench with ana@example.test, whose password is known.
struct SignInBench: Sendable {
  static let password = Secret("correct horse battery")
  static let client = WebClient(address: "192.0.2.7", userAgent: "Browser/1")

  let bench: TestBench
  let desk: SignInDesk
  let identity: SessionIdentity
  let ana: Address

  init(
    grants: @escaping SessionIdentity.Grants = Rights.principal(of:in:at:), system: MailSystem? = nil,
    world: World = .unexpected
  ) async throws {
    let system = try system ?? MailSystem(host: DomainName("mail.example.test"), ports: .standard)
    let wanted = every + [secondFactors, passkeys, identityProvider, signIns, passwords, imports]
    bench = try await TestBench(wanted, world: world) { _ in system }
    desk = SignInDesk(plane: bench.plane)
    identity = SessionIdentity(plane: bench.plane, grants: grants)
    ana = try Address("ana@example.test")
    try await bench.perform(AddDomain(domain: ana.domain))
    try await bench.perform(AddAccount(address: ana, displayName: "Ana", password: Self.password))
  }

  func signIn(
    _ name: String = "ana@example.test", _ password: Secret = password, from client: WebClient = client,
    isBound: Bool = false
  ) async throws -> SignInDesk.Outcome {
    try await desk.signIn(name, password, from: client, isBound: isBound)
  }

  /// The secret of a session that is open.
  func open(from client: WebClient = client, isBound: Bool = false) async throws -> Secret {
    guard case .open(let secret) = try await signIn(from: client, isBound: isBound) else {
      throw Fault(.conflict, Text(verbatim: "not in"))
    }
    return secret
  }

  var principal: Principal { Rights.owner(of: ana) }

  /// Ana in the session that this secret opens.
  func principal(in secret: Secret) async throws -> Principal {
    let session = try await identity.signedIn(secret, Self.client)?.session
    return principal.coming(from: Origin(session: session))
  }

  /// Sets a second factor up; its app and the codes on paper.
  func secondFactor(as owner: Principal? = nil) async throws -> (app: OneTimeCode, paper: [Secret]) {
    let principal = owner ?? self.principal
    let offer = try await bench.plane.perform(StartSecondFactor(address: ana), as: principal)
    let key = try #require(Base32.data(of: offer.key.value.filter { $0 != " " }))
    let app = OneTimeCode(key: key)
    let codes = try await bench.plane.perform(
      ConfirmSecondFactor(address: ana, code: code(app)), as: principal)
    return (app, codes.recoveryCodes)
  }

  func code(_ app: OneTimeCode) -> Secret {
    Secret(app.code(step: OneTimeCode.step(at: bench.clock.now)))
  }
}
