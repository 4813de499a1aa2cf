import Kernel
import MailModel
import Surface

/// The whole service as one file: shown, planned, applied. `sections` in the order in which they depend on each other.
package func serviceFile(sections: [DocumentSection]) -> Capability {
  Capability(
    "service file",
    doors: [
      .action(ApplyDocument.self) { ApplyDocument(document: $0.document, sections: sections) },
      .query(ExportDocument.self) { _ in ExportDocument(sections: sections) },
      .query(ShowSchema.self) { _ in ShowSchema(sections: sections) },
      .inspection(PlanRollout.self) { PlanRollout(document: $0.document, sections: sections) },
    ],
    commands: [PlanCommand.self, ApplyCommand.self, ExportCommand.self, SchemaCommand.self]
  )
}
