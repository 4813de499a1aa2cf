import Foundation
import MailModel

/// Identity providers, as they speak over HTTPS (OpenID Connect Core 1.0). What they say is for the asker to judge.
package struct OpenIDClient: Sendable {
  /// The JSON at a URL: at most an hour old, or, wanted `anew`, at most a minute.
  package var document: @Sendable (_ url: String, _ anew: Bool) async throws -> Data
  /// What the token endpoint answers to a code.
  package var redeem: @Sendable (CodeRedemption) async throws -> Data

  package static let unexpected = OpenIDClient(
    document: { url, _ in throw UnexpectedCall("OpenID document \(url)") },
    redeem: { redemption in throw UnexpectedCall("OpenID code at \(redemption.endpoint)") })

  package init(
    document: @escaping @Sendable (String, Bool) async throws -> Data,
    redeem: @escaping @Sendable (CodeRedemption) async throws -> Data
  ) {
    self.document = document
    self.redeem = redeem
  }
}

/// A code that a browser brought from the provider, and what proves that it is ours (RFC 6749 §4.1.3, RFC 7636 §4.5).
package struct CodeRedemption: Hashable, Sendable {
  package enum Authentication: Hashable, Sendable {
    /// A client without a secret.
    case none
    /// In the `Authorization` header.
    case basic(Secret)
    /// In the form.
    case form(Secret)
  }

  package var endpoint: String
  package var code: Secret
  package var verifier: Secret
  /// Where the provider sent the browser back to.
  package var redirect: String
  package var clientID: String
  package var authentication: Authentication

  package init(
    endpoint: String, code: Secret, verifier: Secret, redirect: String, clientID: String, authentication: Authentication
  ) {
    self.endpoint = endpoint
    self.code = code
    self.verifier = verifier
    self.redirect = redirect
    self.clientID = clientID
    self.authentication = authentication
  }
}
