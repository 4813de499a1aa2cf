import AgentProtocol
import Crypto
import CryptoExtras
import Foundation
import MailConfig
import MailModel

/// The password of a mail directory in PostgreSQL: made here unless an administrator has put one there, and written
/// down for each of the two programs that use it.
struct DirectoryKey: Sendable {
  let layout: Layout

  private var known: String { layout.directoryPassword + ".verifier" }

  /// Sees to it that the files are there and agree, and returns what PostgreSQL has to know. It stays the same as long as
  /// the password does.
  func keep() throws -> DirectoryVerifier {
    let password = try password()
    for file in DirectoryPassword.files(in: layout) {
      let contents = Data(DirectoryPassword.contents(password).value.utf8)
      guard FileManager.default.contents(atPath: file.path) != contents else { continue }
      try DurableFile(
        path: file.path, mode: file.mode, uid: AccountNames.uid(file.owner), gid: AccountNames.gid(file.group)
      ).write(contents)
    }
    return try verifier(of: password)
  }

  private func password() throws -> Secret {
    let path = layout.directoryPassword
    if let data = FileManager.default.contents(atPath: path) {
      return Secret(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
    let password = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0).base64EncodedString() }
    try DurableFile(path: path, mode: 0o400).write(Data((password + "\n").utf8))
    return Secret(password)
  }

  private func verifier(of password: Secret) throws -> DirectoryVerifier {
    if let data = FileManager.default.contents(atPath: known),
      let verifier = ScramVerifier(String(decoding: data, as: UTF8.self)), try verifier.fits(password)
    {
      return verifier.told
    }
    let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
    let verifier = try ScramVerifier(of: password, salt: salt)
    try DurableFile(path: known, mode: 0o400).write(Data(verifier.text.utf8))
    return verifier.told
  }
}

/// RFC 5803, as PostgreSQL's `pg_authid` holds it. Passwords are ASCII here, which SASLprep leaves as they are.
private struct ScramVerifier {
  let text: String
  private let salt: Data

  private static let rounds = 4_096

  init(of password: Secret, salt: Data) throws {
    let salted = try KDF.Insecure.PBKDF2.deriveKey(
      from: Data(password.value.utf8), salt: salt, using: .sha256, outputByteCount: 32,
      unsafeUncheckedRounds: Self.rounds)
    let client = Data(HMAC<SHA256>.authenticationCode(for: Data("Client Key".utf8), using: salted))
    let server = Data(HMAC<SHA256>.authenticationCode(for: Data("Server Key".utf8), using: salted))
    let stored = Data(SHA256.hash(data: client))
    self.salt = salt
    text =
      "SCRAM-SHA-256$\(Self.rounds):\(salt.base64EncodedString())$\(stored.base64EncodedString()):\(server.base64EncodedString())"
  }

  init?(_ text: String) {
    let parts = text.split(separator: "$")
    guard parts.count == 3, let salt = parts[1].split(separator: ":").last.flatMap({ Data(base64Encoded: String($0)) })
    else { return nil }
    self.text = text
    self.salt = salt
  }

  func fits(_ password: Secret) throws -> Bool {
    try ScramVerifier(of: password, salt: salt).text == text
  }

  var told: DirectoryVerifier {
    let print = String(SHA256.hash(data: Data(text.utf8)).hexadecimal.prefix(16))
    return DirectoryVerifier(text: text, fingerprint: print)
  }
}
