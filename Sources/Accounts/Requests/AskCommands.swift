import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension RequestCommand {
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Ask for access that somebody else has to grant.", es: "Pide un acceso que otra persona tiene que conceder."
      ),
      discussion: spoken(
        en: """
          It waits for whoever may give it, and ends by itself. “palomar request choices ADDRESS” shows what there is.
          Example: palomar request add ana@example.org support --domain example.org --until 2026-12-31 --reason 'holiday cover'
          """,
        es: """
          Espera a quien pueda darlo, y termina por sí solo. «palomar request choices DIRECCIÓN» muestra lo que hay.
          Ejemplo: palomar request add ana@example.org support --domain example.org --until 2026-12-31 --reason 'vacaciones'
          """))
    @Argument(help: ArgumentHelp(spoken(en: "For whom.", es: "Para quién.")), transform: Address.init(_:))
    var address: Address
    @Argument(
      help: ArgumentHelp(
        spoken(
          en: "What: the name of a role, or the address of a group or mailbox.",
          es: "Qué: el nombre de un rol, o la dirección de un grupo o buzón.")))
    var what: String
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "Of which kind it is: role, group, shared (a shared mailbox) or delegation (somebody's mailbox).",
          es: "De qué tipo es: role, group, shared (un buzón compartido) o delegation (el buzón de alguien).")))
    var kind = "role"
    @OptionGroup var place: PlaceOption
    @OptionGroup var team: GroupOption
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "In a mailbox: read or manage, and send-as or send-on-behalf, with a comma between. Default: read.",
          es: "En un buzón: read o manage, y send-as o send-on-behalf, con una coma en medio. Por omisión, read.")),
      transform: MailboxRights.init(_:))
    var rights: MailboxRights?
    @Option(help: ArgumentHelp(spoken(en: "Ends by itself then.", es: "Termina sola entonces.")), transform: moment)
    var until: Date
    @Option(help: ArgumentHelp(spoken(en: "Why.", es: "Por qué."))) var reason: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let ask = AskForAccess(
        address: address, kind: kind, what: what, domain: place.domain, group: team.group, rights: rights, until: until,
        reason: reason)
      do {
        _ = try await instance.client.perform(ask)
      } catch let waiting as AwaitingApproval {
        // To wait is what was asked for.
        try output.show(waiting.request) {
          spoken(
            en: "Request \($0.id) waits for whoever may grant it.",
            es: "La petición \($0.id) espera a quien pueda concederla.")
        }
      }
    }
  }

  struct Choices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List what can be asked for.", es: "Enumera lo que puede pedirse."),
      discussion: spoken(
        en: "Example: palomar request choices ana@example.org", es: "Ejemplo: palomar request choices ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListAccessChoices(address: address))) { choices in
        var table = Table(spoken(en: "KIND", es: "TIPO"), spoken(en: "WHAT", es: "QUÉ"), spoken(en: "FOR", es: "PARA"))
        for choice in choices { table.add(choice.kind, choice.what, choice.description(in: .spoken)) }
        return table.text
      }
    }
  }
}

extension UserCommand {
  struct Holdings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "access",
      abstract: spoken(
        en: "List the access that an account has, of every kind.", es: "Enumera los accesos de todo tipo de una cuenta."
      ),
      discussion: spoken(
        en: "Example: palomar user access ana@example.org", es: "Ejemplo: palomar user access ana@example.org"))
    @Argument(transform: Address.init(_:)) var address: Address
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      try output.show(try await instance.client.ask(ListHoldings(address: address)), people: \.table)
    }
  }
}

extension [Holding] {
  var table: String {
    var table = Table(
      spoken(en: "KIND", es: "TIPO"), spoken(en: "WHAT", es: "QUÉ"), spoken(en: "WHERE", es: "DÓNDE"),
      spoken(en: "SINCE", es: "DESDE"), spoken(en: "UNTIL", es: "HASTA"), spoken(en: "DETAIL", es: "DETALLE"))
    for line in self {
      table.add(
        line.kind, line.what, line.scope.text, line.since.formatted(.iso8601), line.until?.formatted(.iso8601) ?? "—",
        line.detail)
    }
    return table.text
  }
}
