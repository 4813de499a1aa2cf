import Kernel
import MailModel
import Store

/// Adds a filter at the end, or changes the one of that name.
package struct SetMailFilter: Action {
  package static let name = "mailRules.setFilter"
  package static let route = Route.put("accounts/{address}/filters")
  package static let permission: Permission = "mailRules.setFilter"
  package static let summary = Text(
    en: "Adds or changes a filter of somebody's incoming mail.",
    es: "Añade o cambia un filtro del correo entrante de alguien.")
  package var address: Address
  package var filter: MailFilter
  package var scope: Scope { .account(address) }
  /// What is sent on is read by somebody else.
  package var opens: Opening? { filter.action == .forward ? .quietly(address) : nil }

  private static let most = 100

  package init(address: Address, filter: MailFilter) {
    self.address = address
    self.filter = filter
  }

  package func perform(in work: Work) throws -> MailRules {
    if filter.action == .forward { try requireForwarding(in: work.db) }
    return try work.changeRules(of: address) { rules in
      if let index = rules.filters.firstIndex(where: { $0.name == filter.name }) {
        rules.filters[index] = filter
      } else {
        rules.filters.append(filter)
      }
      guard rules.filters.count <= Self.most else {
        throw Fault(
          .invalid, en: "\(Self.most) filters are the most", es: "\(Self.most) filtros son lo máximo",
          hint: Text(en: "remove those that nobody needs", es: "elimine los que nadie necesite"))
      }
    }
  }

  /// Dovecot refuses it as well, whatever a script says, once a class forbids it.
  private func requireForwarding(in db: any Database) throws {
    guard try !EffectiveService(of: Account.present(address, in: db), in: db).forwards.value else { return }
    throw Fault(
      .conflict, en: "\(address) may not forward mail", es: "\(address) no puede reenviar correo",
      hint: Text(
        en: "its class of service decides that; file the messages into a folder instead",
        es: "lo decide su clase de servicio; archive los mensajes en una carpeta"), field: "action")
  }
}

package struct RemoveMailFilter: Action {
  package static let name = "mailRules.removeFilter"
  package static let route = Route.delete("accounts/{address}/filters/{name}")
  package static let permission: Permission = "mailRules.removeFilter"
  package static let summary = Text(
    en: "Removes a filter of somebody's incoming mail.", es: "Elimina un filtro del correo entrante de alguien.")
  package var address: Address
  package var name: String
  package var scope: Scope { .account(address) }

  package init(address: Address, name: String) {
    self.address = address
    self.name = name
  }

  package func perform(in work: Work) throws -> MailRules {
    try work.changeRules(of: address) { rules in
      guard let index = rules.filters.firstIndex(where: { $0.name == name }) else {
        throw Fault(
          .notFound, en: "\(address) has no filter “\(name.prefix(80))”",
          es: "\(address) no tiene el filtro «\(name.prefix(80))»",
          hint: Text(
            en: "“palomar account filters \(address)” shows them",
            es: "«palomar account filters \(address)» los muestra"
          ), field: "name")
      }
      rules.filters.remove(at: index)
    }
  }
}

/// Answers those who write while somebody is away.
package struct SetVacation: Action {
  package static let name = "mailRules.setVacation"
  package static let route = Route.put("accounts/{address}/vacation")
  package static let permission: Permission = "mailRules.setVacation"
  package static let summary = Text(
    en: "Answers those who write while somebody is away.", es: "Responde a quien escriba mientras alguien no está.")
  package var address: Address
  package var vacation: Vacation
  package var scope: Scope { .account(address) }

  package init(address: Address, vacation: Vacation) {
    self.address = address
    self.vacation = vacation
  }

  package func perform(in work: Work) throws -> MailRules {
    try work.changeRules(of: address) { $0.vacation = vacation }
  }
}

package struct RemoveVacation: Action {
  package static let name = "mailRules.removeVacation"
  package static let route = Route.delete("accounts/{address}/vacation")
  package static let permission: Permission = "mailRules.removeVacation"
  package static let summary = Text(en: "Ends the answer of somebody away.", es: "Termina la respuesta por ausencia.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func perform(in work: Work) throws -> MailRules {
    try work.changeRules(of: address) { $0.vacation = nil }
  }
}

package struct ShowMailRules: Query {
  package static let name = "mailRules.show"
  package static let route = Route.get("accounts/{address}/rules")
  package static let permission: Permission = "mailRules.read"
  package static let summary = Text(
    en: "Shows somebody's filters and vacation answer.",
    es: "Muestra los filtros y la respuesta de ausencia de alguien.")
  package var address: Address
  package var scope: Scope { .account(address) }

  package init(address: Address) {
    self.address = address
  }

  package func answer(from db: any Database) throws -> MailRules {
    _ = try Account.existing(address, in: db)
    return try MailRuleTable.find(address, in: db)
  }
}
