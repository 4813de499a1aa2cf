import ArgumentParser
import Foundation
import Kernel
import MailModel
import Store
import Surface

/// Reading the journal: every change and every refusal.
package let journal = Capability("journal", doors: [.query(ListJournal.self)], commands: [JournalCommand.self])

package struct ListJournal: Query {
  package static let name = "journal.list"
  package static let route = Route.get("journal")
  package static let permission: Permission = "journal.read"
  package static let summary = Text(
    en: "Lists journal entries, the newest first.", es: "Enumera el diario, lo más reciente primero.")
  package var before: QueryNumber?
  package var limit: QueryNumber?

  package init(before: QueryNumber? = nil, limit: QueryNumber? = nil) {
    self.before = before
    self.limit = limit
  }

  package func answer(from db: any Database) throws -> [JournalEntry] {
    let size = min(max(limit?.value ?? 100, 1), Page<JournalEntry>.limit)
    return try Journal(db: db).entries(before: (before?.value).map(Int64.init), limit: size)
  }
}

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: spoken(en: "Who changed what, and what was refused.", es: "Quién cambió qué, y qué se rechazó."),
    subcommands: [List.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List entries, the newest first.", es: "Enumera las entradas, la más reciente primero."),
      discussion: spoken(en: "Example: palomar journal list --limit 20", es: "Ejemplo: palomar journal list --limit 20")
    )
    @Option(help: ArgumentHelp(spoken(en: "How many, 1,000 at most.", es: "Cuántas, 1.000 como mucho.")))
    var limit = 100
    @Option(
      help: ArgumentHelp(spoken(en: "Only entries before this number.", es: "Solo entradas anteriores a este número.")))
    var before: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let query = ListJournal(before: before.map { QueryNumber($0) }, limit: QueryNumber(limit))
      try output.show(try await instance.client.ask(query)) { entries in
        var table = Table(
          "N", spoken(en: "AT", es: "CUÁNDO"), spoken(en: "WHO", es: "QUIÉN"), spoken(en: "WHAT", es: "QUÉ"),
          spoken(en: "WHERE", es: "DÓNDE"), spoken(en: "RESULT", es: "RESULTADO"))
        for entry in entries {
          let result =
            entry.result == .done ? spoken(en: "done", es: "hecho") : spoken(en: "refused", es: "rechazado")
          table.add("\(entry.number)", entry.at.formatted(.iso8601), entry.actor, entry.action, entry.scope, result)
        }
        return table.text
      }
    }
  }
}
