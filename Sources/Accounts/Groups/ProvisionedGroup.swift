import Kernel
import MailModel
import Store

/// A group with what the system that it comes from calls it.
package struct ProvisionedGroup: Codable, Hashable, Sendable {
  package var group: Group
  /// Whose system it was: the account that its program acts for. `nil` for a group that was made here.
  package var provider: Address?
  package var externalId: String?

  private struct Names: Decodable {
    var address: Address
    var provider: Address?
    var externalId: String?
  }

  static let migration = Migration(
    "group provisioning",
    [
      "ALTER TABLE mail_group ADD COLUMN provider TEXT",
      "ALTER TABLE mail_group ADD COLUMN external_id TEXT CHECK (external_id IS NULL OR provider IS NOT NULL)",
      "CREATE UNIQUE INDEX mail_group_external_id ON mail_group (provider, external_id)",
    ])

  static func find(_ address: Address, in db: any Database) throws -> ProvisionedGroup? {
    guard let group = try Group.find(address, in: db) else { return nil }
    let names = try names(where: "address = \(address)", in: db).first
    return ProvisionedGroup(group: group, provider: names?.provider, externalId: names?.externalId)
  }

  static func list(within visible: Visibility, limit: Int, in db: any Database) throws -> [ProvisionedGroup] {
    let names = Dictionary(
      try names(where: "provider IS NOT NULL AND \(sql: visible.condition(on: "domain"))", in: db).map {
        ($0.address, $0)
      }
    ) { first, _ in first }
    return try Group.list(within: visible, after: nil, limit: limit, in: db).map { group in
      let own = names[group.address]
      return ProvisionedGroup(group: group, provider: own?.provider, externalId: own?.externalId)
    }
  }

  private static func names(where condition: SQL, in db: any Database) throws -> [Names] {
    try db.rows(
      "SELECT address, provider, external_id AS \"externalId\" FROM mail_group WHERE \(sql: condition)", as: Names.self)
  }

  /// Throws where another group of the same system has the name that this one shall have.
  func update(in db: any Database) throws {
    if let externalId, let provider {
      let same: SQL = "provider = \(provider) AND external_id = \(externalId) AND address <> \(group.address)"
      if let other = try Self.names(where: same, in: db).first {
        throw Fault(
          .conflict, en: "\(other.address) has the externalId “\(externalId.prefix(60))”",
          es: "\(other.address) tiene el externalId «\(externalId.prefix(60))»",
          hint: Text(en: "each group has one of its own", es: "cada grupo tiene uno propio"), field: "externalId")
      }
    }
    try db.execute(
      "UPDATE mail_group SET provider = \(provider), external_id = \(externalId) WHERE address = \(group.address)")
  }
}
