import Foundation
import Kernel
import MailModel
import Store

/// One kind of access that accounts have: it can be listed and taken away, and some of it can be asked for. A capability
/// that gives access adds one value to `AccessKind.all`; requests, reviews and everybody's own overview follow.
package struct AccessKind: Sendable {
  package let name: String
  package let title: Text
  /// All of it: of one account, or of all.
  package let holdings: @Sendable (_ account: Address?, any Database) throws -> [Holding]
  /// Takes one away, by the action that does so.
  package let revoke: @Sendable (Holding, Work) throws -> Void
  /// What can be asked for; `nil` where nothing can.
  package let offer: Offer?

  package init(
    _ name: String, _ title: Text, offer: Offer? = nil,
    holdings: @escaping @Sendable (Address?, any Database) throws -> [Holding],
    revoke: @escaping @Sendable (Holding, Work) throws -> Void
  ) {
    self.name = name
    self.title = title
    self.offer = offer
    self.holdings = holdings
    self.revoke = revoke
  }

  /// What somebody may ask for, and the change that gives it.
  package struct Offer: Sendable {
    /// Whether who asks says which rights in a mailbox they want.
    package let takesRights: Bool
    /// For one account.
    package let choices: @Sendable (Address, any Database) throws -> [AccessChoice]
    /// Keeps the request: see `Work.ask`.
    package let ask: @Sendable (Wish, Work) throws -> Never

    package init(
      takesRights: Bool = false, choices: @escaping @Sendable (Address, any Database) throws -> [AccessChoice],
      ask: @escaping @Sendable (Wish, Work) throws -> Never
    ) {
      self.takesRights = takesRights
      self.choices = choices
      self.ask = ask
    }
  }

  package static let all = [
    roleAccess, groupAccess, sharedAccess, delegationAccess, tokenAccess, appPasswordAccess,
  ]

  static func named(_ name: String) throws(Fault) -> AccessKind {
    if let kind = all.first(where: { $0.name == name }) { return kind }
    let names = all.map(\.name).joined(separator: ", ")
    throw Fault(
      .invalid, en: "there is no kind of access “\(name.prefix(40))”",
      es: "no hay accesos del tipo «\(name.prefix(40))»",
      hint: Text(en: "those there are: \(names)", es: "los que hay: \(names)"), field: "kind")
  }
}

/// Access that an account has.
package struct Holding: Codable, Hashable, Sendable {
  /// Of which kind: `role`.
  package var kind: String
  package var account: Address
  /// Its name: that of the role, the group, the mailbox, the token, the app password.
  package var what: String
  /// Where it holds.
  package var scope: Scope
  package var since: Date
  package var until: Date?
  /// What somebody who decides over it wants to know besides: what it permits, why it was given.
  package var detail: String

  package init(
    _ kind: String, of account: Address, _ what: String, in scope: Scope, since: Date, until: Date?, detail: String
  ) {
    self.kind = kind
    self.account = account
    self.what = what
    self.scope = scope
    self.since = since
    self.until = until
    self.detail = detail
  }
}

/// One thing that can be asked for.
package struct AccessChoice: Codable, Hashable, Sendable {
  package var kind: String
  package var what: String
  package var description: Text

  package init(_ kind: String, _ what: String, _ description: Text) {
    self.kind = kind
    self.what = what
    self.description = description
  }
}

/// What somebody asks for.
package struct Wish: Sendable {
  package var account: Address
  package var what: String
  package var domain: DomainName?
  package var group: Address?
  /// In a mailbox; to read it when nobody says.
  package var rights: MailboxRights?
  package var until: Date
  package var reason: String

  /// What is asked for, where that is an address: one of the own domain, so that nobody finds out what there is elsewhere.
  var address: Address {
    get throws {
      let address = try Address(what)
      guard address.domain == account.domain else {
        throw Fault(
          .invalid, en: "\(account) asks for access within \(account.domain)",
          es: "\(account) pide accesos dentro de \(account.domain)",
          hint: Text(
            en: "whoever looks after \(address.domain) can give it", es: "lo puede dar quien cuida \(address.domain)"),
          field: "what")
      }
      return address
    }
  }

  /// Refuses what is there already, or would end earlier than what is there: `ends` has its end, `nil` within for good.
  func requireLonger(than ends: Date??) throws(Fault) {
    guard let present = ends, present.map({ $0 >= until }) ?? true else { return }
    throw Fault(
      .conflict, en: "\(account) has access to \(what) already", es: "\(account) ya tiene acceso a \(what)",
      hint: Text(
        en: "ask for a longer time, or have it changed by whoever gave it",
        es: "pida más tiempo, o que lo cambie quien lo dio"), field: "what")
  }
}
