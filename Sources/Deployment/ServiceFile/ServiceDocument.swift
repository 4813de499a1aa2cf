import Foundation
import Kernel
import MailModel
import Store

/// A service file against the sections that make it up.
struct ServiceDocument {
  let root: DocumentNode
  let sections: [DocumentSection]

  init(_ text: String, sections: [DocumentSection]) throws {
    root = try ServiceFileReader.read(text)
    self.sections = sections
  }

  /// What must happen so that the store says what the file says.
  func changes(in db: any Database) throws -> [DocumentChange] {
    try bySection(in: db).flatMap { $0 }
  }

  /// Makes the changes, each authorised and journalled for itself; says what they were.
  func apply(in work: Work) throws -> [PlannedChange] {
    let changes = try bySection(in: work.db)
    for change in changes.reversed().flatMap({ $0 }) { try change.takeAway(work) }
    for change in changes.flatMap({ $0 }) { try change.put(work) }
    return changes.flatMap { $0 }.map { PlannedChange(kind: $0.kind, line: $0.line) }
  }

  private func bySection(in db: any Database) throws -> [[DocumentChange]] {
    let fields = try root.fields(sections.map(\.key))
    return try sections.map { section in
      guard let node = fields[section.key] else { return [] }
      return try section.changes(node, db)
    }
  }
}

/// A change to the model, as a plan shows it.
package struct PlannedChange: Codable, Hashable, Sendable {
  package var kind: DocumentChange.Kind
  package var line: String
}

/// The whole file's JSON Schema, out of those of its sections.
enum ServiceSchema {
  static func text(of sections: [DocumentSection]) throws -> String {
    let properties = try sections.reduce(into: [String: Any]()) { properties, section in
      properties[section.key] = try JSONSerialization.jsonObject(with: Data(section.schema.utf8))
    }
    let schema: [String: Any] = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "Palomar service file",
      "description": "What palomar plan and palomar apply read. A section or setting that is left out stays as it is.",
      "type": "object",
      "additionalProperties": false,
      "properties": properties,
    ]
    let data = try JSONSerialization.data(
      withJSONObject: schema, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }
}
