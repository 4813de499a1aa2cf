import Kernel
import MailModel
import Store
import Surface

/// Lets people in: password first, second factor where there is one; slower and slower for whoever guesses.
package struct SignInDesk: Sendable {
  package enum Outcome: Hashable, Sendable {
    /// In; the session's secret.
    case open(Secret)
    /// The password was right, the code is still to come; the secret of the session that waits for it.
    case needsCode(Secret)
    /// Wrong, and nobody learns in what.
    case refused
    /// So many seconds, whatever the password is.
    case wait(Int)
  }

  private let plane: ControlPlane

  package init(plane: ControlPlane) {
    self.plane = plane
  }

  package func signIn(_ name: String, _ password: Secret, from client: WebClient, isBound: Bool = false) async throws
    -> Outcome
  {
    let counter = SignInThrottle.Counter.account(name, from: client)
    let counters = [counter, .client(client)]
    return try await throttled(counters) {
      let address = try? Address(name)
      let now = plane.now()
      let credentials = try await plane.store.read { db in
        try address.flatMap { try AccountCredentials.find($0, at: now, in: db) }
      }
      guard let address, let credentials, credentials.admit(password) else {
        if credentials == nil { PasswordHash.burn(password) }
        try await recordRefusal(of: name, from: client)
        return .refused
      }
      let secret = SessionSecret.make()
      let session = try await plane.perform(
        OpenSession(
          address: address, client: client, isBound: isBound, passwordHash: credentials.passwordHash,
          secretHash: SessionSecret.hash(of: secret)), as: principal(address, client))
      return session.awaitsCode ? .needsCode(secret) : .open(secret)
    }
  }

  /// The second step: `secret` is that of the session which waits for the code.
  package func enter(code: Secret, for secret: Secret, from client: WebClient) async throws -> Outcome {
    let now = plane.now()
    let session = try await plane.store.read { try Session.find(secret, in: $0) }
    guard let session, session.awaitsCode, !session.isOver(at: now), session.fits(client) else { return .refused }
    return try await throttled([.proof(of: session.address)]) {
      let opened = SessionSecret.make()
      let action = PassSecondFactor(session, code: code, secretHash: SessionSecret.hash(of: opened))
      do {
        _ = try await plane.perform(action, as: principal(session.address, client))
        return .open(opened)
      } catch let fault as Fault where fault.code == .invalid {
        return .refused
      }
    }
  }

  /// Whether a session waits for its code under this secret.
  package func awaitsCode(_ secret: Secret, from client: WebClient) async throws -> Bool {
    let now = plane.now()
    let session = try await plane.store.read { try Session.find(secret, in: $0) }
    return session.map { $0.awaitsCode && !$0.isOver(at: now) && $0.fits(client) } ?? false
  }

  /// Counts wrong passwords and codes of somebody who is in already like those at the sign-in.
  package func proving(_ address: Address, _ attempt: () async throws -> Void) async throws {
    var refusal: Fault?
    let outcome = try await throttled([.proof(of: address)]) {
      do {
        try await attempt()
        return .open(Secret(""))
      } catch let fault as Fault where fault.field == "presentPassword" || fault.field == "code" {
        refusal = fault
        return .refused
      }
    }
    if let refusal { throw refusal }
    if case .wait(let seconds) = outcome { throw Fault.tooOften(seconds) }
  }

  private func throttled(_ counters: [SignInThrottle.Counter], _ attempt: () async throws -> Outcome) async throws
    -> Outcome
  {
    let now = plane.now()
    let wait = try await plane.store.read { try SignInThrottle(db: $0, now: now).wait(counters) }
    guard wait == 0 else { return .wait(wait) }
    let outcome = try await attempt()
    try await plane.store.write { db in
      let throttle = SignInThrottle(db: db, now: now)
      if outcome == .refused {
        try throttle.fail(counters)
      } else if let counter = counters.first {
        try throttle.forget(counter)
      }
    }
    return outcome
  }

  private func principal(_ address: Address, _ client: WebClient) -> Principal {
    Rights.owner(of: address).coming(from: Origin(address: client.address))
  }

  private struct Refusal: Encodable {
    var account: String
  }

  private func recordRefusal(of name: String, from client: WebClient) async throws {
    let now = plane.now()
    let principal = Principal.stranger.coming(from: Origin(address: client.address))
    try await plane.store.write { db in
      try Work(db: db, now: now, principal: principal).record(
        "sessions.refused", Refusal(account: (try? Address(name))?.text ?? "not an address"))
    }
  }
}
