import Kernel
import MailModel
import Store

package struct ListAccesses: Query {
  package static let name = "accesses.list"
  package static let route = Route.get("accounts/{address}/accesses")
  package static let permission: Permission = "accesses.read"
  package static let summary = Text(
    en: "Lists who was let into a mailbox that is not theirs, when and why, page by page.",
    es: "Enumera quién obtuvo acceso a un buzón ajeno, cuándo y por qué, por páginas.")
  package var address: Address
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { .account(address) }

  package init(address: Address, after: String? = nil, limit: QueryNumber? = nil) {
    self.address = address
    self.after = after
    self.limit = limit
  }

  /// The newest first.
  package func answer(from db: any Database) throws -> Page<MailAccess> {
    let size = Page<MailAccess>.size(limit)
    let rows = try MailAccess.list(of: address, before: after.flatMap(Int64.init), limit: size + 1, in: db)
    return Page(rows: rows, limit: size) { String($0.number) }
  }
}

extension MailAccess {
  /// What was done, in words; the name of the action where nobody has any.
  var words: Text {
    switch action {
    case AddAppPassword.name: Text(en: "made an app password", es: "creó una contraseña de aplicación")
    case MakePasswordLink.name:
      Text(en: "made a link for a new password", es: "creó un enlace para una contraseña nueva")
    case DelegateMailbox.name: Text(en: "let somebody in", es: "dio acceso a otra persona")
    case SetPassword.name: Text(en: "set a new password", es: "puso una contraseña nueva")
    default: Text(verbatim: action)
    }
  }
}
