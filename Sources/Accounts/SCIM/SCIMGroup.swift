import Foundation
import Kernel
import MailFormats
import MailModel
import Store

/// A group as SCIM shows it. Members that are elsewhere have no resource: they are in the group, and not in this.
package struct SCIMGroup: SCIMResource {
  package struct Member: Codable, Hashable, Sendable {
    package var address: Address
    package var id: String
    package var isGroup: Bool
  }

  package var stored: ProvisionedGroup
  package var members: [Member]

  static let place = "Groups"
  static var schema: SCIMSchema { GroupSchema.group }
  var id: String { SCIMIdentifier(address: stored.group.address, created: stored.group.created).text }

  var resource: JSONValue {
    let group = stored.group
    var resource: JSONValue = [
      "schemas": [.text(Self.schema.id)], "id": .text(id),
      "displayName": .text(group.name.isEmpty ? group.address.text : group.name),
      "meta": ["resourceType": "Group", "created": .text(group.created.formatted(.iso8601))],
    ]
    resource["externalId"] = stored.externalId.map(JSONValue.text)
    if !members.isEmpty {
      resource["members"] = .list(
        members.map { ["value": .text($0.id), "type": .text($0.isGroup ? "Group" : "User")] })
    }
    return resource
  }

  static func find(_ address: Address, in db: any Database) throws -> SCIMGroup? {
    try ProvisionedGroup.find(address, in: db).map { try SCIMGroup($0, in: db) }
  }

  static func existing(_ address: Address, in db: any Database) throws -> SCIMGroup {
    guard let group = try find(address, in: db) else {
      throw Fault(.notFound, en: "there is no group \(address)", es: "no existe el grupo \(address)")
    }
    return group
  }

  init(_ stored: ProvisionedGroup, in db: any Database) throws {
    self.stored = stored
    members = try Membership.list(of: stored.group.address, limit: .max, in: db).compactMap {
      try Member($0.member, in: db)
    }
  }
}

extension SCIMGroup.Member {
  /// `nil` for what is neither a user nor a group here.
  init?(_ address: Address, in db: any Database) throws {
    if let account = try Account.find(address, in: db), account.removed == nil {
      self.init(address: address, id: SCIMIdentifier(of: account).text, isGroup: false)
    } else if let group = try Group.find(address, in: db) {
      self.init(address: address, id: SCIMIdentifier(address: address, created: group.created).text, isGroup: true)
    } else {
      return nil
    }
  }
}
