import Crypto
import Foundation
import MailFormats
import MailModel
import Testing

@testable import Accounts

@Suite struct PasskeyCeremonyTests {
  private func passkey(of vector: SpecificationVector) throws -> Passkey {
    let (ceremony, registration) = vector.creation
    let (data, credential) = try ceremony.credential(from: registration)
    return Passkey(
      address: try Address("ana@example.org"), name: "key", relyingParty: "example.org",
      isBackupEligible: data.flags.contains(.backupEligible), isBackedUp: data.flags.contains(.backedUp),
      created: Date(),
      id: Data(credential.id).base64URL, key: Data(credential.key).base64URL, counter: Int64(data.counter))
  }

  @Test func takesTheVectorsOfTheSpecification() throws {
    for vector in [SpecificationVector.es256, .ed25519] {
      let passkey = try passkey(of: vector)
      #expect(passkey.isBackupEligible && passkey.isBackedUp)
      let (ceremony, assertion) = vector.request
      _ = try ceremony.check(assertion, of: passkey, verified: false)
    }
  }

  @Test func findsTheKeyOfTheSpecification() throws {
    let (ceremony, registration) = SpecificationVector.ed25519.creation
    let (data, credential) = try ceremony.credential(from: registration)
    #expect(Data(credential.id).base64URL.hasPrefix("QRIwD5n8cx6FpodCzuvSklcSvDfxDI5sQVwQMbqLIQg"))
    #expect(data.counter == 0 && credential.model.first == 0xc8)
  }

  @Test func asksWhoIsThereOnlyWhereThatIsWanted() throws {
    let (ceremony, assertion) = SpecificationVector.es256.request
    let es256 = try passkey(of: .es256)
    #expect(throws: Fault(.invalid, en: "", es: "")) { try ceremony.check(assertion, of: es256, verified: true) }
    let (other, verified) = SpecificationVector.ed25519.request
    _ = try other.check(verified, of: passkey(of: .ed25519), verified: true)
  }

  @Test func refusesAnotherChallengePartyOrigin() throws {
    let (ceremony, assertion) = SpecificationVector.es256.request
    let passkey = try passkey(of: .es256)
    for wrong in [
      PasskeyCeremony(party: ceremony.party, challenge: SpecificationVector.es256.creation.0.challenge),
      PasskeyCeremony(
        party: RelyingParty(id: "example.com", origin: ceremony.party.origin), challenge: ceremony.challenge),
      PasskeyCeremony(
        party: RelyingParty(id: "example.org", origin: "https://example.org:8443"), challenge: ceremony.challenge),
    ] {
      #expect(throws: Fault(.forbidden, en: "", es: "")) { try wrong.check(assertion, of: passkey, verified: false) }
    }
  }

  @Test func refusesTheSignatureOfAnotherKeyAndOfOtherOctets() throws {
    let (ceremony, assertion) = SpecificationVector.es256.request
    let other = try passkey(of: .ed25519)
    #expect(throws: Fault.self) { try ceremony.check(assertion, of: other, verified: false) }
    var changed = assertion
    changed.authenticatorData = SpecificationVector.base64URL(
      SpecificationVector.es256.authentication.authenticatorData.dropLast(10) + "1900000001")
    let passkey = try passkey(of: .es256)
    #expect(throws: Fault.self) { try ceremony.check(changed, of: passkey, verified: false) }
  }

  /// A registration is no assertion, and the other way round.
  @Test func refusesTheOtherCeremony() throws {
    let (ceremony, registration) = SpecificationVector.es256.creation
    let assertion = PasskeyAssertion(
      id: "", clientData: registration.clientData,
      authenticatorData: SpecificationVector.es256.request.1.authenticatorData,
      signature: SpecificationVector.es256.request.1.signature, userHandle: "")
    let passkey = try passkey(of: .es256)
    #expect(throws: Fault.self) { try ceremony.check(assertion, of: passkey, verified: false) }
  }

  @Test func survivesEveryCutAndEveryFlippedBit() throws {
    let (ceremony, registration) = SpecificationVector.es256.creation
    let octets = try #require(Data(base64URL: registration.attestation))
    for index in octets.indices {
      for damaged in [octets.prefix(index), octets.flipping(index), octets + [0]] {
        var broken = registration
        broken.attestation = damaged.base64URL
        do throws(Fault) { _ = try ceremony.credential(from: broken) } catch {
          #expect([.invalid, .forbidden].contains(error.code))
        }
      }
    }
    var longer = registration
    longer.attestation = (octets + [0]).base64URL
    #expect(throws: Fault(.invalid, en: "", es: "")) { try ceremony.credential(from: longer) }
  }

  /// Types, algorithms and curves that do not fit each other, and points that lie nowhere.
  @Test func takesNoKeyThatIsNone() {
    let point = [UInt8](repeating: 1, count: 32)
    let fitting: [Int: CBORValue] = [1: CBORValue(2), 3: CBORValue(-7), -1: CBORValue(1), -2: .octets(point)]
    for change in [
      [-3: CBORValue.octets(point)], [-3: .octets([])], [-3: .null], [1: CBORValue(1)], [3: CBORValue(-257)],
    ]
      as [[Int: CBORValue]]
    {
      let key = fitting.merging(change) { $1 }
      let pairs = key.map { (CBORValue($0.key), $0.value) }
      #expect(PasskeyKey(.map(Dictionary(uniqueKeysWithValues: pairs))) == nil)
    }
  }
}

extension Data {
  fileprivate func flipping(_ index: Index) -> Data {
    var data = self
    data[index] ^= 0x40
    return data
  }
}
