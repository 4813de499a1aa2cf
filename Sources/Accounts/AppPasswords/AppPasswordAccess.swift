import Kernel
import MailModel

/// App passwords, as access that is looked over.
let appPasswordAccess = AccessKind(
  "app-password", Text(en: "App password", es: "Contraseña de aplicación"),
  holdings: { account, db in
    try AppPassword.list(of: account, in: db).map {
      Holding(
        "app-password", of: $0.address, $0.name, in: .account($0.address), since: $0.created, until: $0.expires,
        detail: "\($0.protocols)")
    }
  },
  revoke: { holding, work in try work.perform(RemoveAppPassword(address: holding.account, name: holding.what)) })
