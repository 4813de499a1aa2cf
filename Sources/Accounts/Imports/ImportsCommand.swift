import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

/// The imports that there were and are.
struct ImportsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imports",
    abstract: spoken(en: "Imports of accounts, and their reports.", es: "Importaciones de cuentas, y sus informes."),
    discussion: spoken(en: "Example: palomar account imports list", es: "Ejemplo: palomar account imports list"),
    subcommands: [List.self, Show.self, Stop.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "List imports, the newest first.", es: "Enumera importaciones, la última antes."),
      discussion: spoken(en: "Example: palomar account imports list", es: "Ejemplo: palomar account imports list"))
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let runs = try await everyPage { try await client.ask(ListImports(after: $0)) }
      try output.show(runs) { runs in
        var table = Table(
          "ID", spoken(en: "FILE", es: "FICHERO"), spoken(en: "STATE", es: "ESTADO"), spoken(en: "LINES", es: "LÍNEAS"),
          spoken(en: "REFUSED", es: "RECHAZADAS"), spoken(en: "SINCE", es: "DESDE"))
        for run in runs {
          table.add(
            run.id, run.file, run.state.name(in: .spoken), "\(run.rows)", "\(run.refused)",
            run.created.formatted(.iso8601))
        }
        return table.text
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(en: "Show one import.", es: "Muestra una importación."),
      discussion: spoken(
        en: "Example: palomar account imports show ID --report report.csv",
        es: "Ejemplo: palomar account imports show ID --report informe.csv"))
    @Argument var id: String
    @Option(
      help: ArgumentHelp(
        spoken(en: "A new CSV file for what became of each line.", es: "Un CSV nuevo con lo que fue de cada línea."),
        valueName: "file"))
    var report: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let found = try await instance.client.ask(ShowImport(id: id))
      if let report {
        try await ImportReport(id: id, client: instance.client).write(to: NewFile.create(report))
      }
      try output.show(found) { run in
        let lines = ["\(run.file): \(run.state.name(in: .spoken)), \(run.percent) %", run.summary]
        return (lines + [run.fault?.line(in: .spoken)].compactMap { $0 }).joined(separator: "\n")
      }
    }
  }

  struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: spoken(
        en: "Stop an import; what it has done stays.", es: "Detiene una importación; lo hecho queda hecho."),
      discussion: spoken(
        en: "Example: palomar account imports stop ID", es: "Ejemplo: palomar account imports stop ID"))
    @Argument var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let found = try await instance.client.ask(ShowImport(id: id))
      let stopped = try await instance.client.perform(StopImport(id: id, domain: found.domain))
      try output.show(stopped, people: \.summary)
    }
  }
}

extension Import.State {
  var name: Text {
    switch self {
    case .receiving: Text(en: "Receiving", es: "Recibiendo")
    case .checking: Text(en: "Dry run", es: "Ensayo")
    case .checked: Text(en: "Checked", es: "Comprobada")
    case .running: Text(en: "Running", es: "En marcha")
    case .done: Text(en: "Done", es: "Hecha")
    case .stopped: Text(en: "Stopped", es: "Detenida")
    case .failed: Text(en: "Failed", es: "Fallida")
    }
  }
}
