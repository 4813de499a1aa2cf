import MailModel
import Store
import Surface

/// The desired state: the settings, and upon them what each capability adds, in the order of the list.
package func mailSystem(from capabilities: [Capability]) -> @Sendable (any Database) throws -> MailSystem {
  let contributions = capabilities.compactMap(\.contribution)
  return { db in
    var system = try ServiceSettings.existing(in: db).system
    for contribute in contributions { try contribute(&system, db) }
    return system
  }
}
