import Crypto
import Foundation
import MailFormats
import MailModel

/// What a browser sends when a passkey was made, in Base64url as the script writes it.
struct PasskeyRegistration: Sendable {
  var clientData: String
  var attestation: String
  /// How the authenticator can be reached, as `usb` or `internal`: a hint for the next time.
  var transports: [String]
}

/// What a browser sends when a passkey has signed.
struct PasskeyAssertion: Sendable {
  var id: String
  var clientData: String
  var authenticatorData: String
  var signature: String
  /// Whose passkey it says that it is.
  var userHandle: String
}

/// The checks of both ceremonies, in the order of Web Authentication Level 3 §7.1 and §7.2.
struct PasskeyCeremony: Sendable {
  let party: RelyingParty
  /// In Base64url, as it stands in the client data.
  let challenge: String

  /// JSON that the browser wrote (§5.8.1). It may have more fields.
  private struct ClientData: Decodable {
    var type: String
    var challenge: String
    var origin: String
    var crossOrigin: Bool?
  }

  /// The new credential. Statements of what made it are asked of nobody (`attestation: none`); one that comes
  /// nevertheless must be CBOR and is not looked at, as we trust no maker's word either way.
  func credential(from registration: PasskeyRegistration) throws(Fault) -> (
    AuthenticatorData, AuthenticatorData.Credential
  ) {
    _ = try clientData(registration.clientData, type: "webauthn.create")
    guard let object = Data(base64URL: registration.attestation).flatMap({ try? CBORReader.item(in: Array($0)) }),
      object["fmt"]?.text != nil, case .map? = object["attStmt"], let octets = object["authData"]?.octets
    else { throw .unreadablePasskey }
    let data = try authenticatorData(octets)
    guard let credential = data.credential else { throw .unreadablePasskey }
    guard PasskeyKey(octets: credential.key) != nil else {
      throw Fault(
        .invalid, en: "this passkey uses an algorithm that Palomar does not know",
        es: "esta llave de acceso usa un algoritmo que Palomar no conoce",
        hint: Text(
          en: "take one with ES256 or EdDSA, as nearly all have", es: "use una con ES256 o EdDSA, como casi todas"),
        field: "passkey")
    }
    return (data, credential)
  }

  /// Throws unless `passkey` has signed this challenge.
  func check(_ assertion: PasskeyAssertion, of passkey: Passkey, verified: Bool) throws(Fault) -> AuthenticatorData {
    let clientData = try clientData(assertion.clientData, type: "webauthn.get")
    guard let octets = Data(base64URL: assertion.authenticatorData),
      let signature = Data(base64URL: assertion.signature)
    else { throw .unreadablePasskey }
    let data = try authenticatorData(Array(octets))
    guard !verified || data.flags.contains(.verified) else {
      throw Fault(
        .invalid, en: "the passkey did not ask who is there", es: "la llave de acceso no comprobó quién está ahí",
        hint: Text(
          en: "without a password it takes a passkey with a PIN, a finger or a face; or sign in with the password",
          es: "sin contraseña hace falta una llave de acceso con PIN, huella o cara; o entre con la contraseña"),
        field: "passkey")
    }
    guard data.flags.contains(.backupEligible) == passkey.isBackupEligible else { throw .wrongPasskey }
    let key = Data(base64URL: passkey.key).flatMap { PasskeyKey(octets: Array($0)) }
    guard key?.isValid(signature, for: octets + Data(SHA256.hash(data: clientData))) == true else {
      throw .wrongPasskey
    }
    try checkCounter(of: data, passkey)
    return data
  }

  /// The octets as they came.
  private func clientData(_ text: String, type: String) throws(Fault) -> Data {
    guard let octets = Data(base64URL: text), let data = try? JSONDecoder().decode(ClientData.self, from: octets) else {
      throw .unreadablePasskey
    }
    guard data.type == type, data.challenge == challenge else { throw .wrongPasskey }
    guard data.origin == party.origin, data.crossOrigin != true else {
      throw Fault(
        .forbidden, en: "the passkey was used for a page of \(data.origin.prefix(100))",
        es: "la llave de acceso se usó en una página de \(data.origin.prefix(100))",
        hint: Text(en: "open \(party.origin)", es: "abra \(party.origin)"), field: "passkey")
    }
    return octets
  }

  private func authenticatorData(_ octets: [UInt8]) throws(Fault) -> AuthenticatorData {
    guard let data = AuthenticatorData(octets) else { throw .unreadablePasskey }
    guard data.relyingPartyHash == Array(SHA256.hash(data: Data(party.id.utf8))), data.flags.contains(.present) else {
      throw .wrongPasskey
    }
    return data
  }

  /// A counter that does not grow is the sign of a copy; one that stays 0 is not kept.
  private func checkCounter(of data: AuthenticatorData, _ passkey: Passkey) throws(Fault) {
    guard data.counter > 0 || passkey.counter > 0, Int64(data.counter) <= passkey.counter else { return }
    throw Fault(
      .forbidden, en: "there may be a copy of the passkey “\(passkey.name)”: its counter went back",
      es: "puede haber una copia de la llave de acceso «\(passkey.name)»: su contador retrocedió",
      hint: Text(
        en: "sign in another way, remove this passkey and add it anew",
        es: "entre de otra manera, elimine esta llave y añádala de nuevo"), field: "passkey")
  }
}

extension Fault {
  static let unreadablePasskey = Fault(
    .invalid, en: "the browser sent nothing that is a passkey", es: "el navegador no envió ninguna llave de acceso",
    hint: Text(
      en: "scripts must be on; if they are, try another browser",
      es: "los scripts deben estar activados; si lo están, pruebe otro navegador"), field: "passkey")

  static let wrongPasskey = Fault(
    .forbidden, en: "this passkey was not accepted", es: "no se aceptó esta llave de acceso",
    hint: Text(en: "try again, or sign in another way", es: "inténtelo de nuevo, o entre de otra manera"),
    field: "passkey")
}
