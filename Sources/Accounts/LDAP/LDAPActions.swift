import Foundation
import Kernel
import MailModel
import Store

/// Lets accounts and groups follow no directory any more; they stay as they are, and are changed here again.
package struct RemoveLDAP: Action {
  package static let name = "ldap.remove"
  package static let route = Route.delete("ldap")
  package static let permission: Permission = "ldap.remove"
  package static let summary = Text(
    en: "Lets accounts follow no directory any more.", es: "Las cuentas ya no siguen a ningún directorio.")

  package init() {}

  package func perform(in work: Work) throws -> LDAPSource {
    let source = try LDAPSource.existing(in: work.db)
    try work.record(before: source)
    try LDAPSource.delete(from: work.db)
    try FollowedAccount.releaseAll(in: work.db)
    try FollowedGroup.releaseAll(in: work.db)
    return source
  }
}

/// Starts a synchronisation; it is carried out right after.
package struct StartLDAPSync: Action {
  package static let name = "ldap.sync"
  package static let route = Route.post("ldap/sync")
  package static let permission: Permission = "ldap.sync"
  package static let summary = Text(
    en: "Synchronises accounts with the directory.", es: "Sincroniza las cuentas con el directorio.")
  /// How many may be lost this time, whatever the settings say.
  package var losses: Int?

  package init(losses: Int? = nil) {
    self.losses = losses
  }

  package func perform(in work: Work) throws -> LDAPRun {
    _ = try LDAPSource.existing(in: work.db)
    if let last = try LDAPRun.latest(1, in: work.db).first, last.isUnderWay(at: work.now) {
      throw Fault(
        .conflict, en: "a synchronisation is under way", es: "hay una sincronización en marcha",
        hint: Text(en: "wait until it is over", es: "espere a que acabe"))
    }
    if losses != nil { try work.requireSecondPersonForDirectory() }
    let run = LDAPRun(
      id: UUID().uuidString.lowercased(), actor: work.principal.name, started: work.now, losses: losses)
    try run.save(in: work.db)
    try work.enqueue(SyncLDAP(id: run.id), key: SyncLDAP.name)
    return run
  }
}

package struct ShowLDAP: Query {
  package static let name = "ldap.show"
  package static let route = Route.get("ldap")
  package static let permission: Permission = "ldap.read"
  package static let summary = Text(
    en: "Shows the directory that accounts come from, without its password.",
    es: "Muestra el directorio del que vienen las cuentas, sin su contraseña.")

  package init() {}

  package func answer(from db: any Database) throws -> LDAPSource { try LDAPSource.existing(in: db) }
}

package struct ListLDAPRuns: Query {
  package static let name = "ldap.runs"
  package static let route = Route.get("ldap/runs")
  package static let permission: Permission = "ldap.read"
  package static let summary = Text(
    en: "Lists the last synchronisations, the newest first.",
    es: "Enumera las últimas sincronizaciones, la última antes.")
  package var limit: QueryNumber?

  package init(limit: QueryNumber? = nil) {
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> [LDAPRun] {
    try LDAPRun.latest(min(max(limit?.value ?? 10, 1), 100), in: db)
  }
}

package struct ShowLDAPRun: Query {
  package static let name = "ldap.run"
  package static let route = Route.get("ldap/runs/{id}")
  package static let permission: Permission = "ldap.read"
  package static let summary = Text(en: "Shows one synchronisation.", es: "Muestra una sincronización.")
  package var id: String

  package init(id: String) {
    self.id = id
  }

  package func answer(from db: any Database) throws -> LDAPRun {
    guard let run = try LDAPRun.find(id, in: db) else {
      throw Fault(
        .notFound, en: "there is no such synchronisation", es: "no existe esa sincronización",
        hint: Text(en: "“palomar ldap show” lists the last", es: "«palomar ldap show» enumera las últimas"), field: "id"
      )
    }
    return run
  }
}

/// Reads the directory and says what a synchronisation would do; changes nothing.
package struct PreviewLDAP: Inspection {
  package static let name = "ldap.preview"
  package static let route = Route.get("ldap/preview")
  package static let permission: Permission = "ldap.read"
  package static let summary = Text(
    en: "Says what a synchronisation would do.", es: "Dice qué haría una sincronización.")

  package init() {}

  package func inspect(with plane: ControlPlane) async throws -> LDAPReport {
    try await LDAPPlan.read(with: plane).rehearsed(with: plane)
  }
}

/// Reads the entry of one address, to see whether settings and attributes are right.
package struct LookUpLDAP: Inspection {
  package static let name = "ldap.lookUp"
  package static let route = Route.get("ldap/entries/{address}")
  package static let permission: Permission = "ldap.read"
  package static let summary = Text(
    en: "Looks one address up in the directory.", es: "Busca una dirección en el directorio.")
  package var address: Address

  package init(address: Address) {
    self.address = address
  }

  package func inspect(with plane: ControlPlane) async throws -> [DirectoryEntry] {
    let (source, server) = try await plane.store.read { try LDAPSource.connection(in: $0) }
    return try await plane.world.ldap.search(server, source.person(at: address)).map { entry in
      DirectoryEntry(entry, source.attributes)
    }
  }
}

/// An entry as it was understood.
package struct DirectoryEntry: Codable, Sendable {
  package var dn: String
  package var address: String?
  package var displayName: String?
  package var aliases: [Address]
  package var isDisabled: Bool
  package var findings: [ImportFinding]

  init(_ entry: LDAPEntry, _ attributes: LDAPAttributes) {
    dn = entry.dn
    do {
      let person = try DirectoryPerson(entry, attributes)
      (address, displayName, aliases) = (person.name.address.text, person.name.displayName, person.aliases)
      (isDisabled, findings) = (person.isDisabled, [])
    } catch {
      (address, displayName, aliases, isDisabled) = (nil, nil, [], false)
      findings = [ImportFinding(error)]
    }
  }
}
