import Kernel
import MailModel
import Store

/// Says what takes a second person. As soon as there is one rule and a second administrator, that takes one itself.
package struct SetApproval: Action {
  package static let name = "approvals.set"
  package static let route = Route.put("approvals/{permissions}")
  package static let permission: Permission = "approvals.set"
  package static let summary = Text(
    en: "Sets what takes a second person.", es: "Fija qué exige una segunda persona.")
  package var permissions: PermissionPattern
  /// From so many objects on, in one request or within an hour; without one, always.
  package var threshold: QueryNumber?
  private var known: KnownPermissions = .any

  private enum CodingKeys: String, CodingKey { case permissions, threshold }

  package init(permissions: PermissionPattern, threshold: QueryNumber? = nil) {
    self.permissions = permissions
    self.threshold = threshold
  }

  func knowing(_ permissions: KnownPermissions) -> SetApproval {
    var action = self
    action.known = permissions
    return action
  }

  package func perform(in work: Work) throws -> ApprovalRule {
    let threshold = threshold?.value ?? 1
    guard (1...100_000).contains(threshold) else {
      throw Fault(
        .invalid, en: "a rule cannot begin at \(threshold) objects",
        es: "una regla no puede empezar en \(threshold) objetos",
        hint: Text(en: "choose 1 for always, or up to 100000", es: "elija 1 para siempre, o hasta 100000"),
        field: "threshold")
    }
    guard permissions != .all else {
      throw Fault(
        .invalid, en: "a second person for everything would bring the service to a stop",
        es: "una segunda persona para todo pararía el servicio",
        hint: Text(
          en: "name a family, as accounts.* or *.remove", es: "indique una familia, como accounts.* o *.remove"),
        field: "permissions")
    }
    _ = try known.checked([permissions], field: "permissions")
    try work.requireSecondPersonForRules()
    let rule = ApprovalRule(
      permissions: permissions, threshold: threshold, actor: work.principal.name, created: work.now)
    if let before = try ApprovalRule.find(permissions, in: work.db) { try work.record(before: before) }
    try rule.put(into: work.db)
    return rule
  }
}

package struct RemoveApproval: Action {
  package static let name = "approvals.remove"
  package static let route = Route.delete("approvals/{permissions}")
  package static let permission: Permission = "approvals.remove"
  package static let summary = Text(
    en: "Lets one person do again what took two.", es: "Deja de nuevo a una persona lo que exigía dos.")
  package var permissions: PermissionPattern

  package init(permissions: PermissionPattern) {
    self.permissions = permissions
  }

  package func perform(in work: Work) throws -> ApprovalRule {
    guard let rule = try ApprovalRule.find(permissions, in: work.db) else {
      throw Fault(
        .notFound, en: "no rule speaks of \(permissions)", es: "ninguna regla habla de \(permissions)",
        hint: Text(en: "“palomar approval list” shows the rules", es: "«palomar approval list» muestra las reglas"),
        field: "permissions")
    }
    try work.requireSecondPersonForRules()
    try work.record(before: rule)
    try rule.delete(from: work.db)
    return rule
  }
}

package struct ListApprovals: Query {
  package static let name = "approvals.list"
  package static let route = Route.get("approvals")
  package static let permission: Permission = "approvals.read"
  package static let summary = Text(
    en: "Lists what takes a second person.", es: "Enumera lo que exige una segunda persona.")

  package init() {}

  package func answer(from db: any Database) throws -> [ApprovalRule] {
    try ApprovalRule.all(in: db)
  }
}

extension Work {
  /// Nobody weakens the rule alone.
  fileprivate func requireSecondPersonForRules() throws {
    guard try Administrators.areTwoUnderRule(in: self) else { return }
    requireSecondPerson(because: SetApproval.permission.name)
  }
}
