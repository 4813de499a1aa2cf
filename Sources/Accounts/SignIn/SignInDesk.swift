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
  private let gate: PasswordGate

  package init(plane: ControlPlane, gate: PasswordGate = .shared) {
    self.plane = plane
    self.gate = gate
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
      let isRight = try await gate.run { AccountCredentials.admit(password, to: credentials) }
      guard isRight, let address, let credentials else {
        try await recordRefusal(of: name, from: client)
        return .refused
      }
      let secret = BearerSecret.make()
      let session = try await plane.perform(
        OpenSession(
          address: address, client: client, isBound: isBound, passwordHash: credentials.passwordHash,
          secretHash: BearerSecret.hash(of: secret)), as: principal(address, client))
      try await PasswordRenewal(plane: plane, gate: gate).renew(
        password, of: address, hashed: credentials.passwordHash)
      return session.awaitsCode ? .needsCode(secret) : .open(secret)
    }
  }

  /// The second step: `secret` is that of the session which waits for the code.
  package func enter(code: Secret, for secret: Secret, from client: WebClient) async throws -> Outcome {
    let now = plane.now()
    let session = try await plane.store.read { try Session.find(secret, in: $0) }
    guard let session, session.awaitsCode, !session.isOver(at: now), session.fits(client) else { return .refused }
    return try await throttled([.code(of: session.address)]) {
      let opened = BearerSecret.make()
      let action = PassSecondFactor(session, code: code, secretHash: BearerSecret.hash(of: opened))
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

  /// A new password for somebody who is in, by the present one.
  package func changePassword(of address: Address, from present: Secret, to password: Secret, as principal: Principal)
    async throws
  {
    try await proving(.ownPassword(of: address)) {
      let now = plane.now()
      let credentials = try await plane.store.read { try AccountCredentials.find(address, at: now, in: $0) }
      guard try await gate.run({ AccountCredentials.admit(present, to: credentials) }) else {
        throw ChangeOwnPassword.refusal
      }
      let change = ChangeOwnPassword(address: address, password: password, presentHash: credentials?.passwordHash)
      _ = try await plane.perform(change, as: principal)
    }
  }

  /// Gives up the second factor of somebody who is in, by a code of it.
  package func giveUpSecondFactor(of address: Address, code: Secret, as principal: Principal) async throws {
    try await proving(.code(of: address)) {
      _ = try await plane.perform(GiveUpSecondFactor(address: address, code: code), as: principal)
    }
  }

  /// Counts wrong passwords and codes of somebody who is in already like those at the sign-in.
  private func proving(_ counter: SignInThrottle.Counter, _ attempt: () async throws -> Void) async throws {
    var refusal: Fault?
    let outcome = try await throttled([counter]) {
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

  /// An attempt that was neither right nor wrong, because something was away, counts for nothing.
  private func throttled(_ counters: [SignInThrottle.Counter], _ attempt: () async throws -> Outcome) async throws
    -> Outcome
  {
    if let wait = try await reserve(counters) { return .wait(wait) }
    do {
      let outcome = try await attempt()
      guard outcome != .refused else { return outcome }
      try await settle { throttle in
        try throttle.takeBack(counters)
        if let first = counters.first { try throttle.forget(first) }
      }
      return outcome
    } catch {
      try await settle { try $0.takeBack(counters) }
      throw error
    }
  }

  /// Looks before it writes: a flood of tries that must wait anyhow writes nothing.
  private func reserve(_ counters: [SignInThrottle.Counter]) async throws -> Int? {
    let now = plane.now()
    let wait = try await plane.store.read { try SignInThrottle(db: $0, now: now).wait(counters) }
    guard wait == 0 else { return wait }
    let reserved = try await plane.store.write { try SignInThrottle(db: $0, now: now).reserve(counters) }
    return reserved == 0 ? nil : reserved
  }

  private func settle(_ change: @escaping @Sendable (SignInThrottle) throws -> Void) async throws {
    let now = plane.now()
    try await plane.store.write { try change(SignInThrottle(db: $0, now: now)) }
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
