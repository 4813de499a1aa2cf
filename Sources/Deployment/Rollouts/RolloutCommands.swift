import AgentProtocol
import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct GenerationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generations",
    abstract: spoken(
      en: "The numbered configurations of the service, the newest first.",
      es: "Las configuraciones numeradas del servicio, la más nueva primero."),
    discussion: spoken(
      en: """
        With a number: that generation, stage by stage, and what it changed in each file.
        Examples: palomar generations --json
                  palomar generations 7
        """,
      es: """
        Con un número: esa generación, etapa por etapa, y lo que cambió en cada fichero.
        Ejemplos: palomar generations --json
                  palomar generations 7
        """))
  @Argument(help: ArgumentHelp(spoken(en: "Only this one, with its changes.", es: "Solo esta, con sus cambios.")))
  var number: Int?
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let client = instance.client
    guard let number else {
      let all = try await everyPage { try await client.ask(ListGenerations(after: $0)) }
      return try output.show(all) { Self.table($0) }
    }
    let detail = GenerationDetail(
      generation: try await client.ask(ShowGeneration(number: number)),
      changes: try await client.ask(ShowGenerationChanges(number: number)))
    try output.show(detail) { $0.text }
  }

  private static func table(_ generations: [Generation]) -> String {
    var table = Table(
      spoken(en: "NUMBER", es: "NÚMERO"), spoken(en: "ASKED FOR", es: "PEDIDA"), spoken(en: "OUTCOME", es: "RESULTADO"),
      spoken(en: "TIME", es: "TIEMPO"), spoken(en: "FILES", es: "FICHEROS"), spoken(en: "BY", es: "POR"),
      spoken(en: "REASON", es: "MOTIVO"))
    for line in generations {
      table.add(
        String(line.number), line.requested.formatted(.iso8601), line.outcome?.spokenName ?? line.stage.spokenName,
        "\(line.duration) ms", String(line.files), line.actor, line.reason)
    }
    return table.text
  }
}

private struct GenerationDetail: Encodable {
  let generation: Generation
  let changes: [FileChange]

  var text: String {
    let head = """
      \(spoken(en: "generation", es: "generación")): \(generation.number)
      \(spoken(en: "by", es: "por")): \(generation.actor)
      \(spoken(en: "reason", es: "motivo")): \(generation.reason)
      \(spoken(en: "asked for", es: "pedida")): \(generation.requested.formatted(.iso8601))
      """
    let stages = generation.stages.map { "  \($0.name.spokenName): \($0.ms) ms" }
    return ([head] + stages + [generation.verdict(in: .spoken)] + changes.map(\.text)).joined(separator: "\n")
  }
}

extension FileChange {
  /// The path with its sign, and the diff below it.
  var text: String {
    let sign =
      switch kind {
      case .added: "+"
      case .changed: "~"
      case .removed: "-"
      }
    return "\(sign) \(path)\n\(diff)"
  }
}

struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: spoken(
      en: "Bring an earlier generation back, as a new one.", es: "Recupera una generación anterior, como una nueva."),
    discussion: spoken(
      en: """
        Without a number: the one before the installed one. Its settings and overrides come back too; domains, \
        accounts and aliases stay. Ends with 1 when it did not work.
        Example: palomar rollback 7
        """,
      es: """
        Sin número: la anterior a la instalada. Vuelven también sus ajustes y sustituciones; dominios, cuentas y \
        alias se quedan. Termina con 1 si no funcionó.
        Ejemplo: palomar rollback 7
        """))
  @Argument(help: ArgumentHelp(spoken(en: "Its number.", es: "Su número."))) var number: Int?
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let generation = try await instance.client.perform(RollBack(to: number))
    print("\(generation.number): \(generation.reason)")
    try await RolloutProgress(instance.client).print(generation.number)
  }
}
