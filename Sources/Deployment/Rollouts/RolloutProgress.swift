import ArgumentParser
import Foundation
import MailModel
import Surface

/// Watches a generation until it has ended. A control plane that is started again meanwhile is waited for.
package struct RolloutProgress: Sendable {
  package var show: @Sendable (_ number: Int) async throws -> Generation
  /// Between two looks.
  package var pause: Duration = .milliseconds(200)
  /// So many looks in a row may find nobody there.
  package var patience = 75

  package init(show: @escaping @Sendable (_ number: Int) async throws -> Generation) {
    self.show = show
  }

  package init(_ client: ControlClient) {
    self.init { try await client.ask(ShowGeneration(number: $0)) }
  }

  /// Calls `report` once for each stage that is behind it.
  package func follow(_ number: Int, report: (Generation.PastStage) -> Void) async throws -> Generation {
    var reported = 0
    var misses = 0
    while true {
      do {
        let generation = try await show(number)
        misses = 0
        for stage in generation.stages.dropFirst(reported) { report(stage) }
        reported = generation.stages.count
        if generation.stage == .ended { return generation }
      } catch let fault as Fault where fault.code == .unavailable && misses < patience {
        misses += 1
      }
      try await Task.sleep(for: pause)
    }
  }

  /// Prints each stage with its time, and how it ended; ends the command with 1 unless the generation serves.
  func print(_ number: Int) async throws {
    let ended = try await follow(number) { stage in
      Swift.print("  \(stage.name.spokenName.padding(toLength: 14, withPad: " ", startingAt: 0)) \(stage.ms) ms")
    }
    Swift.print(ended.verdict(in: .spoken))
    guard ended.outcome == .done || ended.outcome == .unchanged else { throw ExitCodes.foundWanting }
  }
}

extension Generation {
  /// How it ended, in a sentence.
  package func verdict(in language: Language) -> String {
    let why = fault?.line(in: language) ?? ""
    let text =
      switch outcome {
      case .done: Text(en: "Generation \(number) serves.", es: "La generación \(number) está en servicio.")
      case .unchanged:
        Text(
          en: "Nothing to do: the host has these files already.",
          es: "Nada que hacer: el equipo ya tiene estos ficheros.")
      case .refused:
        Text(
          en: "Refused; service and settings are as they were: \(why)",
          es: "Rechazada; servicio y ajustes siguen como estaban: \(why)")
      case .returned:
        Text(
          en: "Generation \(number) did not work; generation \(previous ?? 0) serves again, with its settings: \(why)",
          es: "La generación \(number) no funcionó; vuelve a servir la \(previous ?? 0), con sus ajustes: \(why)")
      case .failed: Text(en: "Generation \(number) failed: \(why)", es: "La generación \(number) ha fallado: \(why)")
      case nil: Text(en: "Generation \(number) is under way.", es: "La generación \(number) está en camino.")
      }
    return text(in: language)
  }

  /// Milliseconds from its beginning to where it is, without the wait for its turn.
  package var duration: Int { stages.filter { $0.name != .waiting }.map(\.ms).reduce(0, +) }
}

extension Rollout.Stage {
  package var spokenName: String {
    switch self {
    case .waiting: spoken(en: "waiting", es: "en espera")
    case .staging: spoken(en: "rendering", es: "preparación")
    case .validating: spoken(en: "validation", es: "validación")
    case .activating: spoken(en: "installation", es: "instalación")
    case .probing: spoken(en: "probe", es: "prueba")
    case .returning: spoken(en: "return", es: "vuelta atrás")
    case .ended: spoken(en: "ended", es: "terminada")
    }
  }
}

extension Rollout.Outcome {
  package var spokenName: String {
    switch self {
    case .done: spoken(en: "done", es: "hecha")
    case .unchanged: spoken(en: "unchanged", es: "sin cambios")
    case .refused: spoken(en: "refused", es: "rechazada")
    case .returned: spoken(en: "returned", es: "devuelta")
    case .failed: spoken(en: "failed", es: "fallida")
    }
  }
}
