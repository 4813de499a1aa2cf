import Foundation
import Kernel
import MailModel
import Store

/// Brings the desired state to the host as a new generation.
///
/// One generation goes its way at a time. While another is under way the new one waits its turn, and whoever asks
/// while one waits shares it: it takes the desired state of the moment when it begins.
package struct ApplyRollout: Action {
  package static let name = "rollouts.apply"
  package static let route = Route.post("generations")
  package static let permission: Permission = "rollouts.apply"
  package static let summary = Text(
    en: "Applies the desired state as a new generation.", es: "Aplica el estado deseado como generación nueva.")
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }

  package func perform(in work: Work) throws -> Generation {
    try checkReason(reason)
    try work.withdraw(key: RolloutRequest.name)
    let table = GenerationTable(db: work.db)
    try work.enqueue(RunRollouts(), key: RunRollouts.name)
    if let waiting = try table.waiting() { return waiting }
    return try table.add(actor: work.principal.name, reason: reason, system: nil, at: work.now)
  }
}

/// Brings an earlier generation back, as a new one: its whole configuration, and in the store the settings and
/// overrides that it had, so that the next rollout does not undo it. Domains, accounts and aliases stay.
package struct RollBack: Action {
  package static let name = "rollouts.rollBack"
  package static let route = Route.post("generations/rollback")
  package static let permission: Permission = "rollouts.apply"
  package static let summary = Text(
    en: "Returns to an earlier generation, as a new one.", es: "Vuelve a una generación anterior, como una nueva.")
  /// `nil` is the one before the installed one.
  package var number: Int?

  package init(to number: Int?) {
    self.number = number
  }

  package func perform(in work: Work) throws -> Generation {
    let table = GenerationTable(db: work.db)
    let target = try target(in: table)
    guard var system = try table.system(of: target.number) else { throw Self.neverServed(target.number) }
    system.overrides.removeAll { $0.expires <= work.now }
    try work.record(before: ServiceSettings.find(in: work.db))
    try ServiceSettings(of: system).save(in: work.db)
    try OverrideTable(db: work.db).replaceAll(with: system.overrides, by: work.principal.name, at: work.now)
    try work.withdraw(key: RolloutRequest.name)
    try work.enqueue(RunRollouts(), key: RunRollouts.name)
    return try table.add(
      actor: work.principal.name, reason: "rollback to \(target.number)", system: system, at: work.now)
  }

  private func target(in table: GenerationTable) throws -> Generation {
    let installed = try table.newestDone()
    guard let number else {
      guard let installed, let earlier = try table.newestDone(before: installed.number) else {
        throw Fault(
          .conflict, en: "there is no earlier generation", es: "no hay ninguna generación anterior",
          hint: Text(
            en: "“palomar generations” shows those there are", es: "«palomar generations» muestra las que hay"))
      }
      return earlier
    }
    let target = try table.existing(number)
    guard [.done, .unchanged].contains(target.outcome) else { throw Self.neverServed(number) }
    guard target.number != installed?.number else {
      throw Fault(
        .conflict, en: "generation \(number) is serving now", es: "la generación \(number) es la que sirve ahora",
        hint: Text(en: "name an earlier one", es: "indique una anterior"), field: "number")
    }
    return target
  }

  private static func neverServed(_ number: Int) -> Fault {
    Fault(
      .conflict, en: "generation \(number) never served", es: "la generación \(number) nunca llegó a servir",
      hint: Text(
        en: "choose one that “palomar generations” shows as done",
        es: "elija una que «palomar generations» muestre como hecha"), field: "number")
  }
}

/// A reason is one line that people read for years.
func checkReason(_ reason: String) throws(Fault) {
  guard (1...200).contains(reason.count), !UnseenCharacters.stand(in: reason),
    reason.contains(where: { !$0.isWhitespace })
  else {
    throw Fault(
      .invalid, en: "a reason is wanted", es: "hace falta un motivo",
      hint: Text(
        en: "one line of at most 200 characters", es: "una línea de 200 caracteres como mucho"), field: "reason")
  }
}
