import Foundation
import Kernel
import MailFormats
import MailModel
import Store

/// An account with what the system that it comes from has said about it.
package struct ProvisionedAccount: Codable, Hashable, Sendable {
  package var account: Account
  /// Whose system it was: the account that its program acts for. `nil` for an account that was made here.
  package var provider: Address?
  /// What that system calls it.
  package var externalId: String?
  /// What that system says of the person and a mail service only keeps, as JSON.
  package var profile: JSONValue

  private enum Columns: String, CodingKey { case provider, externalId, profile }

  /// Account and the rest stand side by side, in a row of the store as in JSON.
  package init(from decoder: any Decoder) throws {
    account = try Account(from: decoder)
    let rest = try decoder.container(keyedBy: Columns.self)
    provider = try rest.decodeIfPresent(Address.self, forKey: .provider)
    externalId = try rest.decodeIfPresent(String.self, forKey: .externalId)
    profile = try rest.decode(Profile.self, forKey: .profile).value
  }

  package func encode(to encoder: any Encoder) throws {
    try account.encode(to: encoder)
    var rest = encoder.container(keyedBy: Columns.self)
    try rest.encodeIfPresent(provider, forKey: .provider)
    try rest.encodeIfPresent(externalId, forKey: .externalId)
    try rest.encode(Profile(value: profile), forKey: .profile)
  }
}

/// JSON as text, as the column has it.
private struct Profile: Codable {
  let value: JSONValue

  init(value: JSONValue) {
    self.value = value
  }

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(SQLJSON.encode(value))
  }
}

extension ProvisionedAccount {
  static let migration = Migration(
    "account provisioning",
    [
      "ALTER TABLE account ADD COLUMN provider TEXT",
      "ALTER TABLE account ADD COLUMN external_id TEXT CHECK (external_id IS NULL OR provider IS NOT NULL)",
      "ALTER TABLE account ADD COLUMN profile TEXT NOT NULL DEFAULT '{}'",
      "CREATE UNIQUE INDEX account_external_id ON account (provider, external_id)",
    ])

  private static let columns = Account.columns + ", provider, external_id AS \"externalId\", profile"

  static func find(_ address: Address, in db: any Database) throws -> ProvisionedAccount? {
    try db.row(
      "SELECT \(sql: columns) FROM account WHERE address = \(address) AND removed IS NULL", as: ProvisionedAccount.self)
  }

  /// Those that are there and of which `condition` holds.
  static func list(
    where condition: SQL, within visible: Visibility, order: SQL = "address", after offset: Int = 0, limit: Int,
    in db: any Database
  ) throws -> [ProvisionedAccount] {
    try db.rows(
      """
      SELECT \(sql: columns) FROM account
      WHERE removed IS NULL AND \(sql: visible.condition(on: "domain")) AND (\(sql: condition))
      ORDER BY \(sql: order) LIMIT \(limit) OFFSET \(offset)
      """, as: ProvisionedAccount.self)
  }

  static func count(where condition: SQL, within visible: Visibility, in db: any Database) throws -> Int {
    try db.value(
      """
      SELECT COUNT(*) FROM account
      WHERE removed IS NULL AND \(sql: visible.condition(on: "domain")) AND (\(sql: condition))
      """, as: Int.self) ?? 0
  }

  /// Throws where another account of the same system has the name that this one shall have.
  func update(in db: any Database) throws {
    if let externalId, let provider {
      let other = try db.value(
        """
        SELECT address FROM account WHERE provider = \(provider) AND external_id = \(externalId)
          AND address <> \(account.address)
        """, as: String.self)
      if let other {
        throw Fault(
          .conflict, en: "\(other) has the externalId “\(externalId.prefix(60))”",
          es: "\(other) tiene el externalId «\(externalId.prefix(60))»",
          hint: Text(en: "each account has one of its own", es: "cada cuenta tiene uno propio"), field: "externalId")
      }
    }
    try db.execute(
      """
      UPDATE account SET provider = \(provider), external_id = \(externalId), profile = \(json: profile)
      WHERE address = \(account.address)
      """)
  }
}
