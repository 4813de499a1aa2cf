import Foundation
import Kernel
import MailModel
import Surface
import TestSupport
import Testing

@testable import Accounts

/// Ana, at a service with an identity provider.
struct ProviderBench: Sendable {
  let ana: SignInBench
  let provider = ScriptedProvider()
  let desk: ProviderDesk

  static let secret = Secret("s3cret of the client")

  init(_ change: (inout SetIdentityProvider) -> Void = { _ in }) async throws {
    let system = MailSystem(host: try DomainName("mail.example.test"), ports: try Ports(base: 20_000))
    var world = World.unexpected
    world.openID = provider.client
    ana = try await SignInBench(system: system, world: world)
    desk = ProviderDesk(plane: ana.bench.plane, authority: "mail.example.test", client: SignInBench.client)
    var set = SetIdentityProvider()
    set.issuer = ScriptedProvider.issuer
    set.clientID = "palomar"
    set.clientSecret = Self.secret
    change(&set)
    try await ana.bench.perform(set)
  }

  /// What the provider says when all is right.
  func claims(_ attempt: ProviderAttempt) -> [String: any Sendable] {
    let now = Int(ana.bench.clock.now.timeIntervalSince1970)
    return [
      "iss": ScriptedProvider.issuer, "sub": "4711", "aud": "palomar", "nonce": attempt.nonce, "iat": now,
      "exp": now + 300, "email": "Ana@Example.test", "email_verified": true,
    ]
  }

  /// A whole sign-in.
  func signIn(_ changes: [String: (any Sendable)?] = [:]) async throws -> (secret: Secret, awaitsCode: Bool) {
    let attempt = ProviderAttempt()
    var claims = claims(attempt)
    for (name, value) in changes { claims[name] = value }
    try provider.answer(claims)
    return try await desk.finish(attempt, ["code": "the code"])
  }
}
