import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Both ceremonies, from the challenge to what follows from its answer.
struct PasskeyDesk: Sendable {
  let plane: ControlPlane
  /// Where the browser has the console open: a host, with a port or without.
  let authority: String
  let client: WebClient

  init(_ request: PageRequest) {
    self.init(plane: request.plane, authority: request.authority, client: request.client)
  }

  init(plane: ControlPlane, authority: String, client: WebClient) {
    self.plane = plane
    self.authority = authority
    self.client = client
  }

  // MARK: A new passkey

  func creation(for owner: SignedIn, named name: String) async throws -> PasskeyCreationOptions {
    let now = plane.now()
    return try await plane.store.write { [plane, authority, client] db in
      let party = try RelyingParty.required(at: authority, plane, field: "passkey", in: db)
      let others = try Passkey.all(of: owner.address, in: db)
      try PasskeyName.check(name, beside: others)
      // Says nothing of the person, and is the same for all of an account's, so that a device keeps one (§14.6.1).
      let handle = others.first?.handle ?? PasskeyChallenge.random()
      let challenge = try PasskeyChallenge.open(
        for: .registration, owner.session, handle: handle, at: party, from: client.address, now: now, in: db)
      return PasskeyCreationOptions(
        challenge, for: owner.address, named: owner.displayName, beside: others.filter { $0.relyingParty == party.id })
    }
  }

  func add(_ registration: PasskeyRegistration, named name: String, for owner: SignedIn, as principal: Principal)
    async throws -> Passkey
  {
    let challenge = try await taken(from: registration.clientData, for: .registration, owner.session)
    let action = AddPasskey(
      address: owner.address, name: name, registration, for: challenge, session: owner.session)
    return try await plane.perform(action, as: principal)
  }

  // MARK: A sign-in

  func signInOptions() async throws -> PasskeyRequestOptions {
    let now = plane.now()
    return try await plane.store.write { [plane, authority, client] db in
      let party = try RelyingParty.required(at: authority, plane, field: "passkey", in: db)
      let challenge = try PasskeyChallenge.open(for: .signIn, at: party, from: client.address, now: now, in: db)
      return PasskeyRequestOptions(challenge, verified: true)
    }
  }

  /// The secret of the session that is open now.
  func signIn(_ assertion: PasskeyAssertion) async throws -> Secret {
    let challenge = try await taken(from: assertion.clientData, for: .signIn)
    guard let passkey = try await plane.store.read({ try Passkey.find(id: assertion.id, in: $0) }) else {
      throw Fault(
        .forbidden, en: "this passkey is of no account here", es: "esta llave de acceso no es de ninguna cuenta",
        hint: Text(
          en: "sign in with the password, and add the passkey in your profile",
          es: "entre con la contraseña y añada la llave en su perfil"), field: "passkey")
    }
    let secret = BearerSecret.make()
    let proof = PasskeyProof(
      ceremony: challenge.ceremony, assertion: assertion, secretHash: BearerSecret.hash(of: secret))
    _ = try await plane.perform(
      OpenSessionByPasskey(passkey, proof, client: client), as: principal(passkey.address))
    return secret
  }

  // MARK: A second factor

  /// What the session that waits under this secret may be completed with.
  func secondFactors(for secret: Secret) async throws -> (app: Bool, passkey: PasskeyRequestOptions?) {
    let now = plane.now()
    guard let (session, passkeys) = try await waiting(under: secret) else { return (false, nil) }
    return try await plane.store.write { [plane, authority, client] db in
      let app = try SecondFactor.find(session.address, in: db)?.isConfirmed == true
      guard !passkeys.isEmpty, let party = try? RelyingParty.required(at: authority, plane, field: "passkey", in: db)
      else { return (app, nil) }
      let usable = passkeys.filter { $0.relyingParty == party.id }
      guard !usable.isEmpty else { return (app, nil) }
      let challenge = try PasskeyChallenge.open(
        for: .secondFactor, session.id, at: party, from: client.address, now: now, in: db)
      return (app, PasskeyRequestOptions(challenge, of: usable, verified: false))
    }
  }

  func pass(_ assertion: PasskeyAssertion, for secret: Secret) async throws -> Secret {
    guard let (session, _) = try await waiting(under: secret) else { throw Fault.staleChallenge }
    let challenge = try await taken(from: assertion.clientData, for: .secondFactor, session.id)
    let opened = BearerSecret.make()
    let proof = PasskeyProof(
      ceremony: challenge.ceremony, assertion: assertion, secretHash: BearerSecret.hash(of: opened))
    _ = try await plane.perform(PassByPasskey(session, proof), as: principal(session.address))
    return opened
  }

  private func waiting(under secret: Secret) async throws -> (Session, [Passkey])? {
    let now = plane.now()
    return try await plane.store.read { [client] db in
      guard let session = try Session.find(secret, in: db), session.awaitsCode, !session.isOver(at: now),
        session.fits(client)
      else { return nil }
      return (session, try Passkey.all(of: session.address, in: db))
    }
  }

  // MARK: Both

  private func taken(from clientData: String, for purpose: PasskeyChallenge.Purpose, _ subject: String = "")
    async throws -> PasskeyChallenge
  {
    let now = plane.now()
    guard !clientData.isEmpty else { throw Fault.unreadablePasskey }
    let challenge = try await plane.store.write {
      try PasskeyChallenge.take(from: clientData, for: purpose, subject, now: now, in: $0)
    }
    guard let challenge else { throw Fault.staleChallenge }
    return challenge
  }

  private func principal(_ address: Address) -> Principal {
    Rights.owner(of: address).coming(from: Origin(address: client.address))
  }
}

extension PasskeyChallenge {
  var ceremony: PasskeyCeremony { PasskeyCeremony(party: party, challenge: text) }
}
