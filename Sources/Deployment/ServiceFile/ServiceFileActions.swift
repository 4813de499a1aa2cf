import AgentProtocol
import Foundation
import Kernel
import MailModel
import Store

/// Makes the store say what a service file says: all of it, or nothing. Where the configuration follows from what
/// changed, a generation is made in the same transaction.
package struct ApplyDocument: Action {
  package static let name = "document.apply"
  package static let route = Route.post("document")
  package static let permission: Permission = "document.apply"
  package static let summary = Text(en: "Applies a service file.", es: "Aplica un fichero de servicio.")
  /// A service file of some 10,000 accounts fits, and nothing that fills the memory.
  package static let octets = 4 << 20
  /// YAML.
  package var document: String
  private var sections: [DocumentSection] = []

  private enum CodingKeys: String, CodingKey { case document }

  package struct Outcome: Codable, Sendable {
    package var changes: [PlannedChange]
    /// `nil` when no configuration follows from the changes.
    package var generation: Generation?
  }

  package init(document: String, sections: [DocumentSection] = []) {
    self.document = document
    self.sections = sections
  }

  package func perform(in work: Work) throws -> Outcome {
    let changes = try ServiceDocument(document, sections: sections).apply(in: work)
    let isNeeded = try work.withdraw(key: RolloutRequest.name)
    let generation = isNeeded ? try work.perform(ApplyRollout(reason: "service file applied")) : nil
    return Outcome(changes: changes, generation: generation)
  }

  /// In the journal the file is only measured: each of its changes has an entry of its own.
  package func encode(to encoder: any Encoder) throws {
    let isRecord = encoder.userInfo[Secret.redacting] as? Bool ?? false
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(isRecord ? "\(document.utf8.count) octets" : document, forKey: .document)
  }
}

/// The present state as a service file.
package struct ExportDocument: Query {
  package static let name = "document.export"
  package static let route = Route.get("document")
  package static let permission: Permission = "document.read"
  package static let summary = Text(
    en: "Writes the present state as a service file.", es: "Escribe el estado actual como fichero de servicio.")
  private var sections: [DocumentSection] = []

  private enum CodingKeys: CodingKey {}

  package init(sections: [DocumentSection] = []) {
    self.sections = sections
  }

  package struct Answer: Codable, Sendable {
    /// YAML.
    package var document: String
  }

  package func answer(from db: any Database) throws -> Answer {
    let entries = try sections.map { section in
      DocumentNode.Entry(key: .text(section.key), value: try section.export(db))
    }
    return Answer(document: ServiceFileWriter.text(DocumentNode(.mapping(entries))))
  }
}

package struct ShowSchema: Query {
  package static let name = "document.schema"
  package static let route = Route.get("document/schema")
  package static let permission: Permission = "document.read"
  package static let summary = Text(
    en: "Shows the JSON Schema of the service file.", es: "Muestra el esquema JSON del fichero de servicio.")
  private var sections: [DocumentSection] = []

  private enum CodingKeys: CodingKey {}

  package init(sections: [DocumentSection] = []) {
    self.sections = sections
  }

  package struct Answer: Codable, Sendable {
    /// JSON Schema, draft 2020-12.
    package var schema: String
  }

  package func answer(from db: any Database) throws -> Answer {
    Answer(schema: try ServiceSchema.text(of: sections))
  }
}
