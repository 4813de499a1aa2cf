import Crypto
import Foundation

@testable import Accounts

/// An authenticator made of software, with one ES256 passkey: says what a real one says, and whatever else a test wants.
struct SoftwareAuthenticator {
  let key = P256.Signing.PrivateKey()
  let id = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) })
  var party = "mail.example.test"
  var origin = "https://mail.example.test"
  var userHandle = ""
  var counter: UInt32 = 0
  /// Present, verified.
  var flags: UInt8 = 0x05

  func register(_ challenge: String) -> PasskeyRegistration {
    let point = key.publicKey.x963Representation
    var data = authenticatorData(flags | 0x40)
    data.append(contentsOf: [UInt8](repeating: 0, count: 16))
    data.append(contentsOf: [0, UInt8(id.count)])
    data.append(id)
    data.append(contentsOf: [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32])
    data.append(point[1..<33])
    data.append(contentsOf: [0x22, 0x58, 32])
    data.append(point[33..<65])
    var object = Data([0xa3, 0x63])
    object.append(contentsOf: "fmt".utf8)
    object.append(0x64)
    object.append(contentsOf: "none".utf8)
    object.append(0x67)
    object.append(contentsOf: "attStmt".utf8)
    object.append(contentsOf: [0xa0, 0x68])
    object.append(contentsOf: "authData".utf8)
    object.append(contentsOf: [0x58, UInt8(data.count)])
    object.append(data)
    return PasskeyRegistration(
      clientData: clientData("webauthn.create", challenge).base64URL, attestation: object.base64URL,
      transports: ["internal", "<script>"])
  }

  func sign(_ challenge: String) throws -> PasskeyAssertion {
    let clientData = clientData("webauthn.get", challenge)
    let data = authenticatorData(flags)
    let signature = try key.signature(for: data + Data(SHA256.hash(data: clientData)))
    return PasskeyAssertion(
      id: id.base64URL, clientData: clientData.base64URL, authenticatorData: data.base64URL,
      signature: signature.derRepresentation.base64URL, userHandle: userHandle)
  }

  private func clientData(_ type: String, _ challenge: String) -> Data {
    Data(#"{"type":"\#(type)","challenge":"\#(challenge)","origin":"\#(origin)","crossOrigin":false}"#.utf8)
  }

  private func authenticatorData(_ flags: UInt8) -> Data {
    Data(SHA256.hash(data: Data(party.utf8))) + [flags] + withUnsafeBytes(of: counter.bigEndian) { Data($0) }
  }
}
