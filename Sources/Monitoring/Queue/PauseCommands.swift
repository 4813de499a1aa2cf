import ArgumentParser
import Foundation
import MailModel
import Surface

extension QueueCommand {
  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Send no mail to a domain for a while.", es: "No envía correo a un dominio por un tiempo."),
      discussion: spoken(
        en: """
          What comes for it waits, and is tried at once when the pause ends. A rollout follows.
          Example: palomar queue pause example.com --reason "their server is being moved" --hours 12
          """,
        es: """
          Lo que llega para él espera, y se intenta en cuanto acaba la pausa. Le sigue un despliegue.
          Ejemplo: palomar queue pause example.com --reason "trasladan su servidor" --hours 12
          """))
    @Argument(help: ArgumentHelp(spoken(en: "The domain.", es: "El dominio.")), transform: DomainName.init(_:))
    var domain: DomainName
    @Option(help: ArgumentHelp(spoken(en: "Why.", es: "Por qué."))) var reason: String
    @Option(
      help: ArgumentHelp(spoken(en: "For how many hours, 96 at most.", es: "Durante cuántas horas, 96 como mucho.")))
    var hours: Int
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let pause = try await instance.client.perform(PauseDestination(domain: domain, reason: reason, hours: hours))
      try output.show(pause) {
        let until = $0.until.formatted(.iso8601)
        return spoken(
          en: "Mail to \($0.domain) waits until \(until); the rollout follows.",
          es: "El correo a \($0.domain) espera hasta \(until); le sigue el despliegue.")
      }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Send mail to a domain again.", es: "Vuelve a enviar correo a un dominio."),
      discussion: spoken(
        en: "Example: palomar queue resume example.com", es: "Ejemplo: palomar queue resume example.com"))
    @Argument(help: ArgumentHelp(spoken(en: "The domain.", es: "El dominio.")), transform: DomainName.init(_:))
    var domain: DomainName
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let pause = try await instance.client.perform(ResumeDestination(domain: domain))
      try output.show(pause) {
        spoken(
          en: "Mail to \($0.domain) goes out again, once the rollout is done.",
          es: "El correo a \($0.domain) vuelve a salir, en cuanto acabe el despliegue.")
      }
    }
  }

  struct Paused: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the paused domains.", es: "Enumera los dominios en pausa."),
      discussion: spoken(en: "Example: palomar queue paused --json", es: "Ejemplo: palomar queue paused --json"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListPauses())) { pauses in
        guard !pauses.isEmpty else { return spoken(en: "Nothing is paused.", es: "No hay nada en pausa.") }
        var table = Table(
          spoken(en: "DOMAIN", es: "DOMINIO"), spoken(en: "UNTIL", es: "HASTA"), spoken(en: "BY", es: "POR"),
          spoken(en: "REASON", es: "MOTIVO"))
        for pause in pauses { table.add(pause.domain.name, pause.until.formatted(.iso8601), pause.actor, pause.reason) }
        return table.text
      }
    }
  }
}
