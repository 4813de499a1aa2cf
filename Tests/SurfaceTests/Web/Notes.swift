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
  doors: [.query(ShowNote.self), .action(WriteNote.self)])

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
