import Kernel
import MailFormats
import MailModel
import Store

package struct ListUsers: DomainQuery {
  package static let name = "provisioning.list"
  package static let route = Route.get("provisioning")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(en: "Lists users as SCIM has them.", es: "Enumera usuarios como los tiene SCIM.")
  private var wanted: SCIMListRequest

  init(_ wanted: SCIMListRequest) {
    self.wanted = wanted
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> SCIMList<SCIMUser> {
    let filter = UserFilter(try wanted.parsedFilter, provider: wanted.provider)
    guard filter.rest == nil, let order = try order else {
      return try wanted.page(of: looked(for: filter, within: visible, in: db))
    }
    let total = try ProvisionedAccount.count(where: filter.condition, within: visible, in: db)
    guard wanted.size > 0 else { return SCIMList(total: total, resources: []) }
    let rows = try ProvisionedAccount.list(
      where: filter.condition, within: visible, order: order, after: wanted.offset, limit: wanted.size, in: db)
    return SCIMList(total: total, resources: try rows.map { try SCIMUser($0, in: db) })
  }

  /// What the store sorts by; `nil` for what it cannot.
  private var order: SQL? {
    get throws {
      guard let path = try wanted.sorted(in: SCIMUser.schema) else { return "address" }
      let direction: SQL = wanted.isDescending ? " DESC" : ""
      return switch (path.attribute, path.part) {
      case ("userName", nil): "address" + direction
      case ("meta", "created"): "created" + direction + ", address" + direction
      default: nil
      }
    }
  }

  /// Row by row, as long as they are not too many.
  private func looked(for filter: UserFilter, within visible: Visibility, in db: any Database) throws -> [SCIMUser] {
    let rows = try ProvisionedAccount.list(
      where: filter.condition, within: visible, limit: SCIMLimits.rows + 1, in: db)
    guard rows.count <= SCIMLimits.rows else { throw SCIMLimits.tooMany }
    return try rows.map { try SCIMUser($0, in: db) }.filter { user in
      filter.rest?.matches(user.resource, SCIMUser.schema) ?? true
    }
  }
}

package struct ShowUser: Query {
  package static let name = "provisioning.show"
  package static let route = Route.get("provisioning/{address}")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(en: "Shows a user as SCIM has it.", es: "Muestra un usuario como lo tiene SCIM.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> SCIMUser {
    try SCIMUser.existing(address, in: db)
  }
}

enum SCIMLimits {
  /// Resources in one answer.
  static let page = 200
  /// Resources that a filter without an index may look at.
  static let rows = 10_000

  static let tooMany = SCIMFailure(
    .tooMany, en: "more than \(rows) resources would have to be looked at; filter users by userName as well",
    es: "habría que mirar más de \(rows) recursos; filtre los usuarios también por userName")
}
