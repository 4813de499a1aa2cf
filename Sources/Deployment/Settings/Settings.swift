import Kernel
import MailModel
import Surface

/// The settings of the service as a whole.
package let settings = Capability(
  "settings",
  migrations: [ServiceSettings.migration],
  doors: [.action(InitialiseService.self), .action(UpdateSettings.self), .query(ShowSettings.self)],
  documentSection: settingsSection
)

/// `service:` of the service file. A field that the file leaves out stays as it is.
let settingsSection = DocumentSection(
  key: "service",
  schema: settingsSchema,
  export: { try ServiceSettings.existing(in: $0).node },
  changes: { node, db in
    let present = try ServiceSettings.existing(in: db)
    let update = try UpdateSettings(node, over: present)
    let wanted = update.applied(to: present)
    guard wanted != present else { return [] }
    do {
      try wanted.check(with: db)
    } catch let error as Fault {
      throw node.place(of: error.field).fault(error)
    }
    return [DocumentChange(.change, "service: \(wanted.differences(from: present))", update)]
  }
)
