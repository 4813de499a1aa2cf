import Foundation
import Kernel
import MailFormats
import MailModel
import Surface

/// What became of each line, page by page from the control plane.
struct ImportReport {
  let id: String
  let client: ControlClient

  func write(to file: FileHandle) async throws {
    try file.write(contentsOf: Data(Self.head(in: .spoken).utf8))
    var after: QueryNumber?
    repeat {
      let page = try await client.ask(ListImportRows(id: id, after: after))
      try file.write(contentsOf: Data(page.items.map { Self.line($0, in: .spoken) }.joined().utf8))
      after = page.next.flatMap { Int($0) }.map { QueryNumber($0) }
    } while after != nil
  }

  /// Lines with something to say: those that were refused before the others.
  func findings(limit: Int) async throws -> [ImportRow] {
    var rows = try await client.ask(ListImportRows(id: id, result: .refused, limit: QueryNumber(limit))).items
    for result in [ImportRow.Result.added, .changed, .unchanged] where rows.count < limit {
      let page = try await client.ask(ListImportRows(id: id, result: result, limit: QueryNumber(limit)))
      rows += page.items.filter { !$0.findings.isEmpty }.prefix(limit - rows.count)
    }
    return rows
  }

  static func head(in language: Language) -> String {
    CSVLine.text(
      [
        Text(en: "line", es: "línea"), Text(en: "address", es: "dirección"), Text(en: "result", es: "resultado"),
        Text(en: "findings", es: "hallazgos"),
      ].map { $0(in: language) })
  }

  static func line(_ row: ImportRow, in language: Language) -> String {
    CSVLine.text([
      String(row.line), row.address, row.result.name(in: language),
      row.findings.map { $0.line(in: language) }.joined(separator: "; "),
    ])
  }
}

/// Tells whoever waits at a terminal how far an import is.
struct ImportProgress {
  private let isShown = isatty(STDERR_FILENO) == 1

  /// Asks until it is over, or its dry run.
  func follow(_ id: String, _ client: ControlClient) async throws -> Import {
    while true {
      let run = try await client.ask(ShowImport(id: id))
      show(run)
      if run.state.isOver || run.state == .checked {
        if isShown { FileHandle.standardError.write(Data("\n".utf8)) }
        return run
      }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  func show(_ run: Import) {
    guard isShown else { return }
    let words =
      run.state == .receiving
      ? spoken(en: "sent \(run.received) of \(run.size) octets", es: "enviados \(run.received) de \(run.size) octetos")
      : spoken(en: "\(run.rows) lines, \(run.percent) %", es: "\(run.rows) líneas, \(run.percent) %")
    FileHandle.standardError.write(Data("\r\(words)\u{1B}[K".utf8))
  }
}

extension Import {
  /// How much of the file is read.
  var percent: Int { state == .done || state == .checked ? 100 : 100 * (position?.offset ?? 0) / max(size, 1) }
}
