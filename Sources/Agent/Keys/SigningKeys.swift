import AgentProtocol
import CryptoExtras
import Foundation
import MailModel

/// The DKIM keys of a host: one per domain and selector, RSA of 2048 bits, which every verifier knows
/// (RFC 8301 §3.2). The private half lies in a file for root and the filter, and nowhere else.
struct SigningKeys: Sendable {
  let layout: Layout

  /// Makes the keys that are missing, and returns the public halves of all.
  func prepare(_ domains: [MailDomain]) throws -> [SigningKey] {
    try domains.map { try key(of: $0, makesMissing: true) }.compactMap { $0 }
  }

  /// The public halves of the keys that are there.
  func present(_ domains: [MailDomain]) throws -> [SigningKey] {
    try domains.map { try key(of: $0, makesMissing: false) }.compactMap { $0 }
  }

  private func key(of domain: MailDomain, makesMissing: Bool) throws -> SigningKey? {
    let path = layout.dkimKey(domain.name, domain.selector)
    let publicPath = path + ".public"
    if let known = FileManager.default.contents(atPath: publicPath), access(path, F_OK) == 0 {
      return signingKey(domain, String(decoding: known, as: UTF8.self))
    }
    let key: _RSA.Signing.PrivateKey
    if let pem = FileManager.default.contents(atPath: path) {
      key = try _RSA.Signing.PrivateKey(pemRepresentation: String(decoding: pem, as: UTF8.self))
    } else {
      guard makesMissing else { return nil }
      key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
      let owner = try DurableFile(path: path, mode: 0o440, gid: AccountNames.gid("_rspamd"))
      try owner.write(Data((key.pemRepresentation + "\n").utf8))
    }
    let text = key.publicKey.derRepresentation.base64EncodedString()
    try DurableFile(path: publicPath, mode: 0o444).write(Data(text.utf8))
    return signingKey(domain, text)
  }

  private func signingKey(_ domain: MailDomain, _ text: String) -> SigningKey {
    SigningKey(domain: domain.name, selector: domain.selector, publicKey: text)
  }
}
