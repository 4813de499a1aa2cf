import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension AccountCommand {
  struct LeaveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "leave",
      abstract: spoken(
        en: "Do all that is due when somebody leaves.", es: "Haz todo lo que toca cuando alguien se va."),
      discussion: spoken(
        en: """
          Out of all groups, without roles and tokens, signed out, and removed, which “restore” undoes for a while. Mail for
          the address, and of the aliases that lead to it, goes to --forward-to. --dry-run shows what it would be.
          Example: palomar account leave ana@example.org --on 2026-12-31 --forward-to eva@example.org
          """,
        es: """
          Fuera de todos los grupos, sin roles ni tokens, sin sesiones, y eliminada, lo que «restore» deshace durante un
          tiempo. El correo de la dirección, y el de los alias que llevan a ella, va a --forward-to. --dry-run lo muestra.
          Ejemplo: palomar account leave ana@example.org --on 2026-12-31 --forward-to eva@example.org
          """))
    @Argument(transform: Address.init(_:)) var address: Address
    @Option(
      name: .customLong("on"),
      help: ArgumentHelp(spoken(en: "When; now if not given.", es: "Cuándo; ahora si no se da."), valueName: "date"),
      transform: Day.parse)
    var day: Date?
    @Option(
      help: ArgumentHelp(spoken(en: "Who gets the mail.", es: "Quién recibe el correo."), valueName: "address"),
      transform: Address.init(_:))
    var forwardTo: Address?
    @Option(help: ArgumentHelp(spoken(en: "How long it can be restored.", es: "Cuánto tiempo puede recuperarse.")))
    var keepDays: Int?
    @Flag(help: ArgumentHelp(spoken(en: "Show it, and do nothing.", es: "Lo muestra y no hace nada."))) var dryRun =
      false
    @Flag(help: ArgumentHelp(spoken(en: "Take a planned departure back.", es: "Anula una salida prevista.")))
    var cancel = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      guard !cancel else {
        let account = try await client.perform(StayAccount(address: address))
        return try output.show(account) { $0.outcome(at: Date()) }
      }
      var departure: Departure
      if dryRun {
        departure = try await client.ask(ShowDeparture(address: address, successor: forwardTo))
        departure.day = day
      } else {
        departure = try await client.perform(
          LeaveAccount(
            address: address, day: day, successor: forwardTo, keepDays: keepDays.map { QueryNumber($0) }))
      }
      try output.show(departure) { $0.text }
    }
  }
}

extension Departure {
  /// For people, a line for each thing.
  fileprivate var text: String {
    func line(_ title: String, _ things: [String]) -> String? {
      things.isEmpty ? nil : "\(title): \(things.joined(separator: ", "))"
    }
    let moment =
      day.map { spoken(en: "on \(Day.text($0))", es: "el \(Day.text($0))") } ?? spoken(en: "now", es: "ahora")
    return [
      spoken(
        en: "\(address) leaves \(moment), and can be restored then.",
        es: "\(address) se va \(moment), y puede recuperarse después."),
      line(spoken(en: "its mail goes to", es: "su correo va a"), [successor?.text].compactMap { $0 }),
      line(spoken(en: "out of the groups", es: "fuera de los grupos"), groups.map(\.text)),
      line(spoken(en: "aliases without it", es: "alias sin ella"), aliases.map(\.text)),
      line(
        spoken(en: "unknown addresses without it", es: "direcciones desconocidas sin ella"), catchAlls.map(\.name)),
      line(spoken(en: "roles that end", es: "roles que terminan"), roles),
    ].compactMap { $0 }.joined(separator: "\n")
  }
}
