import Foundation
import MailModel
import SwiftASN1
import X509

/// The TLS keys and certificates of a host, signed by its private authority, renewed in time: one for the mail
/// programs, and one for the web face, whose key the control plane reads and nobody's mail depends on.
struct CertificateShelf: Sendable {
  let layout: Layout
  var now: @Sendable () -> Date = { Date() }

  private var authorityKey: String { "\(layout.keys)/tls/authority-key.pem" }

  /// Makes key and certificate if there are none. What is there stays, whatever it says: it is in use.
  func prepare(for system: MailSystem) throws {
    if present() == nil { try issue(ServerNames(system)) }
    try restoreAuthority()
    if presentOfConsole() == nil { try issueForConsole(ServerNames(system)) }
  }

  /// The authority's certificate also ends the chain: whoever trusted it goes on to.
  private func restoreAuthority() throws {
    guard text(layout.authority) == nil, let chain = text(layout.tlsChain),
      let authority = try PEMDocument.parseMultiple(pemString: chain).last
    else { return }
    try DurableFile(path: layout.authority, mode: 0o644).write(Data((authority.pemString + "\n").utf8))
  }

  /// Renews the certificates whose names are not the system's, or of whose life a third is left. Returns whether the
  /// mail programs have a new one to read; the control plane looks by itself.
  func renew(for system: MailSystem) throws -> Bool {
    let names = ServerNames(system)
    try restoreAuthority()
    if !serves(presentOfConsole(), names) { try issueForConsole(names) }
    if serves(present(), names) { return false }
    try issue(names)
    return true
  }

  private func serves(_ certificate: Certificate?, _ names: ServerNames) -> Bool {
    guard let certificate else { return false }
    return names.match(certificate) && !isDue(certificate)
  }

  private func isDue(_ certificate: Certificate) -> Bool {
    let life = certificate.notValidAfter.timeIntervalSince(certificate.notValidBefore)
    return certificate.notValidAfter.timeIntervalSince(now()) < life / 3
  }

  private func present() -> Certificate? {
    guard access(layout.tlsKey, F_OK) == 0 else { return nil }
    return first(in: layout.tlsChain)
  }

  private func presentOfConsole() -> Certificate? {
    first(in: layout.consoleCertificate)
  }

  /// The server's certificate: the chain holds the authority's as well, after it.
  private func first(in path: String) -> Certificate? {
    guard let text = text(path) else { return nil }
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

  /// Chain and key go in one file, which is replaced whole.
  private func issueForConsole(_ names: ServerNames) throws {
    let server = try authority(named: names.host.name).issue(names, now: now())
    let file = try DurableFile(
      path: layout.consoleCertificate, mode: 0o440, gid: AccountNames.gid(SystemUsers.control))
    try file.write(Data((server.chainPEM + server.keyPEM).utf8))
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
