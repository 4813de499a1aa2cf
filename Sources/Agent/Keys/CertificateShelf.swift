import Foundation
import MailModel
import SwiftASN1
import X509

/// The TLS key and certificate of a host, signed by its private authority, renewed in time.
struct CertificateShelf: Sendable {
  let layout: Layout
  var now: @Sendable () -> Date = { Date() }

  private var authorityKey: String { "\(layout.keys)/tls/authority-key.pem" }

  /// Makes key and certificate if there are none. What is there stays, whatever it says: it is in use.
  func prepare(for system: MailSystem) throws {
    if present() == nil { try issue(ServerNames(system)) }
    try restoreAuthority()
  }

  /// The authority's certificate also ends the chain: whoever trusted it goes on to.
  private func restoreAuthority() throws {
    guard text(layout.authority) == nil, let chain = text(layout.tlsChain),
      let authority = try PEMDocument.parseMultiple(pemString: chain).last
    else { return }
    try DurableFile(path: layout.authority, mode: 0o644).write(Data((authority.pemString + "\n").utf8))
  }

  /// Renews the certificate when its names are not the system's or a third of its life is left.
  /// Returns whether it did.
  func renew(for system: MailSystem) throws -> Bool {
    let names = ServerNames(system)
    if let present = present(), names.match(present), !isDue(present) { return false }
    try issue(names)
    return true
  }

  private func isDue(_ certificate: Certificate) -> Bool {
    let life = certificate.notValidAfter.timeIntervalSince(certificate.notValidBefore)
    return certificate.notValidAfter.timeIntervalSince(now()) < life / 3
  }

  private func present() -> Certificate? {
    guard access(layout.tlsKey, F_OK) == 0, let text = text(layout.tlsChain) else { return nil }
    // The chain holds the authority's certificate as well, after the server's.
    return (try? PEMDocument.parseMultiple(pemString: text).first).flatMap { try? Certificate(pemDocument: $0) }
  }

  /// The key goes first: a program that reads between the two renames finds a chain that fits no key, refuses that
  /// one connection and reads again; the old key would stay in use with a chain that nobody renews.
  private func issue(_ names: ServerNames) throws {
    let server = try authority(named: names.host.name).issue(names, now: now())
    let key = DurableFile(path: layout.tlsKey, mode: 0o600)
    let chain = DurableFile(path: layout.tlsChain, mode: 0o644)
    try key.writeBeside(Data(server.keyPEM.utf8))
    try chain.writeBeside(Data(server.chainPEM.utf8))
    try key.place()
    try chain.place()
    try DurableFile.sync(directory: DurableFile.parent(of: layout.tlsKey))
  }

  private func authority(named name: String) throws -> PrivateAuthority {
    if let certificate = text(layout.authority), let key = text(authorityKey) {
      return try PrivateAuthority(certificatePEM: certificate, keyPEM: key)
    }
    let authority = try PrivateAuthority(name: name, now: now())
    try DurableFile(path: authorityKey, mode: 0o600).write(Data((authority.keyPEM + "\n").utf8))
    let certificate = try authority.certificate.serializeAsPEM().pemString + "\n"
    try DurableFile(path: layout.authority, mode: 0o644).write(Data(certificate.utf8))
    return authority
  }

  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
