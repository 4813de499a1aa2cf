import Foundation
import Kernel
import MailModel
import Store

/// Asks for access, until a day and for a reason. Whoever may give it decides, and gives it in their own name.
package struct AskForAccess: Action {
  package static let name = "requests.add"
  package static let route = Route.post("accounts/{address}/requests")
  package static let permission: Permission = "ownRequests.add"
  package static let summary = Text(
    en: "Asks for access that somebody else has to grant.", es: "Pide un acceso que otra persona tiene que conceder.")
  package var address: Address
  /// `role`, `group`, `shared` or `delegation`.
  package var kind: String
  /// The name of the role, the address of the group or mailbox.
  package var what: String
  /// Of a role; without a domain and a group it is everywhere.
  package var domain: DomainName?
  package var group: Address?
  /// In a mailbox; to read it when nobody says.
  package var rights: MailboxRights?
  package var until: Date
  package var reason: String
  package var scope: Scope { .account(address) }

  /// So many requests of one account wait at a time.
  private static let most = 20

  package init(
    address: Address, kind: String, what: String, domain: DomainName? = nil, group: Address? = nil,
    rights: MailboxRights? = nil, until: Date, reason: String
  ) {
    self.address = address
    self.kind = kind
    self.what = what
    self.domain = domain
    self.group = group
    self.rights = rights
    self.until = until
    self.reason = reason
  }

  package func perform(in work: Work) throws -> ChangeRequest {
    _ = try Account.present(address, in: work.db)
    let words = try OneLine.checked(reason, field: "reason").en.trimmingCharacters(in: .whitespaces)
    guard !words.isEmpty else {
      throw Fault(
        .invalid, en: "whoever decides wants to know why", es: "quien decide quiere saber por qué",
        hint: Text(en: "give a reason", es: "dé un motivo"), field: "reason")
    }
    try Expiry.check(until, at: work.now)
    let waiting = try ChangeRequest.list(of: address, state: .waiting, limit: Self.most, in: work.db)
    guard waiting.count < Self.most else {
      throw Fault(
        .conflict, en: "\(Self.most) requests of \(address) wait already",
        es: "ya esperan \(Self.most) peticiones de \(address)",
        hint: Text(en: "withdraw some, or wait for the answers", es: "retire alguna, o espere las respuestas"))
    }
    guard let offer = try AccessKind.named(kind).offer else {
      throw Fault(
        .invalid, en: "access of the kind \(kind) is not asked for", es: "los accesos del tipo \(kind) no se piden",
        field: "kind")
    }
    guard rights == nil || offer.takesRights else {
      throw Fault(
        .invalid, en: "rights are those in a mailbox, and this is a \(kind)",
        es: "los derechos son los de un buzón, y esto es del tipo \(kind)",
        hint: Text(en: "leave them out", es: "omítalos"), field: "rights")
    }
    try offer.ask(
      Wish(
        account: address, what: what, domain: domain, group: group, rights: rights, until: until, reason: words), work)
  }
}

/// What an account can ask for.
package struct ListAccessChoices: Query {
  package static let name = "requests.choices"
  package static let route = Route.get("accounts/{address}/requests/choices")
  package static let permission: Permission = "ownRequests.read"
  package static let summary = Text(en: "Lists what can be asked for.", es: "Enumera lo que puede pedirse.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> [AccessChoice] {
    try AccessKind.all.compactMap(\.offer).flatMap { try $0.choices(address, db) }
  }
}

/// The access that an account has: roles, groups, mailboxes, tokens, app passwords.
package struct ListHoldings: Query {
  package static let name = "holdings.list"
  package static let route = Route.get("accounts/{address}/access")
  package static let permission: Permission = "holdings.read"
  package static let summary = Text(
    en: "Lists the access that an account has, of every kind.",
    es: "Enumera los accesos de todo tipo que tiene una cuenta.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> [Holding] {
    try AccessKind.all.flatMap { try $0.holdings(address, db) }
  }
}
