import Foundation
import MailFormats
import MailModel
import Store

/// What became of one line of an import; in a dry run, what would become of it.
package struct ImportRow: Codable, Hashable, Sendable {
  package enum Result: String, Codable, Hashable, Sendable, CaseIterable {
    case added, changed, unchanged, refused
  }

  /// As an editor counts.
  package var line: Int
  /// As far as it could be read.
  package var address: String
  package var result: Result
  package var findings: [ImportFinding]

  package init(line: Int, address: String, result: Result, findings: [ImportFinding] = []) {
    self.line = line
    self.address = address
    self.result = result
    self.findings = findings
  }

  static func insert(_ rows: [ImportRow], of id: String, into db: any Database) throws {
    try db.insert(
      into: "import_row", columns: ["import", "line", "address", "result", "findings"],
      rows: rows.map { [id, $0.line, $0.address, $0.result.rawValue, try SQLJSON.encode($0.findings)] })
  }

  static func list(of id: String, _ result: Result?, after line: Int, limit: Int, in db: any Database) throws
    -> [ImportRow]
  {
    var filter: SQL = "import = \(id) AND line > \(line)"
    if let result { filter = filter + " AND result = \(result.rawValue)" }
    return try db.rows(
      "SELECT line, address, result, findings FROM import_row WHERE \(sql: filter) ORDER BY line LIMIT \(limit)",
      as: ImportRow.self)
  }

  /// Forgets the report of a dry run, before the real one.
  static func clear(_ id: String, in db: any Database) throws {
    try db.execute("DELETE FROM import_row WHERE import = \(id)")
    try db.execute("DELETE FROM import_name WHERE import = \(id)")
  }

  /// The lines that already have one of these addresses.
  static func lines(with names: [String], of id: String, in db: any Database) throws -> [String: Int] {
    struct Line: Decodable {
      var name: String
      var line: Int
    }
    let lines = try db.rows(
      "SELECT name, line FROM import_name WHERE import = \(id) AND name IN \(list: names)", as: Line.self)
    return Dictionary(lines.map { ($0.name, $0.line) }) { first, _ in first }
  }

  static func claim(_ names: [String: Int], of id: String, in db: any Database) throws {
    let rows = names.sorted { $0.key < $1.key }
    try db.insert(into: "import_name", columns: ["import", "name", "line"], rows: rows.map { [id, $0.key, $0.value] })
  }
}

/// Something about one line that a person should know: why it was refused, or what is odd about it.
package struct ImportFinding: Codable, Hashable, Sendable {
  package var message: Text
  /// What to do about it.
  package var hint: Text?

  package init(_ message: Text, hint: Text? = nil) {
    self.message = message
    self.hint = hint
  }

  init(_ fault: Fault) {
    self.init(fault.message, hint: fault.hint)
  }

  package func line(in language: Language) -> String {
    hint.map { "\(message(in: language)): \($0(in: language))" } ?? message(in: language)
  }

  init(_ flaw: CSVFlaw, _ encoding: TextEncoding) {
    switch flaw {
    case .tooLong:
      self.init(
        Text(en: "the line is too long", es: "la línea es demasiado larga"),
        hint: Text(en: "look for a missing line break", es: "busque un salto de línea que falta"))
    case .tooManyFields:
      self.init(Text(en: "the line has too many fields", es: "la línea tiene demasiados campos"))
    case .quoteNeverClosed:
      self.init(
        Text(en: "a quotation mark is opened and never closed", es: "se abren comillas que nunca se cierran"),
        hint: Text(
          en: "close it; inside a field, write it twice", es: "ciérrelas; dentro de un campo, escríbalas dos veces"))
    case .textAfterQuote:
      self.init(
        Text(en: "text follows a closing quotation mark", es: "hay texto tras unas comillas de cierre"),
        hint: Text(en: "inside a field, write the mark twice", es: "dentro de un campo, escriba las comillas dos veces")
      )
    case .undecodable:
      self.init(
        Text(
          en: "the line is no text in \(encoding.rawValue), which the rest of the file is in",
          es: "la línea no es texto en \(encoding.rawValue), en el que está el resto del fichero"),
        hint: Text(en: "save the file as UTF-8", es: "guarde el fichero en UTF-8"))
    case .zeroCharacter:
      self.init(
        Text(en: "the line holds a zero character", es: "la línea tiene un carácter nulo"),
        hint: Text(en: "remove it", es: "elimínelo"))
    }
  }
}
