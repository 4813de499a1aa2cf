import Foundation
import Kernel
import MailFormats
import MailModel
import Store

/// What a group shall be like, by what a client has sent.
package struct WantedGroup: Codable, Sendable {
  package var address: Address
  package var displayName: String
  package var externalId: String?
  /// The identifiers of its members.
  package var members: [String]

  /// A group that is new gets an address of `domain`, made of its name unless that is one; `present` keeps its own.
  init(_ resource: JSONValue, present: Address?, in domain: DomainName?) throws {
    guard let name = resource["displayName"]?.text, !name.isEmpty else {
      throw SCIMFailure(.invalidValue, en: "displayName is missing", es: "falta displayName")
    }
    displayName = name
    address = try present ?? Self.address(of: name, in: domain)
    externalId = resource["externalId"]?.text
    members = Set(resource["members"]?.elements.compactMap { $0["value"]?.text } ?? []).sorted()
  }

  /// `Sales Team (EU)` is `sales-team-eu`.
  private static func address(of name: String, in domain: DomainName?) throws -> Address {
    if let address = try? Address(name) { return address }
    var letters = name.decomposedStringWithCanonicalMapping.unicodeScalars
    letters.removeAll { $0.properties.generalCategory == .nonspacingMark }
    let words = String(letters).lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    guard let domain, let address = try? Address(local: String(words.joined(separator: "-").prefix(64)), domain: domain)
    else {
      throw SCIMFailure(
        .invalidValue, en: "no address can be made of this displayName",
        es: "con este displayName no puede formarse una dirección")
    }
    return address
  }
}

/// Makes a group that another system has, by the actions that a person's hands would use.
package struct AddUserGroup: Action {
  package static let name = "provisioning.addGroup"
  package static let route = Route.post("provisioning/groups")
  package static let permission: Permission = "groups.add"
  package static let summary = Text(
    en: "Makes a group that another system has.", es: "Crea un grupo que tiene otro sistema.")
  package var group: WantedGroup
  package var scope: Scope { .domain(group.address.domain) }

  init(_ group: WantedGroup) {
    self.group = group
  }

  package func perform(in work: Work) throws -> SCIMGroup {
    try work.perform(AddGroup(address: group.address, displayName: group.displayName))
    return try work.make(group)
  }
}

/// Makes a group what another system says that it is.
package struct ChangeUserGroup: Action {
  package static let name = "provisioning.changeGroup"
  package static let route = Route.put("provisioning/groups/{address}")
  package static let permission: Permission = "groups.change"
  package static let summary = Text(
    en: "Makes a group what another system says.", es: "Hace de un grupo lo que otro sistema dice.")
  package var group: WantedGroup
  package var scope: Scope { .account(group.address) }

  init(_ group: WantedGroup) {
    self.group = group
  }

  package func perform(in work: Work) throws -> SCIMGroup {
    try work.record(before: SCIMGroup.existing(group.address, in: work.db))
    return try work.make(group)
  }
}

package struct ListUserGroups: DomainQuery {
  package static let name = "provisioning.listGroups"
  package static let route = Route.get("provisioning/groups")
  package static let permission: Permission = "groups.read"
  package static let summary = Text(en: "Lists groups as SCIM has them.", es: "Enumera grupos como los tiene SCIM.")
  private var wanted: SCIMListRequest

  init(_ wanted: SCIMListRequest) {
    self.wanted = wanted
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> SCIMList<SCIMGroup> {
    let filter = try wanted.parsedFilter
    let rows = try ProvisionedGroup.list(within: visible, limit: SCIMLimits.rows + 1, in: db)
    guard rows.count <= SCIMLimits.rows else { throw SCIMLimits.tooMany }
    let groups = try rows.map { try SCIMGroup($0, in: db) }
    return try wanted.page(of: groups.filter { filter?.matches($0.resource, SCIMGroup.schema) ?? true })
  }
}

package struct ShowUserGroup: Query {
  package static let name = "provisioning.showGroup"
  package static let route = Route.get("provisioning/groups/{address}")
  package static let permission: Permission = "groups.read"
  package static let summary = Text(en: "Shows a group as SCIM has it.", es: "Muestra un grupo como lo tiene SCIM.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> SCIMGroup {
    try SCIMGroup.existing(address, in: db)
  }
}

extension Work {
  fileprivate func make(_ wanted: WantedGroup) throws -> SCIMGroup {
    let before = try SCIMGroup.existing(wanted.address, in: db)
    if wanted.displayName != before.resource["displayName"]?.text {
      try perform(ChangeGroup(address: wanted.address, displayName: wanted.displayName))
    }
    for member in before.members where !wanted.members.contains(member.id) {
      try perform(LeaveGroup(address: wanted.address, member: member.address))
    }
    let known = Set(before.members.map(\.id))
    let new = try wanted.members.filter { !known.contains($0) }.map(member)
    for part in new.slices() { try perform(JoinGroup(address: wanted.address, members: Array(part))) }
    var stored = before.stored
    stored.provider = principal.account ?? stored.provider ?? wanted.address
    stored.externalId = wanted.externalId
    try stored.update(in: db)
    return try SCIMGroup.existing(wanted.address, in: db)
  }

  private func member(_ id: String) throws -> Address {
    guard let named = SCIMIdentifier(id), try SCIMGroup.Member(named.address, in: db)?.id == id else {
      throw Fault(
        .invalid, en: "there is no user or group “\(id.prefix(80))”",
        es: "no existe el usuario o grupo «\(id.prefix(80))»",
        hint: Text(en: "name it by its id", es: "nómbrelo por su id"), field: "members")
    }
    return named.address
  }
}
