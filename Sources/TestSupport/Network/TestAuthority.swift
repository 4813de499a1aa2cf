import Crypto
import Foundation
import MailModel
import X509

/// A certificate authority that nobody else trusts, with its files in a directory of the test.
package struct TestAuthority: Sendable {
  /// Paths of PEM files.
  package struct ServerCertificate: Sendable {
    package let chain: String
    package let key: String
  }

  private let directory: String
  private let key: Certificate.PrivateKey
  private let name: DistinguishedName
  /// The path of its own certificate.
  package let file: String

  package init(in directory: String, called title: String = "Test Authority") throws {
    self.directory = directory
    key = Certificate.PrivateKey(P256.Signing.PrivateKey())
    name = try DistinguishedName { CommonName(title) }
    file = "\(directory)/authority-\(UUID().uuidString).pem"
    let certificate = try TestAuthority.certificate(
      of: key.publicKey, called: name, by: key, called: name, until: Date(timeIntervalSinceNow: 86_400),
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
        Critical(KeyUsage(keyCertSign: true))
      })
    try certificate.serializeAsPEM().pemString.write(toFile: file, atomically: true, encoding: .utf8)
  }

  /// A certificate for `host`; one that is over when `validity` is negative.
  package func certificate(for host: DomainName, validity: TimeInterval = 86_400) throws -> ServerCertificate {
    let key = P256.Signing.PrivateKey()
    let certificate = try TestAuthority.certificate(
      of: Certificate.PrivateKey(key).publicKey, called: DistinguishedName { CommonName(host.name) }, by: self.key,
      called: name, until: Date(timeIntervalSinceNow: validity),
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        SubjectAlternativeNames([.dnsName(host.name)])
      })
    let files = ServerCertificate(
      chain: "\(directory)/\(UUID().uuidString).pem", key: "\(directory)/\(UUID().uuidString).key")
    try certificate.serializeAsPEM().pemString.write(toFile: files.chain, atomically: true, encoding: .utf8)
    try key.pemRepresentation.write(toFile: files.key, atomically: true, encoding: .utf8)
    return files
  }

  private static func certificate(
    of subjectKey: Certificate.PublicKey, called subject: DistinguishedName, by issuerKey: Certificate.PrivateKey,
    called issuer: DistinguishedName, until end: Date, extensions: Certificate.Extensions
  ) throws -> Certificate {
    try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: subjectKey,
      notValidBefore: end.addingTimeInterval(-2 * 86_400), notValidAfter: end, issuer: issuer, subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: issuerKey)
  }
}
