import Kernel
import MailModel
import Store

/// Makes a role of the organisation's own. It gives nobody anything until it is assigned.
package struct AddRole: Action {
  package static let name = "roles.add"
  package static let route = Route.post("roles")
  package static let permission: Permission = "roles.add"
  package static let forms: [String: TextForm] = [
    "name": TextForm(pattern: "^[a-z][a-z0-9-]{0,39}$"), "description": .line(0...200),
  ]
  package static let summary = Text(en: "Adds a role.", es: "Añade un rol.")
  package var name: String
  package var description: String?
  package var allows: [PermissionPattern]
  package var denies: [PermissionPattern]?
  private var known: KnownPermissions = .any

  private enum CodingKeys: String, CodingKey { case name, description, allows, denies }

  package init(
    name: String, description: String? = nil, allows: [PermissionPattern], denies: [PermissionPattern]? = nil
  ) {
    self.name = name
    self.description = description
    self.allows = allows
    self.denies = denies
  }

  func knowing(_ permissions: KnownPermissions) -> AddRole {
    var action = self
    action.known = permissions
    return action
  }

  package func perform(in work: Work) throws -> Role {
    guard name.wholeMatch(of: #/[a-z][a-z0-9-]{0,39}/#) != nil else {
      throw Fault(
        .invalid, en: "a role cannot be called “\(name.prefix(60))”",
        es: "un rol no puede llamarse «\(name.prefix(60))»",
        hint: Text(
          en: "take up to 40 small letters, digits and hyphens",
          es: "use hasta 40 letras minúsculas, cifras y guiones"), field: "name")
    }
    guard try Role.find(name, in: work.db) == nil else {
      throw Fault(
        .conflict, en: "there is a role \(name) already", es: "ya existe el rol \(name)",
        hint: Text(en: "choose another name", es: "elija otro nombre"), field: "name")
    }
    let role = Role(
      name: name, description: try OneLine.checked(description, field: "description"),
      allows: try known.checked(allows, field: "allows"), denies: try known.checked(denies ?? [], field: "denies"),
      isBuiltIn: false)
    try role.insert(at: work.now, into: work.db)
    return role
  }
}

/// Changes what is given and leaves the rest; whoever has the role may at once what it says then.
package struct ChangeRole: Action {
  package static let name = "roles.change"
  package static let route = Route.put("roles/{name}")
  package static let permission: Permission = "roles.change"
  package static let summary = Text(en: "Changes a role.", es: "Modifica un rol.")
  package var name: String
  package var description: String?
  package var allows: [PermissionPattern]?
  package var denies: [PermissionPattern]?
  private var known: KnownPermissions = .any

  private enum CodingKeys: String, CodingKey { case name, description, allows, denies }

  package init(
    name: String, description: String? = nil, allows: [PermissionPattern]? = nil, denies: [PermissionPattern]? = nil
  ) {
    self.name = name
    self.description = description
    self.allows = allows
    self.denies = denies
  }

  func knowing(_ permissions: KnownPermissions) -> ChangeRole {
    var action = self
    action.known = permissions
    return action
  }

  package func perform(in work: Work) throws -> Role {
    let before = try Role.own(name, in: work.db)
    var role = before
    if description != nil { role.description = try OneLine.checked(description, field: "description") }
    if let allows { role.allows = try known.checked(allows, field: "allows") }
    if let denies { role.denies = try known.checked(denies, field: "denies") }
    guard role != before else { return role }
    try work.principal.requireToHold(before.permissions + role.permissions, in: .everything)
    try work.record(before: before)
    try Administrators.keepingOne(in: work) { try role.update(in: work.db) }
    return role
  }
}

/// Removes a role that nobody has.
package struct RemoveRole: Action {
  package static let name = "roles.remove"
  package static let route = Route.delete("roles/{name}")
  package static let permission: Permission = "roles.remove"
  package static let summary = Text(en: "Removes a role that nobody has.", es: "Elimina un rol que nadie tiene.")
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package func perform(in work: Work) throws -> Role {
    let role = try Role.own(name, in: work.db)
    if let holder = try RoleAssignment.list(AssignmentFilter(role: name), limit: 1, in: work.db).first {
      throw Fault(
        .conflict, en: "\(holder.account) has the role \(name) in \(holder.scope)",
        es: "\(holder.account) tiene el rol \(name) en \(holder.scope)",
        hint: Text(
          en: "take it away first: palomar role unassign \(holder.account) \(name)",
          es: "quítelo antes: palomar role unassign \(holder.account) \(name)"))
    }
    try work.record(before: role)
    try role.delete(from: work.db)
    try SecondFactorDuty.remove(name, in: work.db)
    return role
  }
}

/// Roles belong to no domain: whoever may read them in one sees them all.
package struct ListRoles: DomainQuery {
  package static let name = "roles.list"
  package static let route = Route.get("roles")
  package static let permission: Permission = "roles.read"
  package static let summary = Text(en: "Lists the roles.", es: "Enumera los roles.")

  package init() {}

  package func answer(from db: any Database, within visible: Visibility) throws -> [Role] {
    try Role.all(in: db)
  }
}

package struct ShowRole: DomainQuery {
  package static let name = "roles.show"
  package static let route = Route.get("roles/{name}")
  package static let permission: Permission = "roles.read"
  package static let summary = Text(en: "Shows one role.", es: "Muestra un rol.")
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Role {
    try Role.existing(name, in: db)
  }
}
