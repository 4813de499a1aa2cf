import ArgumentParser
import MailModel
import Surface

extension TraceCommand {
  struct Retention: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Show or say how long the trace is kept.", es: "Muestra o indica cuánto se guarda la traza."),
      discussion: spoken(
        en: "Example: palomar trace retention --days 30 --size 5G",
        es: "Ejemplo: palomar trace retention --days 30 --size 5G"))
    @Option(help: ArgumentHelp(spoken(en: "For so many days.", es: "Durante tantos días."))) var days: Int?
    @Option(
      help: ArgumentHelp(spoken(en: "In no more room than this.", es: "Sin ocupar más que esto.")),
      transform: ByteCount.init(_:))
    var size: ByteCount?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      var retention = try await client.ask(ShowTraceRetention())
      if days != nil || size != nil {
        retention = try await client.perform(
          SetTraceRetention(days: days ?? retention.days, size: size ?? retention.size))
      }
      try output.show(retention) {
        spoken(
          en: "The trace is kept for \($0.days) days, in \($0.size) at most.",
          es: "La traza se guarda \($0.days) días, en \($0.size) como mucho.")
      }
    }
  }
}
