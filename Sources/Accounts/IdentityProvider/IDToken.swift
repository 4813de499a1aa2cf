import Foundation
import JWTKit
import Kernel
import MailModel

/// What a provider says of somebody who has signed in there (OpenID Connect Core 1.0 §2).
struct IDTokenClaims: JWTPayload {
  var issuer: String
  var subject: String
  var audience: [String]
  var authorizedParty: String?
  var expires: Date
  var issued: Date
  var notBefore: Date?
  var nonce: String?
  /// Every claim that is text.
  var texts: [String: String]
  var isEmailVerified: Bool?

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let claims = try decoder.container(keyedBy: Key.self)
    func text(_ name: String) throws -> String { try claims.decode(String.self, forKey: Key(stringValue: name)) }
    func time(_ name: String) throws -> Date? {
      try claims.decodeIfPresent(Double.self, forKey: Key(stringValue: name)).map(Date.init(timeIntervalSince1970:))
    }
    issuer = try text("iss")
    subject = try text("sub")
    let several = try? claims.decode([String].self, forKey: Key(stringValue: "aud"))
    audience = try several ?? [text("aud")]
    guard let expires = try time("exp"), let issued = try time("iat") else {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "no exp, or no iat"))
    }
    self.expires = expires
    self.issued = issued
    notBefore = try time("nbf")
    texts = claims.allKeys.reduce(into: [:]) { texts, key in
      texts[key.stringValue] = try? claims.decode(String.self, forKey: key)
    }
    authorizedParty = texts["azp"]
    nonce = texts["nonce"]
    let truth = try? claims.decode(Bool.self, forKey: Key(stringValue: "email_verified"))
    isEmailVerified = truth ?? texts["email_verified"].map { $0 == "true" }
  }

  func encode(to encoder: any Encoder) throws {
    var claims = encoder.container(keyedBy: Key.self)
    for (name, value) in texts { try claims.encode(value, forKey: Key(stringValue: name)) }
  }

  /// Signatures are checked by whoever decodes; all else by `IDTokenCheck`, which knows the time.
  func verify(using algorithm: some JWTAlgorithm) async throws {}
}

/// The keys that a provider signs with (RFC 7517), as far as we can use them: those that we do not know are left out.
struct IDTokenKeys: Sendable {
  private let keys: [JWK]

  var count: Int { keys.count }

  init(_ document: Data) throws(Fault) {
    struct Line: Decodable {
      var key: JWK?

      private struct Use: Decodable {
        var use: String?
      }

      init(from decoder: any Decoder) throws {
        let use = try Use(from: decoder).use
        key = use == nil || use == "sig" ? try? JWK(from: decoder) : nil
      }
    }
    struct Lines: Decodable {
      var keys: [Line]
    }
    guard let lines = try? JSONDecoder().decode(Lines.self, from: document) else {
      throw .provider(en: "the provider's keys cannot be read", es: "no se pueden leer las claves del proveedor")
    }
    keys = lines.keys.compactMap(\.key)
  }

  /// Algorithms of signatures that only the provider can make. `none` and those with a shared secret are not among them.
  private static let algorithms: Set = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
  ]

  private struct Header: Decodable {
    var alg: String
    var kid: String?
    var crit: [String]?
  }

  /// What the token says; `nil` unless one of the keys has signed it.
  func claims(of token: Secret) async -> IDTokenClaims? {
    let parts = token.value.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, token.value.utf8.count <= 64 << 10, let octets = Data(base64URL: String(parts[0])),
      let header = try? JSONDecoder().decode(Header.self, from: octets), Self.algorithms.contains(header.alg),
      header.crit == nil
    else { return nil }
    for key in keys where header.kid == nil || key.keyIdentifier?.string == header.kid {
      guard key.algorithm == nil || key.algorithm?.rawValue == header.alg else { continue }
      if let claims = await Self.claims(of: token, by: key) { return claims }
    }
    return nil
  }

  private static func claims(of token: Secret, by key: JWK) async -> IDTokenClaims? {
    var key = key
    key.keyIdentifier = key.keyIdentifier ?? "the one"
    let collection = JWTKeyCollection()
    guard (try? await collection.add(jwk: key, isDefault: true)) != nil else { return nil }
    return try? await collection.verify(token.value, as: IDTokenClaims.self)
  }
}
