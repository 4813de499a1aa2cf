import Foundation
import Kernel
import MailModel

/// What a provider publishes of itself, as far as a sign-in needs it (OpenID Connect Discovery 1.0 §3).
struct ProviderDescription: Decodable, Sendable {
  var issuer: String
  var authorization: String
  var token: String
  var keys: String
  private var authentications: [String]?

  private enum CodingKeys: String, CodingKey {
    case issuer
    case authorization = "authorization_endpoint"
    case token = "token_endpoint"
    case keys = "jwks_uri"
    case authentications = "token_endpoint_auth_methods_supported"
  }

  /// Throws unless the description is of this issuer (§4.3), and all that it names may be asked.
  static func fetch(of provider: IdentityProvider, by client: OpenIDClient) async throws -> ProviderDescription {
    let base = provider.issuer.hasSuffix("/") ? String(provider.issuer.dropLast()) : provider.issuer
    let document = try await client.document("\(base)/.well-known/openid-configuration", false)
    guard let description = try? JSONDecoder().decode(ProviderDescription.self, from: document),
      [description.authorization, description.token, description.keys].allSatisfy(IdentityProviderURL.isSound)
    else {
      throw Fault.provider(
        en: "\(provider.label) describes itself in a way that nobody can follow",
        es: "\(provider.label) se describe de un modo que nadie puede seguir")
    }
    guard description.issuer == provider.issuer else {
      throw Fault.provider(
        en: "\(provider.issuer) says that it is \(description.issuer.prefix(100))",
        es: "\(provider.issuer) dice ser \(description.issuer.prefix(100))")
    }
    return description
  }

  /// How a client with a secret shows it: in the header unless the provider takes the form alone (§3).
  func authentication(with secret: Secret?) -> CodeRedemption.Authentication {
    guard let secret else { return .none }
    let known = authentications ?? ["client_secret_basic"]
    return known.contains("client_secret_basic") || !known.contains("client_secret_post")
      ? .basic(secret) : .form(secret)
  }
}

extension Fault {
  /// A sign-in through the provider that came to nothing.
  static func provider(_ code: Code = .unavailable, en: String, es: String, hint: Text? = nil) -> Fault {
    let usual = Text(
      en: "try again; if it stays so, tell your administrator",
      es: "inténtelo de nuevo; si sigue igual, avise a su administrador")
    return Fault(code, Text(en: en, es: es), hint: hint ?? usual, field: "provider")
  }
}
