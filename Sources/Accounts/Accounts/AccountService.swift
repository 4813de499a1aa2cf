import Kernel
import MailModel
import Store

/// What an account may do, and where each value comes from.
package struct EffectiveService: Codable, Hashable, Sendable {
  package enum Source: String, Codable, Hashable, Sendable, CaseIterable {
    /// The account has no class.
    case account
    case serviceClass
    /// The account's own, in place of its class's.
    case override
  }

  package struct Value<Content: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    package var value: Content
    package var from: Source
  }

  package var serviceClass: String?
  /// `nil` is no limit.
  package var quota: Value<ByteCount?>
  package var protocols: Value<Protocols>
  package var forwards: Value<Bool>
  package var overrideReason: String

  init(of account: Account, in db: any Database) throws {
    let found = try account.serviceClass.map { try ServiceClass.existing($0, in: db) }
    func value<Content>(_ value: ServiceValue, _ own: Content, _ common: Content?) -> Value<Content> {
      guard let common else { return Value(value: own, from: .account) }
      return account.overrides.contains(value)
        ? Value(value: own, from: .override) : Value(value: common, from: .serviceClass)
    }
    serviceClass = account.serviceClass
    quota = value(.quota, account.quota, found.map(\.quota))
    protocols = value(.protocols, account.protocols, found?.protocols)
    forwards = value(.forwarding, account.forwards, found?.forwards)
    overrideReason = account.overrideReason
  }
}

/// Gives an account a class of service, whose values then hold; or none, and it keeps the values that it had.
package struct AssignClass: Action {
  package static let name = "accounts.assignClass"
  package static let route = Route.put("accounts/{address}/class")
  package static let permission: Permission = "accounts.assignClass"
  package static let summary = Text(
    en: "Gives an account a class of service.", es: "Da a una cuenta una clase de servicio.")
  package var address: Address
  package var serviceClass: String?
  package var scope: Scope { .account(address) }

  package init(address: Address, serviceClass: String?) {
    self.address = address
    self.serviceClass = serviceClass
  }

  package func perform(in work: Work) throws -> Account {
    let present = try Account.present(address, in: work.db)
    let before = try EffectiveService(of: present, in: work.db)
    let found = try serviceClass.map { try ServiceClass.existing($0, in: work.db) }
    return try work.change(present, endsSessions: found.map { $0.protocols != before.protocols.value } == true) {
      $0.quota = before.quota.value
      $0.protocols = before.protocols.value
      $0.forwards = before.forwards.value
      $0.serviceClass = found?.name
      $0.overrides = .none
      $0.overrideReason = ""
    }
  }
}

package struct ShowService: Query {
  package static let name = "accounts.service"
  package static let route = Route.get("accounts/{address}/service")
  package static let permission: Permission = "accounts.read"
  package static let summary = Text(
    en: "Shows what an account may do, and where each value comes from.",
    es: "Muestra lo que puede una cuenta, y de dónde viene cada valor.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> EffectiveService {
    try EffectiveService(of: Account.existing(address, in: db), in: db)
  }
}
