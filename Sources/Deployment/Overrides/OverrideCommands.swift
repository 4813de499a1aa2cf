import ArgumentParser
import Foundation
import MailModel
import Surface

struct OverrideCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "override",
    abstract: spoken(
      en: "Settings of mail programs that differ for a while.",
      es: "Ajustes de programas de correo distintos por un tiempo."),
    discussion: spoken(
      en: "Example: palomar override add postfix smtpd_timeout 60s --reason \"slow partner\" --days 14",
      es: "Ejemplo: palomar override add postfix smtpd_timeout 60s --reason \"socio lento\" --days 14"),
    subcommands: [Add.self, List.self, Remove.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Override one setting, for a reason and some days.",
        es: "Sustituye un ajuste, por un motivo y unos días."),
      discussion: spoken(
        en: """
          Only limits, times, sizes and yes or no can be overridden. A rollout follows at once.
          Example: palomar override add dovecot mail_max_userip_connections 50 --reason "shared desktops" --days 30
          """,
        es: """
          Solo se sustituyen límites, tiempos, tamaños y sí o no. Le sigue un despliegue al momento.
          Ejemplo: palomar override add dovecot mail_max_userip_connections 50 --reason "equipos compartidos" --days 30
          """))
    @Argument(help: ArgumentHelp(programHelp), transform: knownProgram) var program: Override.Program
    @Argument(help: ArgumentHelp(settingHelp)) var setting: String
    @Argument(help: ArgumentHelp(spoken(en: "Its value.", es: "Su valor."))) var value: String
    @Option(help: ArgumentHelp(spoken(en: "Why.", es: "Por qué."))) var reason: String
    @Option(help: ArgumentHelp(spoken(en: "For how many days.", es: "Durante cuántos días."))) var days: Int
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let made = try await instance.client.perform(
        AddOverride(program: program, setting: setting, value: value, reason: reason, days: days))
      try output.show(made) {
        let until = $0.expires.formatted(.iso8601)
        return spoken(
          en: "\($0.program.rawValue) \($0.setting) = \($0.value) until \(until); its rollout follows.",
          es: "\($0.program.rawValue) \($0.setting) = \($0.value) hasta \(until); le sigue su despliegue.")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List the overrides.", es: "Enumera las sustituciones."),
      discussion: spoken(en: "Example: palomar override list --json", es: "Ejemplo: palomar override list --json"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListOverrides())) { overrides in
        var table = Table(
          spoken(en: "PROGRAM", es: "PROGRAMA"), spoken(en: "SETTING", es: "AJUSTE"), spoken(en: "VALUE", es: "VALOR"),
          spoken(en: "UNTIL", es: "HASTA"), spoken(en: "BY", es: "POR"), spoken(en: "REASON", es: "MOTIVO"))
        for line in overrides {
          table.add(
            line.program.rawValue, line.setting, line.value, line.expires.formatted(.iso8601), line.actor, line.reason)
        }
        return table.text
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "End an override.", es: "Termina una sustitución."),
      discussion: spoken(
        en: "Example: palomar override remove postfix smtpd_timeout",
        es: "Ejemplo: palomar override remove postfix smtpd_timeout"))
    @Argument(help: ArgumentHelp(programHelp), transform: knownProgram) var program: Override.Program
    @Argument(help: ArgumentHelp(settingHelp)) var setting: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let ended = try await instance.client.perform(RemoveOverride(program: program, setting: setting))
      try output.show(ended) {
        spoken(
          en: "\($0.program.rawValue) \($0.setting) is as Palomar renders it again; its rollout follows.",
          es: "\($0.program.rawValue) \($0.setting) vuelve a ser como lo escribe Palomar; le sigue su despliegue.")
      }
    }
  }
}

private let programHelp = Override.Program.allCases.map(\.rawValue).joined(separator: ", ")
private let settingHelp = spoken(
  en: "Its name, as in the program's manual; for rspamd with its section, as in actions.reject.",
  es: "Su nombre, como en el manual del programa; en rspamd con su sección, como actions.reject.")

@Sendable private func knownProgram(_ name: String) throws -> Override.Program {
  guard let program = Override.Program(rawValue: name) else {
    throw Fault(
      .invalid, en: "“\(name.prefix(40))” is not a program of the service",
      es: "«\(name.prefix(40))» no es un programa del servicio",
      hint: Text(en: "one of: \(programHelp)", es: "uno de: \(programHelp)"))
  }
  return program
}
