import ArgumentParser
import Foundation
import MailModel
import Surface

/// `palomar account app-passwords ADDRESS VERB`: the address stands first, as in “whose”.
struct AppPasswordCommand: AsyncParsableCommand {
  enum Verb: String, ExpressibleByArgument, CaseIterable { case list, add, remove }

  static let configuration = CommandConfiguration(
    commandName: "app-passwords",
    abstract: spoken(
      en: "Passwords for single programs and devices.", es: "Contraseñas para programas y aparatos concretos."),
    discussion: spoken(
      en: """
        A password is made and printed once. One that is removed is out at once. Whose mailbox it is sees the reason.
        Example: palomar account app-passwords ana@example.org add phone --protocols imap --reason 'new phone, ticket 17'
        """,
      es: """
        La contraseña se genera y se muestra una vez. La que se retira deja de valer al momento. El motivo lo ve el dueño.
        Ejemplo: palomar account app-passwords ana@example.org add móvil --protocols imap --reason 'teléfono nuevo, caso 17'
        """))
  @Argument(transform: Address.init(_:)) var address: Address
  @Argument(help: ArgumentHelp("list, add, remove")) var verb = Verb.list
  @Argument(help: ArgumentHelp(spoken(en: "What it is for.", es: "Para qué es."))) var name: String?
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "Some of imap, pop3, managesieve, submission. Default: all.",
        es: "Algunos de imap, pop3, managesieve, submission. Por omisión, todos.")), transform: Protocols.init(_:))
  var protocols: Protocols?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      spoken(en: "Only from there, as in 192.0.2.0/24.", es: "Solo desde ahí, como 192.0.2.0/24.")),
    transform: Network.init(_:))
  var networks: [Network] = []
  @Option(
    help: ArgumentHelp(spoken(en: "When it ends.", es: "Cuándo termina."), valueName: "date"), transform: Day.parse)
  var expires: Date?
  @OptionGroup var why: ReasonOption
  @OptionGroup var output: OutputOptions
  @OptionGroup var instance: InstanceOptions

  func validate() throws {
    guard (verb == .list) == (name == nil) else {
      throw ValidationError(
        spoken(
          en: "“add” and “remove” take a name, “list” takes none.", es: "«add» y «remove» llevan un nombre, «list» no.")
      )
    }
  }

  func run() async throws {
    let client = instance.client(because: why.reason)
    switch verb {
    case .list: try output.show(try await client.ask(ListAppPasswords(address: address))) { table(of: $0) }
    case .add:
      let made = try await client.perform(
        AddAppPassword(
          address: address, name: name ?? "", protocols: protocols, networks: networks, expires: expires))
      try output.show(made) {
        spoken(
          en: "App password “\($0.entry.name)” of \(address): \($0.secret.value)",
          es: "Contraseña de aplicación «\($0.entry.name)» de \(address): \($0.secret.value)")
      }
    case .remove:
      let gone = try await client.perform(RemoveAppPassword(address: address, name: name ?? ""))
      try output.show(gone) { spoken(en: "“\($0.name)” removed.", es: "«\($0.name)» retirada.") }
    }
  }

  private func table(of entries: [AppPassword]) -> String {
    var table = Table(
      spoken(en: "NAME", es: "NOMBRE"), spoken(en: "PROTOCOLS", es: "PROTOCOLOS"), spoken(en: "FROM", es: "DESDE"),
      spoken(en: "UNTIL", es: "HASTA"), spoken(en: "MADE", es: "CREADA"))
    for entry in entries {
      let networks = entry.networks.isEmpty ? "—" : entry.networks.map(\.text).joined(separator: ", ")
      table.add(
        entry.name, entry.protocols.shown, networks, entry.expires.map(Day.text) ?? "—",
        entry.created.formatted(.iso8601))
    }
    return table.text
  }
}
