import AgentProtocol
import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

/// Files of the host that somebody changed behind Palomar's back.
package let drift = Capability(
  "drift",
  doors: [.inspection(LookForDrift.self)],
  commands: [DriftCommand.self]
)

struct DriftCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: spoken(
      en: "What differs on the host from what was installed, and since when.",
      es: "Qué difiere en el equipo de lo instalado, y desde cuándo."),
    discussion: spoken(
      en: "Ends with 1 when something differs; “palomar apply” puts it right. Example: palomar drift --json",
      es: "Termina con 1 si algo difiere; «palomar apply» lo corrige. Ejemplo: palomar drift --json"))
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let report = try await instance.client.inspect(LookForDrift())
    try output.show(report) { $0.text }
    guard report.files.isEmpty else { throw ExitCodes.foundWanting }
  }
}

extension DriftReport {
  var text: String {
    guard !files.isEmpty else {
      return generation.map {
        spoken(
          en: "No drift: generation \($0) stands as installed.", es: "Sin desvíos: la generación \($0) está intacta.")
      } ?? spoken(en: "Nothing is installed yet.", es: "Aún no hay nada instalado.")
    }
    return files.map { file in
      let since = file.since.map { spoken(en: " since ", es: " desde ") + $0.formatted(.iso8601) } ?? ""
      return "\(file.kind.spokenName)\(since): \(file.path)\n\(file.diff)"
    }.joined(separator: "\n")
  }
}

extension DriftedFile.Kind {
  fileprivate var spokenName: String {
    switch self {
    case .changed: spoken(en: "changed", es: "cambiado")
    case .missing: spoken(en: "missing", es: "falta")
    case .permissions: spoken(en: "other owner or mode", es: "otro dueño o permisos")
    case .unknown: spoken(en: "nobody's", es: "de nadie")
    }
  }
}
