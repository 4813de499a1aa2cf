import AgentProtocol
import Kernel
import MailModel
import Store

package struct ListGenerations: Query {
  package static let name = "rollouts.list"
  package static let route = Route.get("generations")
  package static let permission: Permission = "rollouts.read"
  package static let summary = Text(
    en: "Lists generations, the newest first.", es: "Enumera las generaciones, la más nueva primero.")
  /// A generation's number: the page begins with the one before it.
  package var after: String?
  package var limit: QueryNumber?

  package init(after: String? = nil, limit: QueryNumber? = nil) {
    self.after = after
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> Page<Generation> {
    let size = Page<Generation>.size(limit, usual: 100)
    let rows = try GenerationTable(db: db).list(before: after.flatMap { Int($0) }, limit: size + 1)
    return Page(rows: rows, limit: size) { String($0.number) }
  }
}

package struct ShowGeneration: Query {
  package static let name = "rollouts.show"
  package static let route = Route.get("generations/{number}")
  package static let permission: Permission = "rollouts.read"
  package static let summary = Text(en: "Shows one generation.", es: "Muestra una generación.")
  package var number: QueryNumber

  package init(number: Int) {
    self.number = QueryNumber(number)
  }

  package func answer(from db: any Database) throws -> Generation {
    try GenerationTable(db: db).existing(number.value)
  }
}

package struct ShowGenerationChanges: Query {
  package static let name = "rollouts.changes"
  package static let route = Route.get("generations/{number}/changes")
  package static let permission: Permission = "rollouts.read"
  package static let summary = Text(
    en: "Shows what a generation changed in each file.", es: "Muestra qué cambió una generación en cada fichero.")
  package var number: QueryNumber

  package init(number: Int) {
    self.number = QueryNumber(number)
  }

  package func answer(from db: any Database) throws -> [FileChange] {
    let table = GenerationTable(db: db)
    return try table.changes(of: table.existing(number.value).number)
  }
}

/// The public halves of the DKIM keys that hosts have made.
package struct ListSigningKeys: Query {
  package static let name = "rollouts.signingKeys"
  package static let route = Route.get("signing-keys")
  package static let permission: Permission = "rollouts.read"
  package static let summary = Text(
    en: "Lists the public DKIM keys.", es: "Enumera las claves DKIM públicas.")
  package var domain: DomainName?

  package init(domain: DomainName? = nil) {
    self.domain = domain
  }

  package func answer(from db: any Database) throws -> [SigningKey] {
    try GenerationTable(db: db).signingKeys(of: domain)
  }
}
