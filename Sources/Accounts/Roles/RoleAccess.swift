import Kernel
import MailModel

/// Roles, as access that is asked for and looked over.
let roleAccess = AccessKind(
  "role", Text(en: "Role", es: "Rol"),
  offer: .init(
    choices: { _, db in
      try Role.all(in: db).filter { $0 != .user && $0 != .groupOwner }.map {
        AccessChoice("role", $0.name, $0.description)
      }
    },
    ask: { wish, work in
      if let group = wish.group, group.domain != wish.account.domain {
        throw Fault(
          .invalid, en: "\(wish.account) asks for access within \(wish.account.domain)",
          es: "\(wish.account) pide accesos dentro de \(wish.account.domain)",
          hint: Text(
            en: "whoever looks after \(group.domain) can give it", es: "lo puede dar quien cuida \(group.domain)"),
          field: "group")
      }
      let scope = try Scope(domain: wish.domain, group: wish.group)
      let present = try RoleAssignment.find(wish.account, wish.what, scope, in: work.db)
      guard present.map({ $0.until.map { $0 < wish.until } ?? false }) ?? true else {
        throw Fault(
          .conflict, en: "\(wish.account) has the role \(wish.what) in \(scope) already",
          es: "\(wish.account) ya tiene el rol \(wish.what) en \(scope)", field: "what")
      }
      try work.ask(
        for: AssignRole(
          address: wish.account, role: wish.what, domain: wish.domain, group: wish.group, until: wish.until,
          reason: wish.reason),
        of: wish.account, because: wish.reason)
    }),
  holdings: { account, db in
    try RoleAssignment.list(AssignmentFilter(account: account), in: db).map {
      Holding(
        "role", of: $0.account, $0.role, in: $0.scope, since: $0.created, until: $0.until,
        detail: [$0.actor, $0.reason].compactMap { $0 }.joined(separator: ": "))
    }
  },
  revoke: { holding, work in
    if case .account(let group) = holding.scope {
      try work.perform(RemoveGroupOwner(address: group, owner: holding.account))
    } else {
      try work.perform(
        UnassignRole(
          address: holding.account, role: holding.what, domain: holding.scope.ownDomain, group: holding.scope.group))
    }
  })
