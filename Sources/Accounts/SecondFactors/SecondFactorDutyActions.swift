import Foundation
import Kernel
import MailModel
import Store

package struct RequireSecondFactor: Action {
  package static let name = "secondFactors.require"
  package static let route = Route.put("roles/{name}/second-factor")
  package static let permission: Permission = "secondFactors.require"
  package static let summary = Text(
    en: "Requires a second factor of whoever has a role, from a moment on.",
    es: "Exige un segundo factor a quien tenga un rol, desde un momento.")
  /// The role's.
  package var name: String
  package var from: Date

  package init(name: String, from: Date) {
    self.name = name
    self.from = from
  }

  package func perform(in work: Work) throws -> SecondFactorDuty {
    let role = try Role.existing(name, in: work.db)
    if let before = try SecondFactorDuty.find(role.name, in: work.db) { try work.record(before: before) }
    let duty = SecondFactorDuty(role: role.name, from: from)
    try duty.put(into: work.db)
    return duty
  }
}

package struct WaiveSecondFactor: Action {
  package static let name = "secondFactors.waive"
  package static let route = Route.delete("roles/{name}/second-factor")
  package static let permission: Permission = "secondFactors.require"
  package static let summary = Text(
    en: "Requires no second factor of whoever has a role any more.",
    es: "Deja de exigir un segundo factor a quien tenga un rol.")
  /// The role's.
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package func perform(in work: Work) throws -> SecondFactorDuty {
    guard let duty = try SecondFactorDuty.find(name, in: work.db) else {
      throw Fault(
        .notFound, en: "the role \(name.prefix(60)) requires no second factor",
        es: "el rol \(name.prefix(60)) no exige segundo factor",
        hint: Text(
          en: "“palomar role second-factors” shows those that do",
          es: "«palomar role second-factors» muestra los que sí"),
        field: "name")
    }
    try work.record(before: duty)
    try SecondFactorDuty.remove(name, in: work.db)
    return duty
  }
}

/// Roles belong to no domain: whoever may read them in one sees them all.
package struct ListSecondFactorDuties: DomainQuery {
  package static let name = "secondFactors.duties"
  package static let route = Route.get("second-factors/duties")
  package static let permission: Permission = "secondFactors.read"
  package static let summary = Text(
    en: "Lists the roles that require a second factor.", es: "Enumera los roles que exigen un segundo factor.")

  package init() {}

  package func answer(from db: any Database, within visible: Visibility) throws -> [SecondFactorDuty] {
    try SecondFactorDuty.all(in: db)
  }
}

/// Who has a role that requires a second factor, and has none yet.
package struct ListMissingSecondFactors: DomainQuery {
  package static let name = "secondFactors.missing"
  package static let route = Route.get("roles/{name}/second-factor/missing")
  package static let permission: Permission = "secondFactors.read"
  package static let summary = Text(
    en: "Lists who has a role and no second factor, page by page.",
    es: "Enumera quién tiene un rol y no tiene segundo factor, por páginas.")
  /// The role's.
  package var name: String
  package var after: String?
  package var limit: QueryNumber?

  package init(name: String, after: String? = nil, limit: QueryNumber? = nil) {
    self.name = name
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Address> {
    let size = Page<Address>.size(limit)
    let role = try Role.existing(name, in: db)
    var condition: SQL = """
      removed IS NULL AND address > \(after ?? "") AND \(sql: visible.condition(on: "domain"))
      AND address NOT IN (SELECT address FROM second_factor WHERE is_confirmed = 1)
      AND address NOT IN (\(sql: Passkey.owners))
      """
    if role != .user {
      let holders = try Set(RoleAssignment.list(AssignmentFilter(role: role.name), in: db).map(\.account.text))
      condition = condition + " AND address IN \(list: holders.sorted())"
    }
    let accounts = try Account.list(where: condition, limit: size + 1, in: db)
    return Page(rows: accounts.map(\.address), limit: size, key: \.text)
  }
}
