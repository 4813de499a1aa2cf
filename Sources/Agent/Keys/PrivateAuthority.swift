import Crypto
import Foundation
import MailModel
import X509

/// A certificate authority of this host's own, for services that only their users need to trust.
///
/// ECDSA P-256. The authority lives for ten years and signs nothing below it but server certificates; a server's
/// lives for 90 days.
struct PrivateAuthority: Sendable {
  let certificate: Certificate
  private let key: Certificate.PrivateKey
  let keyPEM: String

  static let lifetime: TimeInterval = 10 * 365 * 86_400
  static let serverLifetime: TimeInterval = 90 * 86_400
  /// Clocks of mail programs may be behind. Seconds.
  private static let leeway: TimeInterval = 3600

  /// A new one. `name` tells several apart in a program's list of authorities.
  init(name: String, now: Date) throws {
    let secret = P256.Signing.PrivateKey()
    let signer = Certificate.PrivateKey(secret)
    key = signer
    keyPEM = secret.pemRepresentation
    let subject = try DistinguishedName {
      OrganizationName("Palomar")
      CommonName("Palomar private authority, \(name)".prefix(64).description)
    }
    certificate = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: signer.publicKey, notValidBefore: now - PrivateAuthority.leeway,
      notValidAfter: now + PrivateAuthority.lifetime, issuer: subject, subject: subject,
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        SubjectKeyIdentifier(hash: signer.publicKey)
      },
      issuerPrivateKey: signer)
  }

  init(certificatePEM: String, keyPEM: String) throws {
    certificate = try Certificate(pemEncoded: certificatePEM)
    key = Certificate.PrivateKey(try P256.Signing.PrivateKey(pemRepresentation: keyPEM))
    self.keyPEM = keyPEM
  }

  func issue(_ names: ServerNames, now: Date) throws -> ServerCertificate {
    let secret = P256.Signing.PrivateKey()
    let end = min(now + PrivateAuthority.serverLifetime, certificate.notValidAfter)
    let leaf = try Certificate(
      version: .v3, serialNumber: .init(), publicKey: Certificate.PublicKey(secret.publicKey),
      notValidBefore: now - PrivateAuthority.leeway, notValidAfter: end, issuer: certificate.subject,
      subject: DistinguishedName { CommonName(names.host.name.prefix(64).description) },
      signatureAlgorithm: .ecdsaWithSHA256,
      extensions: Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.serverAuth])
        names.extension
        SubjectKeyIdentifier(hash: Certificate.PublicKey(secret.publicKey))
        AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: key.publicKey).keyIdentifier)
      },
      issuerPrivateKey: key)
    return ServerCertificate(
      chainPEM: try leaf.serializeAsPEM().pemString + "\n" + certificate.serializeAsPEM().pemString + "\n",
      keyPEM: secret.pemRepresentation + "\n")
  }
}

struct ServerCertificate: Sendable {
  /// The server's certificate, then the authority's.
  let chainPEM: String
  let keyPEM: String
}
