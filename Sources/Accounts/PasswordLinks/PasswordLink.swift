import Foundation
import Kernel
import MailModel
import Store

/// Opens the page on which somebody sets a new password without the old one: once, and for a while. The store keeps a
/// hash of its secret.
struct PasswordLink {
  static let migration = Migration(
    "password links",
    [
      """
      CREATE TABLE password_link (
        address TEXT PRIMARY KEY REFERENCES account (address) ON DELETE CASCADE,
        hash TEXT NOT NULL UNIQUE,
        until BIGINT NOT NULL
      )
      """
    ])

  /// In the place of an earlier one for the same account.
  static func put(_ hash: Secret, for address: Address, until: Date, into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO password_link (address, hash, until) VALUES (\(address), \(hash), \(until))
      ON CONFLICT (address) DO UPDATE SET hash = excluded.hash, until = excluded.until
      """)
  }

  /// Whose password this secret may set at this moment.
  static func address(for secret: Secret, at now: Date, in db: any Database) throws -> Address? {
    try db.value(
      "SELECT address FROM password_link WHERE hash = \(BearerSecret.hash(of: secret)) AND until > \(now)",
      as: Address.self)
  }

  static func remove(of address: Address, in db: any Database) throws {
    try db.execute("DELETE FROM password_link WHERE address = \(address)")
  }

  static var over: Fault {
    Fault(
      .conflict, en: "this link has been used, or its time is over", es: "este enlace ya se usó, o pasó su tiempo",
      hint: Text(en: "ask your support team for another one", es: "pida otro a su equipo de soporte"))
  }
}
