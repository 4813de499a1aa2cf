import Foundation
import Kernel
import MailModel
import Store

@testable import Surface

/// The smallest capability that has something to show and to change.
struct Note: Codable, Sendable {
  var name: String
  var text: String
}

let notes = Capability(
  "notes",
  migrations: [Migration("notes", ["CREATE TABLE note (name TEXT PRIMARY KEY, text TEXT NOT NULL)"])],
  doors: [
    .query(ListNotes.self), .query(ShowNote.self), .action(WriteNote.self), .action(AddNote.self),
    .action(AddLine.self),
  ])

struct ListNotes: Query {
  static let name = "notes.list"
  static let route = Route.get("notes")
  static let permission: Permission = "notes.read"
  static let summary = Text(en: "Lists notes.", es: "Enumera notas.")
  var after: String?
  var limit: QueryNumber?

  func answer(from db: any Database) throws -> Page<Note> {
    let size = limit?.value ?? 100
    let rows = try db.rows(
      "SELECT name, text FROM note WHERE name > \(after ?? "") ORDER BY name LIMIT \(size + 1)", as: Note.self)
    return Page(rows: rows, limit: size, key: \.name)
  }
}

/// Gives the note a name of its own.
struct AddNote: Action {
  static let name = "notes.add"
  static let route = Route.post("notes")
  static let permission: Permission = "notes.write"
  static let summary = Text(en: "Adds a note.", es: "Añade una nota.")
  var text: String

  func perform(in work: Work) throws -> Note {
    guard text != "refused" else { throw Fault(.conflict, en: "refused", es: "rechazada") }
    let count = try work.db.value("SELECT COUNT(*) FROM note", as: Int.self) ?? 0
    try work.db.execute("INSERT INTO note (name, text) VALUES (\("n\(count)"), \(text))")
    return Note(name: "n\(count)", text: text)
  }
}

struct AddLine: Action {
  static let name = "notes.addLine"
  static let route = Route.post("notes/{name}/lines")
  static let permission: Permission = "notes.write"
  static let summary = Text(en: "Adds a line.", es: "Añade una línea.")
  var name: String
  var line: String

  func perform(in work: Work) throws -> Note {
    let note = try ShowNote(name: name).answer(from: work.db)
    let longer = Note(name: name, text: "\(note.text)\n\(line)")
    try work.db.execute("UPDATE note SET text = \(longer.text) WHERE name = \(name)")
    return longer
  }
}

struct ShowNote: Query {
  static let name = "notes.show"
  static let route = Route.get("notes/{name}")
  static let permission: Permission = "notes.read"
  static let summary = Text(en: "Shows a note.", es: "Muestra una nota.")
  var name: String

  func answer(from db: any Database) throws -> Note {
    guard let note = try db.row("SELECT name, text FROM note WHERE name = \(name)", as: Note.self) else {
      throw Fault(.notFound, en: "there is no note \(name)", es: "no existe la nota \(name)", field: "name")
    }
    return note
  }
}

struct WriteNote: Action {
  static let name = "notes.write"
  static let route = Route.put("notes/{name}")
  static let permission: Permission = "notes.write"
  static let summary = Text(en: "Writes a note.", es: "Escribe una nota.")
  var name: String
  var text: String

  func perform(in work: Work) throws -> Note {
    try work.db.execute(
      "INSERT INTO note (name, text) VALUES (\(name), \(text)) ON CONFLICT (name) DO UPDATE SET text = excluded.text")
    return Note(name: name, text: text)
  }
}
