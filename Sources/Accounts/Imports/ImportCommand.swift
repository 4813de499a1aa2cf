import ArgumentParser
import Foundation
import Kernel
import MailModel
import Surface

extension AccountCommand {
  struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: spoken(en: "Add many accounts out of a CSV file.", es: "Añade muchas cuentas de un fichero CSV."),
      discussion: spoken(
        en: """
          The first line names the columns, in English or Spanish, in any order: address, name, password, hash, class, quota, \
          aliases, groups, from, until. Delimiter and encoding are found out. --dry-run changes nothing and says what would become of \
          each line. A line that is refused stops no other; then the command ends with 1. Accounts that are there stay as \
          they are without --update. Interrupted, the same command goes on where it was.
          Example: palomar account import people.csv --dry-run
          """,
        es: """
          La primera línea nombra las columnas, en español o inglés y en cualquier orden: dirección, nombre, contraseña, \
          hash, clase, cuota, alias, grupos, desde, hasta. El separador y la codificación se detectan. --dry-run no cambia nada y \
          dice qué sería de cada línea. Una línea rechazada no detiene a las demás; la orden acaba entonces con 1. Las \
          cuentas que ya existen quedan como están sin --update. Si se interrumpe, la misma orden sigue donde estaba.
          Ejemplo: palomar account import personas.csv --dry-run
          """))
    @Argument(help: ArgumentHelp(spoken(en: "The CSV file.", es: "El fichero CSV."), valueName: "file"))
    var file: String
    @Flag(help: ArgumentHelp(spoken(en: "Change nothing, and report.", es: "No cambia nada, e informa.")))
    var dryRun = false
    @Flag(
      help: ArgumentHelp(
        spoken(en: "Change accounts that are there already.", es: "Modifica las cuentas que ya existen.")))
    var update = false
    @Option(
      help: ArgumentHelp(
        spoken(
          en: "The domain of all accounts; addresses may leave it out.",
          es: "El dominio de todas las cuentas; las direcciones pueden omitirlo.")), transform: DomainName.init(_:))
    var domain: DomainName?
    @Option(
      help: ArgumentHelp(
        spoken(en: "A new CSV file for what became of each line.", es: "Un CSV nuevo con lo que fue de cada línea."),
        valueName: "file"))
    var report: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var instance: InstanceOptions

    func run() async throws {
      let client = instance.client
      let handle = try Self.open(file)
      let report = try report.map(NewFile.create)
      let upload = ImportUpload(
        file: URL(fileURLWithPath: file).lastPathComponent, size: Int(try handle.seekToEnd()), domain: domain,
        updates: update
      ) { offset, count in
        try handle.seek(toOffset: UInt64(offset))
        return try handle.read(upToCount: count) ?? Data()
      }
      let progress = ImportProgress()
      let sent = try await upload.send(
        begin: { (file: BeginImport) in try await client.perform(file) },
        append: { (part: AppendToImport) in try await client.perform(part) },
        progress: { progress.show($0) })
      if sent.state == .receiving || sent.state == .checked {
        _ = try await client.perform(StartImport(id: sent.id, domain: domain, dryRun: dryRun))
      }
      let done = try await progress.follow(sent.id, client)
      if let fault = done.fault { throw fault }
      if let report { try await ImportReport(id: done.id, client: client).write(to: report) }
      let refused = try await ImportReport(id: done.id, client: client).findings(limit: 200)
      try output.show(ImportOutcome(run: done, findings: refused), people: \.people)
      if done.refused > 0 { throw ExitCodes.foundWanting }
    }

    private static func open(_ path: String) throws -> FileHandle {
      guard let handle = FileHandle(forReadingAtPath: path) else {
        let words = String(cString: strerror(errno))
        throw Fault(
          .invalid, en: "\(path) cannot be read: \(words)", es: "no se puede leer \(path): \(words)",
          hint: Text(en: "name a file that you may read", es: "indique un fichero que pueda leer"))
      }
      return handle
    }
  }
}

/// An import that is over, with the lines that somebody should look at.
struct ImportOutcome: Encodable {
  let run: Import
  /// Refused lines first, and no more of them than fit on a few screens; the report has all.
  let findings: [ImportRow]

  var people: String {
    (findings.map(\.people) + [run.summary]).joined(separator: "\n")
  }
}

extension Import {
  /// What it did, or would do, in one sentence.
  var summary: String {
    switch state {
    case .checking, .checked:
      spoken(
        en: "Dry run: \(added) would be added, \(changed) changed, \(unchanged) left as they are, \(refused) refused.",
        es:
          "Ensayo: se añadirían \(added), cambiarían \(changed), quedarían igual \(unchanged), se rechazarían \(refused)."
      )
    default:
      spoken(
        en: "\(added) added, \(changed) changed, \(unchanged) left as they are, \(refused) refused.",
        es: "\(added) añadidas, \(changed) modificadas, \(unchanged) sin cambios, \(refused) rechazadas.")
    }
  }
}

extension ImportRow {
  var people: String {
    let words = findings.map { $0.line(in: .spoken) }.joined(separator: "; ")
    return spoken(en: "line \(line)", es: "línea \(line)") + " \(address): \(result.name(in: .spoken)): \(words)"
  }
}

extension ImportRow.Result {
  var name: Text {
    switch self {
    case .added: Text(en: "added", es: "añadida")
    case .changed: Text(en: "changed", es: "modificada")
    case .unchanged: Text(en: "unchanged", es: "sin cambios")
    case .refused: Text(en: "refused", es: "rechazada")
    }
  }
}
