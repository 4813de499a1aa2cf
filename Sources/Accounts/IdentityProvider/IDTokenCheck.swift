import Foundation
import MailModel

/// Whether a token whose signature is right is for this sign-in, here and now (OpenID Connect Core 1.0 §3.1.3.7).
struct IDTokenCheck: Sendable {
  let provider: IdentityProvider
  let nonce: String
  let now: Date

  /// Seconds that clocks may differ by.
  static let leeway: TimeInterval = 60

  /// The address that it vouches for.
  func address(in claims: IDTokenClaims) throws(Fault) -> Address {
    guard claims.issuer == provider.issuer else {
      throw .provider(.forbidden, en: "the token is of another provider", es: "el token es de otro proveedor")
    }
    let isForOthers = claims.audience.count > 1 && claims.authorizedParty == nil
    guard claims.audience.contains(provider.clientID), !isForOthers,
      claims.authorizedParty.map({ $0 == provider.clientID }) ?? true
    else {
      throw .provider(.forbidden, en: "the token is for another program", es: "el token es para otro programa")
    }
    guard claims.nonce == nonce else {
      throw .provider(.forbidden, en: "the token is of another sign-in", es: "el token es de otro inicio de sesión")
    }
    let latest = now + Self.leeway
    guard claims.expires > now - Self.leeway, claims.issued <= latest, claims.notBefore ?? now <= latest else {
      throw .provider(
        .forbidden, en: "the token is not of this time", es: "el token no es de este momento",
        hint: Text(
          en: "are the clocks of both sides right?", es: "¿van bien los relojes de ambos lados?"))
    }
    return try address(named: claims)
  }

  private func address(named claims: IDTokenClaims) throws(Fault) -> Address {
    guard let text = claims.texts[provider.claim], let address = try? Address(text) else {
      throw .provider(
        .forbidden, en: "\(provider.label) did not say your address (\(provider.claim))",
        es: "\(provider.label) no indicó su dirección (\(provider.claim))",
        hint: Text(
          en: "your administrator can name another claim, or have the provider give this one out",
          es: "su administrador puede indicar otro dato, o hacer que el proveedor dé este"))
    }
    guard provider.claim != "email" || claims.isEmailVerified != false else {
      throw .provider(
        .forbidden, en: "\(provider.label) has not verified \(address)",
        es: "\(provider.label) no ha verificado \(address)",
        hint: Text(en: "verify it there, then try again", es: "verifíquela allí e inténtelo de nuevo"))
    }
    guard provider.vouches(for: address) else {
      throw .provider(
        .forbidden, en: "\(provider.label) does not speak for \(address.domain)",
        es: "\(provider.label) no responde por \(address.domain)",
        hint: Text(en: "sign in with the password", es: "entre con la contraseña"))
    }
    return address
  }
}
