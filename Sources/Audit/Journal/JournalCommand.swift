import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: spoken(en: "Who changed what, and what was refused.", es: "Quién cambió qué, y qué se rechazó."),
    discussion: spoken(
      en: "Example: palomar journal list --action accounts --from 2026-03-01",
      es: "Ejemplo: palomar journal list --action accounts --from 2026-03-01"),
    subcommands: [List.self, VerifyCommand.self, ExportCommand.self, AnchorCommand.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List entries, the newest first.", es: "Enumera las entradas, la más reciente primero."),
      discussion: spoken(
        en: "Example: palomar journal list --limit 20 --text ana@example.org",
        es: "Ejemplo: palomar journal list --limit 20 --text ana@example.org"))
    @OptionGroup var filter: FilterOptions
    @Option(help: ArgumentHelp(spoken(en: "How many, 1,000 at most.", es: "Cuántas, 1.000 como mucho.")))
    var limit = 100
    @Option(
      help: ArgumentHelp(spoken(en: "Only entries before this number.", es: "Solo entradas anteriores a este número.")))
    var before: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let query = ListJournal(
        filter.filter, before: before.map { QueryNumber($0) }, limit: QueryNumber(limit))
      try output.show(try await instance.client.ask(query)) { table(of: $0) }
    }

    private func table(of entries: [JournalEntry]) -> String {
      var table = Table(
        "N", spoken(en: "AT", es: "CUÁNDO"), spoken(en: "WHO", es: "QUIÉN"), spoken(en: "WHAT", es: "QUÉ"),
        spoken(en: "WHERE", es: "DÓNDE"), spoken(en: "RESULT", es: "RESULTADO"), spoken(en: "REASON", es: "MOTIVO"))
      for entry in entries {
        let result =
          entry.result == .done ? spoken(en: "done", es: "hecho") : spoken(en: "refused", es: "rechazado")
        table.add(
          "\(entry.number)", entry.at.date.formatted(.iso8601), entry.actor, entry.action, entry.scope, result,
          entry.reason ?? "")
      }
      return table.text
    }
  }
}

/// Which entries somebody looks for.
struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp(spoken(en: "Who, as the list shows it.", es: "Quién, como lo muestra la lista.")))
  var actor: String?
  @Option(
    help: ArgumentHelp(
      spoken(en: "What, as in accounts.add; or all of accounts.", es: "Qué, como accounts.add; o todo accounts.")))
  var action: String?
  @Option(help: ArgumentHelp(spoken(en: "A domain, or * for all.", es: "Un dominio, o * para todos.")))
  var scope: String?
  @Option(help: ArgumentHelp(spoken(en: "done or refused.", es: "done o refused.")), transform: result)
  var result: JournalEntry.Result?
  @Option(help: ArgumentHelp(spoken(en: "Stands in request or reason.", es: "Está en la petición o el motivo.")))
  var text: String?
  @Option(
    help: ArgumentHelp(spoken(en: "From 2026-03-01, or 2026-03-01T12:00:00Z.", es: "Desde el día o momento dado.")),
    transform: moment)
  var from: Date?
  @Option(help: ArgumentHelp(spoken(en: "Until before then.", es: "Hasta antes de entonces.")), transform: moment)
  var until: Date?

  var filter: JournalFilter {
    JournalFilter(actor: actor, action: action, scope: scope, result: result, text: text, from: from, until: until)
  }

  @Sendable private static func result(_ text: String) throws -> JournalEntry.Result {
    guard let result = JournalEntry.Result(rawValue: text) else {
      throw Fault(
        .invalid, en: "“\(text.prefix(40))” is no result", es: "«\(text.prefix(40))» no es un resultado",
        hint: Text(en: "it is done or refused", es: "es done o refused"))
    }
    return result
  }
}
