import Kernel
import MailModel

/// API tokens, as access that is looked over.
let tokenAccess = AccessKind(
  "token", Text(en: "API token", es: "Token de API"),
  holdings: { account, db in
    try Token.list(of: account, within: .everything, limit: .max, in: db).map {
      Holding(
        "token", of: $0.owner, $0.name, in: $0.scope, since: $0.created, until: $0.until,
        detail: $0.permissions.map(\.text).joined(separator: ", "))
    }
  },
  revoke: { holding, work in try work.perform(RemoveToken(address: holding.account, name: holding.what)) })
