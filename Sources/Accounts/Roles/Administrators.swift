import Kernel
import MailModel
import Store

/// The accounts that may do everything, and go on doing so. The service must not lose the last of them; that root can
/// always help over the control socket is for the day when it happens all the same.
enum Administrators {
  /// Carries a change out, unless it would take the last administrator away. Where there is none yet, none is missed.
  static func keepingOne<Value>(in work: Work, _ change: () throws -> Value) throws -> Value {
    let (before, couldAgree) = (try all(in: work), Set(try approvers(in: work).map(\.place)))
    let value = try change()
    let after = try all(in: work)
    guard before.isEmpty || !after.isEmpty else { throw refusal(before) }
    // Whoever decides who the second person is has no second person.
    if before.count > 1, try after != before || Set(approvers(in: work).map(\.place)) != couldAgree {
      try requireSecondPerson(in: work)
    }
    return value
  }

  /// Whether there is a two-person rule, and a second one whom changing it would take.
  static func areTwoUnderRule(in work: Work) throws -> Bool {
    try !ApprovalRule.all(in: work.db).isEmpty && all(in: work).count > 1
  }

  /// Nobody acts as another administrator to be two, once there is a two-person rule.
  static func guardActing(as address: Address, in work: Work) throws {
    guard try areTwoUnderRule(in: work),
      try all(in: work).contains(address) || approvers(in: work).contains(where: { $0.account == address })
    else { return }
    try requireSecondPerson(in: work)
  }

  /// What makes somebody the second person for something, also for a time, or in one domain only.
  private static func approvers(in work: Work) throws -> [RoleAssignment] {
    let roles = try Role.all(in: work.db).filter { $0.allows.contains { $0.contains(ApproveRequest.permission) } }
    return try roles.flatMap { try RoleAssignment.list(AssignmentFilter(role: $0.name), in: work.db) }
  }

  private static func requireSecondPerson(in work: Work) throws {
    guard try !ApprovalRule.all(in: work.db).isEmpty else { return }
    work.requireSecondPerson(because: Role.administrator.name)
  }

  static func all(in work: Work) throws -> [Address] {
    let db = work.db
    let unlimited = try Role.all(in: db).filter { $0.allows.contains(.all) }
    let holders = try unlimited.flatMap { role in
      try RoleAssignment.list(AssignmentFilter(role: role.name, scope: .everything), in: db)
    }
    return try Set(holders.filter { $0.until == nil }.map(\.account)).sorted().filter { account in
      try isUnlimited(account, in: work)
    }
  }

  /// What ends by itself makes nobody an administrator, and whatever denies something unmakes one.
  private static func isUnlimited(_ address: Address, in work: Work) throws -> Bool {
    let db = work.db
    guard let account = try Account.find(address, in: db), account.standing(at: work.now) == .active,
      account.validUntil == nil
    else { return false }
    let grants = try RoleAssignment.list(AssignmentFilter(account: address), in: db).flatMap { assignment in
      let grants = try Role.find(assignment.role, in: db)?.grants(in: assignment.scope) ?? []
      return grants.filter { assignment.until == nil || $0.effect == .deny }
    }
    return Principal(account: address, grants: grants).holds(.all, in: .everything)
  }

  private static func refusal(_ last: [Address]) -> Fault {
    let names = last.map(\.text).joined(separator: ", ")
    return Fault(
      .conflict, en: "no administrator would be left after \(names)",
      es: "después de \(names) no quedaría ningún administrador",
      hint: Text(
        en: "give another account that role first, without an end: palomar role assign ADDRESS administrator",
        es: "dé antes ese rol a otra cuenta, sin fecha de fin: palomar role assign DIRECCIÓN administrator"))
  }
}

extension RoleAssignment {
  /// Who may agree, and where. Which role gives it is the same.
  fileprivate var place: [String] { [account.text, scope.text] }
}
