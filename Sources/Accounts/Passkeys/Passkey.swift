import Foundation
import MailModel
import Store

/// A key pair that an authenticator made for an account: it signs in without a password, and is a second factor.
package struct Passkey: Codable, Hashable, Sendable {
  package var address: Address
  /// What its owner calls it: `phone`.
  package var name: String
  /// The host name of the console that it was made for.
  package var relyingParty: String
  /// Whether its owner's other devices may have it too.
  package var isBackupEligible: Bool
  package var isBackedUp: Bool
  package var created: Date
  package var lastUsed: Date?
  /// In Base64url, as is all that follows.
  var id = ""
  /// Whose it is, as the authenticator knows it: random, and the same for all of an account's.
  var handle = ""
  /// COSE.
  var key = ""
  var counter: Int64 = 0
  var transports: [String] = []

  private enum CodingKeys: String, CodingKey {
    case address, name, relyingParty, isBackupEligible, isBackedUp, created, lastUsed
  }

  /// So many can be had.
  static let most = 20

  static let migration = Migration(
    "passkeys",
    [
      """
      CREATE TABLE passkey (
        id TEXT PRIMARY KEY,
        address TEXT NOT NULL REFERENCES account (address) ON DELETE CASCADE,
        name TEXT NOT NULL,
        handle TEXT NOT NULL,
        relying_party TEXT NOT NULL,
        key TEXT NOT NULL,
        counter BIGINT NOT NULL CHECK (counter >= 0),
        transports TEXT NOT NULL,
        is_backup_eligible BIGINT NOT NULL CHECK (is_backup_eligible IN (0, 1)),
        is_backed_up BIGINT NOT NULL CHECK (is_backed_up IN (0, is_backup_eligible)),
        created BIGINT NOT NULL,
        last_used BIGINT,
        UNIQUE (address, name)
      )
      """,
      """
      CREATE TABLE passkey_challenge (
        hash TEXT PRIMARY KEY,
        purpose TEXT NOT NULL CHECK (purpose IN ('registration', 'signIn', 'secondFactor')),
        subject TEXT NOT NULL,
        handle TEXT NOT NULL,
        relying_party TEXT NOT NULL,
        origin TEXT NOT NULL,
        client TEXT NOT NULL,
        expires BIGINT NOT NULL
      )
      """,
      "CREATE INDEX passkey_challenge_expires ON passkey_challenge (expires)",
      "CREATE INDEX passkey_challenge_client ON passkey_challenge (client)",
    ])
}

/// The table.
extension Passkey {
  private struct Line: Decodable {
    var id: String
    var address: Address
    var name: String
    var handle: String
    var relyingParty: String
    var key: String
    var counter: Int64
    var transports: String
    var isBackupEligible: Bool
    var isBackedUp: Bool
    var created: Date
    var lastUsed: Date?

    var passkey: Passkey {
      Passkey(
        address: address, name: name, relyingParty: relyingParty, isBackupEligible: isBackupEligible,
        isBackedUp: isBackedUp, created: created, lastUsed: lastUsed, id: id, handle: handle, key: key,
        counter: counter, transports: transports.split(separator: " ").map(String.init))
    }
  }

  private static let columns: SQL = """
    id, address, name, handle, relying_party AS "relyingParty", key, counter, transports,
    is_backup_eligible AS "isBackupEligible", is_backed_up AS "isBackedUp", created, last_used AS "lastUsed"
    """

  static func find(id: String, in db: any Database) throws -> Passkey? {
    try db.row("SELECT \(sql: columns) FROM passkey WHERE id = \(id)", as: Line.self)?.passkey
  }

  static func all(of address: Address, in db: any Database) throws -> [Passkey] {
    try db.rows("SELECT \(sql: columns) FROM passkey WHERE address = \(address) ORDER BY name", as: Line.self)
      .map(\.passkey)
  }

  static func existing(_ address: Address, _ name: String, in db: any Database) throws -> Passkey {
    guard let found = try all(of: address, in: db).first(where: { $0.name == name }) else {
      throw Fault(
        .notFound, en: "\(address) has no passkey “\(name.prefix(80))”",
        es: "\(address) no tiene la llave de acceso «\(name.prefix(80))»",
        hint: Text(
          en: "“palomar account passkeys \(address) list” shows them",
          es: "«palomar account passkeys \(address) list» las muestra"), field: "name")
    }
    return found
  }

  /// Who has one, for a condition.
  static let owners: SQL = "SELECT address FROM passkey"

  func insert(into db: any Database) throws {
    try db.execute(
      """
      INSERT INTO passkey (id, address, name, handle, relying_party, key, counter, transports, is_backup_eligible,
        is_backed_up, created)
      VALUES (\(id), \(address), \(name), \(handle), \(relyingParty), \(key), \(counter),
        \(transports.joined(separator: " ")), \(isBackupEligible), \(isBackedUp), \(created))
      """)
  }

  func rename(to name: String, in db: any Database) throws {
    try db.execute("UPDATE passkey SET name = \(name) WHERE id = \(id)")
  }

  /// It has signed.
  func recordUse(_ data: AuthenticatorData, at now: Date, in db: any Database) throws {
    try db.execute(
      """
      UPDATE passkey SET counter = \(Int64(data.counter)), is_backed_up = \(data.flags.contains(.backedUp)),
        last_used = \(now) WHERE id = \(id)
      """)
  }

  func delete(from db: any Database) throws {
    try db.execute("DELETE FROM passkey WHERE id = \(id)")
  }

  /// Whether there were any.
  static func delete(allOf address: Address, from db: any Database) throws -> Bool {
    try db.execute("DELETE FROM passkey WHERE address = \(address)") > 0
  }
}
