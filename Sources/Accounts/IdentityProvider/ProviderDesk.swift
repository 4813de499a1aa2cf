import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Sends people to the identity provider, and takes what they bring back.
struct ProviderDesk: Sendable {
  let plane: ControlPlane
  let authority: String
  let client: WebClient

  /// Where the provider sends browsers back to.
  static let answerPath = "/sign-in/provider/answer"

  init(_ request: PageRequest) {
    plane = request.plane
    authority = request.authority
    client = request.client
  }

  init(plane: ControlPlane, authority: String, client: WebClient) {
    self.plane = plane
    self.authority = authority
    self.client = client
  }

  /// The provider's page for this attempt (OpenID Connect Core 1.0 §3.1.2.1).
  func start(_ attempt: ProviderAttempt, back: String?) async throws -> String {
    let (provider, redirect) = try await provider()
    let description = try await ProviderDescription.fetch(of: provider, by: plane.world.openID)
    guard var parts = URLComponents(string: description.authorization) else {
      throw Fault.provider(en: "the provider has no page", es: "el proveedor no tiene página")
    }
    parts.queryItems =
      (parts.queryItems ?? []) + [
        URLQueryItem(name: "response_type", value: "code"), URLQueryItem(name: "client_id", value: provider.clientID),
        URLQueryItem(name: "redirect_uri", value: redirect), URLQueryItem(name: "scope", value: "openid email profile"),
        URLQueryItem(name: "state", value: attempt.state(back: back)),
        URLQueryItem(name: "nonce", value: attempt.nonce),
        URLQueryItem(name: "code_challenge", value: attempt.challenge),
        URLQueryItem(name: "code_challenge_method", value: "S256"),
      ]
    // A plus sign would be read as a space.
    parts.percentEncodedQuery = parts.percentEncodedQuery?.replacing("+", with: "%2B")
    guard let url = parts.string else {
      throw Fault.provider(en: "the provider has no page", es: "el proveedor no tiene página")
    }
    return url
  }

  /// The session that the provider's answer opens; its secret, and whether a second factor is still to come.
  func finish(_ attempt: ProviderAttempt, _ answer: [String: String]) async throws -> (secret: Secret, awaitsCode: Bool)
  {
    let (provider, redirect) = try await provider()
    // RFC 9207 §2.4, where the provider says who it is.
    guard answer["iss"].map({ $0 == provider.issuer }) ?? true else {
      throw Fault.provider(.forbidden, en: "another provider answered", es: "respondió otro proveedor")
    }
    guard let code = answer["code"], !code.isEmpty else { throw Self.refusal(answer["error"] ?? "", provider) }
    let token = try await redeem(Secret(code), attempt, provider, redirect)
    let claims = try await claims(of: token, provider)
    let check = IDTokenCheck(provider: provider, nonce: attempt.nonce, now: plane.now())
    let address = try check.address(in: claims)
    try await requireAccount(address, provider)
    let secret = BearerSecret.make()
    let action = OpenSessionByProvider(
      address: address, issuer: provider.issuer, subject: claims.subject, client: client,
      secretHash: BearerSecret.hash(of: secret))
    let principal = Rights.owner(of: address).coming(from: Origin(address: client.address))
    return (secret, try await plane.perform(action, as: principal).awaitsCode)
  }

  private func provider() async throws -> (IdentityProvider, redirect: String) {
    try await plane.store.read { [plane, authority] db in
      let provider = try IdentityProvider.existing(in: db)
      let party = try RelyingParty.required(at: authority, plane, field: "provider", in: db)
      return (provider, party.origin + Self.answerPath)
    }
  }

  private func redeem(_ code: Secret, _ attempt: ProviderAttempt, _ provider: IdentityProvider, _ redirect: String)
    async throws -> Secret
  {
    struct Answer: Decodable {
      var token: Secret

      private enum CodingKeys: String, CodingKey { case token = "id_token" }
    }
    let description = try await ProviderDescription.fetch(of: provider, by: plane.world.openID)
    let answer = try await plane.world.openID.redeem(
      CodeRedemption(
        endpoint: description.token, code: code, verifier: attempt.verifier, redirect: redirect,
        clientID: provider.clientID, authentication: description.authentication(with: provider.clientSecret)))
    guard let token = try? JSONDecoder().decode(Answer.self, from: answer).token else {
      throw Fault.provider(
        en: "\(provider.label) did not say who you are", es: "\(provider.label) no dijo quién es usted")
    }
    return token
  }

  /// By the keys at hand, or, when none of them fits, by those of this minute: providers change them.
  private func claims(of token: Secret, _ provider: IdentityProvider) async throws -> IDTokenClaims {
    let description = try await ProviderDescription.fetch(of: provider, by: plane.world.openID)
    for anew in [false, true] {
      let keys = try IDTokenKeys(await plane.world.openID.document(description.keys, anew))
      if let claims = await keys.claims(of: token) { return claims }
    }
    throw Fault.provider(
      .forbidden, en: "\(provider.label) has not signed this", es: "\(provider.label) no ha firmado esto")
  }

  /// Who is known there and not here learns so, and it is on record.
  private func requireAccount(_ address: Address, _ provider: IdentityProvider) async throws {
    struct Refusal: Encodable {
      var account: Address
      var issuer: String
    }
    let now = plane.now()
    let stranger = Principal.stranger.coming(from: Origin(address: client.address))
    let isActive = try await plane.store.write { db in
      let isActive = try AccountCredentials.find(address, at: now, in: db)?.isActive == true
      if !isActive {
        try Work(db: db, now: now, principal: stranger).record(
          "sessions.refused", Refusal(account: address, issuer: provider.issuer))
      }
      return isActive
    }
    guard !isActive else { return }
    throw Fault.provider(
      .forbidden, en: "\(address) has no account here that may sign in",
      es: "\(address) no tiene aquí una cuenta que pueda entrar",
      hint: Text(
        en: "ask your administrator for one, or sign in at \(provider.label) as somebody else",
        es: "pida una a su administrador, o entre en \(provider.label) como otra persona"))
  }

  /// The provider's own word, where it is one (RFC 6749 §4.1.2.1).
  private static func refusal(_ error: String, _ provider: IdentityProvider) -> Fault {
    let word = error.wholeMatch(of: #/[a-z_]{1,40}/#) == nil ? "?" : error
    return .provider(
      .forbidden, en: "\(provider.label) did not let you in: \(word)",
      es: "\(provider.label) no le dejó entrar: \(word)")
  }
}
