import Kernel
import MailModel
import Store

package struct ListTokens: DomainQuery {
  package static let name = "tokens.list"
  package static let route = Route.get("tokens")
  package static let permission: Permission = "tokens.read"
  package static let summary = Text(en: "Lists API tokens, page by page.", es: "Enumera los tokens de API por páginas.")
  package var owner: Address?
  package var after: String?
  package var limit: QueryNumber?
  package var scope: Scope { owner.map { .domain($0.domain) } ?? .everything }

  package init(owner: Address? = nil, after: String? = nil, limit: QueryNumber? = nil) {
    self.owner = owner
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database, within visible: Visibility) throws -> Page<Token> {
    let size = Page<Token>.size(limit)
    return Page(
      rows: try Token.list(of: owner, within: visible, after: after, limit: size + 1, in: db), limit: size, key: \.key)
  }
}

package struct ShowToken: Query {
  package static let name = "tokens.show"
  package static let route = Route.get("accounts/{address}/tokens/{name}")
  package static let permission: Permission = "tokens.read"
  package static let summary = Text(en: "Shows one API token.", es: "Muestra un token de API.")
  package var address: Address
  package var name: String
  package var scope: Scope { .account(address) }

  package init(address: Address, name: String) {
    self.address = address
    self.name = name
  }

  package func answer(from db: any Database) throws -> Token {
    try Token.existing(address, name, in: db)
  }
}
