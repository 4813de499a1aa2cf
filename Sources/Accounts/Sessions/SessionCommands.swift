import ArgumentParser
import Kernel
import MailModel
import Surface

extension AccountCommand {
  struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Who is signed in to console and API with an account, and from where.",
        es: "Quién ha entrado en la consola y la API con una cuenta, y desde dónde."),
      discussion: spoken(
        en: "Example: palomar account sessions ana@example.org --end",
        es: "Ejemplo: palomar account sessions ana@example.org --end"))
    @Argument(transform: Address.init(_:)) var address: Address
    @Flag(help: ArgumentHelp(spoken(en: "End them all.", es: "Termínalas todas."))) var end = false
    @Option(
      name: .customLong("end-one"),
      help: ArgumentHelp(spoken(en: "End this one.", es: "Termina esta."), valueName: "id"))
    var endOne: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      if let endOne {
        return try show(await instance.client.perform(EndSession(address: address, id: endOne)))
      }
      if end { return try show(await instance.client.perform(EndSessions(address: address))) }
      try output.show(try await instance.client.ask(ListSessions(address: address))) { sessions in
        sessions.isEmpty ? spoken(en: "Nobody is signed in.", es: "Nadie ha iniciado sesión.") : table(sessions)
      }
    }

    private func show(_ outcome: EndedSessions) throws {
      try output.show(outcome) { spoken(en: "\($0.ended) ended.", es: "\($0.ended) terminadas.") }
    }

    private func table(_ sessions: [Session]) -> String {
      var table = Table(
        "ID", spoken(en: "SINCE", es: "DESDE"), spoken(en: "SEEN", es: "VISTA"), spoken(en: "FROM", es: "ORIGEN"),
        spoken(en: "PROGRAM", es: "PROGRAMA"))
      for session in sessions {
        table.add(
          session.id, session.created.formatted(.iso8601), session.seen.formatted(.iso8601), session.client,
          String(session.userAgent.prefix(60)))
      }
      return table.text
    }
  }
}
