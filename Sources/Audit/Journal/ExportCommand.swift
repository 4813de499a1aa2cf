import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: spoken(
      en: "Write the journal, the oldest entry first.", es: "Escribe el diario, lo más antiguo primero."),
    discussion: spoken(
      en: """
        JSON Lines hold each entry exactly, with its hash: with them the chain can be proven without Palomar. CSV is for \
        spreadsheets. Example: palomar journal export --output journal.jsonl
        """,
      es: """
        JSON Lines contiene cada entrada con exactitud y con su hash: con ello la cadena se prueba sin Palomar. CSV es \
        para hojas de cálculo. Ejemplo: palomar journal export --output diario.jsonl
        """))
  @OptionGroup var filter: FilterOptions
  @Option(help: ArgumentHelp(spoken(en: "jsonl or csv.", es: "jsonl o csv."))) var format = JournalForm.jsonl
  @Option(
    help: ArgumentHelp(
      spoken(
        en: "A new file; standard output if not given.", es: "Un fichero nuevo; si falta, la salida estándar."),
      valueName: "file"))
  var output: String?
  @OptionGroup var instance: InstanceOptions

  func run() async throws {
    let file = try output.map(NewFile.create) ?? .standardOutput
    try file.write(contentsOf: Data(format.head.utf8))
    var after: QueryNumber?
    while true {
      let page = try await instance.client.ask(ExportJournal(filter.filter, after: after))
      guard let last = page.last else { return }
      try file.write(contentsOf: Data(try page.map(format.text(of:)).joined().utf8))
      after = QueryNumber(Int(last.number))
    }
  }
}
