import CSodium
import Foundation
import MailModel
import Store

/// A password for one program or device, beside the account's main one: it opens fewer doors, and can be taken away
/// alone.
package struct AppPassword: Codable, Hashable, Sendable {
  package var address: Address
  /// What it is for, as its owner says it: `phone`.
  package var name: String
  package var protocols: Protocols
  /// Where it may come from; empty is anywhere.
  package var networks: [Network]
  /// From this moment on it opens nothing.
  package var expires: Date?
  package var created: Date

  package static let migration = Migration(
    "app passwords",
    [
      """
      CREATE TABLE app_password (
        address TEXT NOT NULL REFERENCES account (address) ON DELETE CASCADE,
        name TEXT NOT NULL,
        hash TEXT NOT NULL,
        protocols TEXT NOT NULL,
        networks TEXT NOT NULL,
        expires BIGINT,
        created BIGINT NOT NULL,
        PRIMARY KEY (address, name)
      )
      """
    ])

  private static let columns: SQL = "address, name, protocols, networks, expires, created"

  /// Of one account, or of all.
  static func list(of address: Address?, in db: any Database) throws -> [AppPassword] {
    let filter: SQL = address.map { "WHERE address = \($0)" } ?? ""
    return try db.rows(
      "SELECT \(sql: columns) FROM app_password \(sql: filter) ORDER BY address, name", as: AppPassword.self)
  }

  static func all(of address: Address, in db: any Database) throws -> [AppPassword] {
    try db.rows(
      "SELECT \(sql: columns) FROM app_password WHERE address = \(address) ORDER BY name", as: AppPassword.self)
  }

  /// When the next of an account's ends.
  static func nextEnd(of address: Address, after now: Date, in db: any Database) throws -> Date? {
    try db.value(
      "SELECT expires FROM app_password WHERE address = \(address) AND expires > \(now) ORDER BY expires LIMIT 1",
      as: Date.self)
  }

  func insert(hash: Secret, into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO app_password (address, name, hash, protocols, networks, expires, created)
      VALUES (\(address), \(name), \(hash), \(protocols), \(json: networks), \(expires), \(created))
      """)
  }
}

/// The words of an app password, and what is kept of them.
///
/// 140 random bits: nobody guesses them, however fast the hash, so a salted SHA-512 (Dovecot's `SSHA512`) is as good
/// as Argon2id here. It has to be fast, because a sign-in is compared with each of an account's app passwords.
struct AppPasswordWords {
  let secret: Secret
  let hash: Secret

  private static let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")

  init() {
    let groups = (0..<7).map { _ in String((0..<4).compactMap { _ in Self.letters.randomElement() }) }
    let words = groups.joined(separator: "-")
    let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha512_bytes()))
    let salted = Array(words.utf8) + salt
    // It has no way to fail (doc.libsodium.org, SHA-2).
    _ = crypto_hash_sha512(&digest, salted, UInt64(salted.count))
    secret = Secret(words)
    hash = Secret("{SSHA512}" + Data(digest + salt).base64EncodedString())
  }
}
