import Foundation
import Kernel
import MailConfig
import MailModel
import Store

/// Sets one setting of a mail program differently, for a reason and a number of days. One that is there already
/// is replaced.
package struct AddOverride: Action {
  package static let name = "overrides.add"
  package static let route = Route.post("overrides")
  package static let permission: Permission = "overrides.add"
  package static let summary = Text(
    en: "Overrides a setting of a mail program.", es: "Sustituye un ajuste de un programa de correo.")
  package var program: Override.Program
  package var setting: String
  package var value: String
  package var reason: String
  /// Whole days from now.
  package var days: Int

  package init(program: Override.Program, setting: String, value: String, reason: String, days: Int) {
    self.program = program
    self.setting = setting
    self.value = value
    self.reason = reason
    self.days = days
  }

  package func perform(in work: Work) throws -> OrderedOverride {
    try checkReason(reason)
    guard (1...366).contains(days) else {
      throw Fault(
        .invalid, en: "an override cannot last \(days) days", es: "una sustitución no puede durar \(days) días",
        hint: Text(
          en: "choose 1 to 366; what must last longer belongs in the settings",
          es: "elija de 1 a 366; lo que deba durar más va en los ajustes"), field: "days")
    }
    let expires = (work.now.timeIntervalSince1970 + Double(days) * 86_400).rounded(.down)
    let ordered = OrderedOverride(
      program: program, setting: setting, value: value, reason: reason, expires: Date(timeIntervalSince1970: expires),
      actor: work.principal.name, created: work.now)
    try ordered.override.check()
    let table = OverrideTable(db: work.db)
    if let before = try table.find(program, setting) { try work.record(before: before) }
    try table.put(ordered)
    try work.requestRollout(because: "\(program.rawValue) \(setting) overridden")
    return ordered
  }
}

package struct RemoveOverride: Action {
  package static let name = "overrides.remove"
  package static let route = Route.delete("overrides/{program}/{setting}")
  package static let permission: Permission = "overrides.remove"
  package static let summary = Text(en: "Ends an override.", es: "Termina una sustitución.")
  package var program: Override.Program
  package var setting: String

  package init(program: Override.Program, setting: String) {
    self.program = program
    self.setting = setting
  }

  package func perform(in work: Work) throws -> OrderedOverride {
    let table = OverrideTable(db: work.db)
    guard let found = try table.find(program, setting) else {
      throw Fault(
        .notFound, en: "\(setting.prefix(80)) of \(program.rawValue) is not overridden",
        es: "\(setting.prefix(80)) de \(program.rawValue) no está sustituido",
        hint: Text(
          en: "“palomar override list” shows those there are", es: "«palomar override list» muestra las que hay"),
        field: "setting")
    }
    try work.record(before: found)
    try table.remove(program, setting)
    try work.requestRollout(because: "override of \(program.rawValue) \(setting) ended")
    return found
  }
}

package struct ListOverrides: Query {
  package static let name = "overrides.list"
  package static let route = Route.get("overrides")
  package static let permission: Permission = "overrides.read"
  package static let summary = Text(en: "Lists the overrides.", es: "Enumera las sustituciones.")

  package init() {}

  package func answer(from db: any Database) throws -> [OrderedOverride] {
    try OverrideTable(db: db).all()
  }
}

/// Ends the overrides whose day has come.
struct ExpireOverrides: Job {
  static let name = "overrides.expire"

  func run(with plane: ControlPlane) async throws {
    let now = plane.now()
    let expired = try await plane.store.read { try OverrideTable(db: $0).all().filter { $0.expires <= now } }
    for line in expired {
      _ = try await plane.perform(
        RemoveOverride(program: line.program, setting: line.setting), as: .system("overrides.expire"))
    }
  }
}
