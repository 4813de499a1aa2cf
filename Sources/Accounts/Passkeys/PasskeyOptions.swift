import Foundation
import MailModel

/// What the script hands to `navigator.credentials.create` (Web Authentication Level 3 §5.4); octets in Base64url.
struct PasskeyCreationOptions: Encodable {
  struct Party: Encodable {
    var id: String
    var name = "Palomar"
  }

  struct User: Encodable {
    var id: String
    var name: String
    var displayName: String
  }

  struct Parameters: Encodable {
    var type = "public-key"
    var alg: Int
  }

  /// A passkey that can be found without a name is best, and a key that cannot is still a second factor.
  struct Selection: Encodable {
    var residentKey = "preferred"
    var userVerification = "preferred"
  }

  var rp: Party
  var user: User
  var challenge: String
  var pubKeyCredParams = PasskeyKey.algorithms.map { Parameters(alg: $0) }
  /// Milliseconds.
  var timeout = PasskeyChallenge.lifetime * 1_000
  var excludeCredentials: [PasskeyDescriptor]
  var authenticatorSelection = Selection()
  var attestation = "none"

  init(_ challenge: PasskeyChallenge, for address: Address, named name: String, beside others: [Passkey]) {
    rp = Party(id: challenge.party.id)
    user = User(id: challenge.handle, name: address.text, displayName: name.isEmpty ? address.text : name)
    self.challenge = challenge.text
    excludeCredentials = others.map(PasskeyDescriptor.init)
  }
}

/// What it hands to `navigator.credentials.get` (§5.5).
struct PasskeyRequestOptions: Encodable {
  var challenge: String
  var rpId: String
  var timeout = PasskeyChallenge.lifetime * 1_000
  /// None: whichever the authenticator has for us.
  var allowCredentials: [PasskeyDescriptor]
  var userVerification: String

  init(_ challenge: PasskeyChallenge, of passkeys: [Passkey] = [], verified: Bool) {
    self.challenge = challenge.text
    rpId = challenge.party.id
    allowCredentials = passkeys.map(PasskeyDescriptor.init)
    userVerification = verified ? "required" : "preferred"
  }
}

struct PasskeyDescriptor: Encodable {
  var type = "public-key"
  var id: String
  var transports: [String]

  init(_ passkey: Passkey) {
    id = passkey.id
    transports = passkey.transports
  }
}
