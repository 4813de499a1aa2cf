import Crypto
import Foundation
import Kernel
import MailModel
import Synchronization

@testable import Accounts

/// An identity provider in this process, which signs whatever a test wants.
final class ScriptedProvider: Sendable {
  static let issuer = "https://id.example.test"

  struct State {
    var key = P256.Signing.PrivateKey()
    /// Names of keys, and those that are published.
    var keyName = "one"
    var published: [String: P256.Signing.PrivateKey] = [:]
    /// What the cache of documents holds until it is asked anew.
    var cached: Data?
    var anew = 0
    var redemptions: [CodeRedemption] = []
    var token = ""
    var description: [String: String] = [
      "issuer": issuer, "authorization_endpoint": "\(issuer)/authorize?tenant=1",
      "token_endpoint": "\(issuer)/token", "jwks_uri": "\(issuer)/keys",
    ]
  }

  let state: Mutex<State>

  init() {
    var state = State()
    state.published = [state.keyName: state.key]
    self.state = Mutex(state)
  }

  var client: OpenIDClient {
    OpenIDClient(
      document: { [self] url, anew in
        try state.withLock { state in
          if url.hasSuffix("/.well-known/openid-configuration") {
            return try JSONSerialization.data(withJSONObject: state.description)
          }
          if anew { state.anew += 1 }
          if let cached = state.cached, !anew { return cached }
          let keys = try Self.keySet(state.published)
          state.cached = keys
          return keys
        }
      },
      redeem: { [self] redemption in
        try state.withLock { state in
          state.redemptions.append(redemption)
          return try JSONSerialization.data(withJSONObject: ["id_token": state.token, "token_type": "Bearer"])
        }
      })
  }

  /// Has the next code answered with a token of these claims.
  func answer(_ claims: [String: any Sendable], header: [String: String]? = nil, signature: String? = nil) throws {
    try state.withLock { state in
      let header = header ?? ["alg": "ES256", "kid": state.keyName]
      let parts = try [header, claims].map { try JSONSerialization.data(withJSONObject: $0).base64URL }
      let signed = parts.joined(separator: ".")
      let own = try state.key.signature(for: Data(signed.utf8)).rawRepresentation.base64URL
      state.token = "\(signed).\(signature ?? own)"
    }
  }

  /// The key changes; with the one before, or nothing, published beside it.
  func rotate() {
    state.withLock { state in
      state.key = P256.Signing.PrivateKey()
      state.keyName = "two"
      state.published = [state.keyName: state.key]
    }
  }

  /// RFC 7517, with keys beside it that nobody can use.
  private static func keySet(_ keys: [String: P256.Signing.PrivateKey]) throws -> Data {
    let own = keys.map { name, key -> [String: String] in
      let point = key.publicKey.rawRepresentation
      return [
        "kty": "EC", "crv": "P-256", "kid": name, "use": "sig", "x": Data(point.prefix(32)).base64URL,
        "y": Data(point.suffix(32)).base64URL,
      ]
    }
    let strange: [[String: String]] = [
      ["kty": "strange", "kid": "s"], ["kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB", "kid": "e"], [:],
    ]
    return try JSONSerialization.data(withJSONObject: ["keys": strange + own])
  }
}
