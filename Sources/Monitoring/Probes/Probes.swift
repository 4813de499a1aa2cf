import ArgumentParser
import Kernel
import MailModel
import Surface

/// Proof that mail goes through.
package let probes = Capability(
  "probes",
  migrations: [ProbeMailbox.migration],
  doors: [.inspection(RunProbe.self), .action(SetProbeMailbox.self), .query(ShowProbeMailbox.self)],
  commands: [ProbeCommand.self]
)

struct ProbeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: spoken(
      en: "Send a message through the service and read it back.",
      es: "Envía un mensaje por el servicio y lo lee de vuelta."),
    discussion: spoken(
      en: "Ends with 1 when it does not arrive. Example: palomar probe --json",
      es: "Termina con 1 si no llega. Ejemplo: palomar probe --json"))
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let report = try await instance.client.inspect(RunProbe())
    try output.show(report, people: \.people)
    guard report.ok else { throw ExitCodes.foundWanting }
  }
}

extension ProbeReport {
  /// A line per stage with its time, then the verdict.
  package var people: String {
    var table = Table(spoken(en: "STAGE", es: "ETAPA"), "MS", spoken(en: "WHAT HAPPENED", es: "QUÉ PASÓ"))
    for stage in stages { table.add(stage.name, "\(stage.ms)", stage.detail) }
    let verdict = fault?.line(in: .spoken) ?? spoken(en: "The message arrived.", es: "El mensaje llegó.")
    return table.text + "\n" + verdict
  }
}
